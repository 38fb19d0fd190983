#include <nlohmann/json.hpp>

#include "admin/cli/commands/commands.hpp"
#include "admin/service/check/check.hpp"

namespace postern::cli {
namespace {

void print(Invocation& invocation, const policy::Result<std::size_t>& entries, const admin::Warnings& warnings) {
  if (invocation.json()) {
    Json json = {{"ok", bool{entries}}, {"problems", Json::array()}, {"warnings", warnings}};
    if (!entries) json["problems"] = entries.error().problems;
    return invocation.out.json(json);
  }
  for (const std::string& warning : warnings) invocation.out.line("warning: " + warning);
  if (entries) {
    invocation.out.line("configuration, store and rules are right: " + std::to_string(*entries) +
                        " identifiers are looked for");
  }
}

policy::Result<> check(Invocation& invocation) {
  admin::Warnings warnings;
  const auto config = invocation.config();
  policy::Result<std::size_t> entries = std::size_t{0};
  if (config) {
    entries = admin::check(*config, invocation.now(), warnings);
  } else {
    entries = config.error();
  }
  print(invocation, entries, warnings);
  if (!entries) return entries.error();
  return policy::Done{};
}

}  // namespace

void add_check(const Syntax& app, Command& chosen) {
  on(app.command("check", "Configuration, store and rules: everything that is wrong or suspicious",
                 "postern check --config /etc/postern/postern.yaml"),
     chosen, check);
}

}  // namespace postern::cli
