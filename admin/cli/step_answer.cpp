#include "admin/cli/step_answer.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace postern::cli {

void add_target(const Syntax& command, TargetOptions& options) {
  command.option("REF", options.reference, "its reference").required();
  command.option("--based-on", options.based_on,
                 "the version that you have seen (show prints it): refused where somebody changed it since");
}

policy::Result<policy::Day> day_in(const std::string& option, const std::string& text) {
  const auto day = policy::day_from_text(text);
  if (!day) return policy::refused(option + ": \"" + text + "\" is no day; write one such as 2026-11-02");
  return *day;
}

Json json_of(const admin::Stepped& stepped, const std::string& done) {
  return {{"reference", stepped.restriction.reference},
          {"done", done},
          {"status", to_text(stepped.restriction.status)},
          {"version", stepped.version},
          {"missing", stepped.missing},
          {"notes", stepped.notes}};
}

namespace {

/// The command by which what is missing is added.
std::string command_for(const std::string& line, const policy::Reference& reference) {
  if (line.starts_with("informed")) return "postern inform " + reference + " --on DAY --how letter";
  if (line.starts_with("authorised")) {
    return "postern authorise " + reference + " --by OFFICER --on DAY --evidence WHERE";
  }
  const std::string file = reference + ".yaml";
  return "postern export " + reference + " > " + file + ", write it there, postern apply " + file;
}

void print_commands(Invocation& invocation, const admin::Stepped& stepped) {
  std::vector<std::string> said;
  for (const std::string& line : stepped.missing) {
    const std::string command = command_for(line, stepped.restriction.reference);
    if (std::find(said.begin(), said.end(), command) == said.end()) said.push_back(command);
  }
  for (const std::string& command : said) invocation.out.line("  to add it: " + command);
}

}  // namespace

void print_lines(Invocation& invocation, const admin::Stepped& stepped, const std::string& done) {
  invocation.out.line(stepped.restriction.reference + ": " + done);
  for (const std::string& note : stepped.notes) invocation.out.line("  " + note);
  const char* label = stepped.restriction.status == policy::Status::in_force ? "  missing: " : "  still missing: ";
  for (const std::string& line : stepped.missing) invocation.out.line(label + line);
  print_commands(invocation, stepped);
}

policy::Result<> short_answer(Invocation& invocation, const policy::Result<admin::Stepped>& stepped,
                              const std::string& done) {
  if (!stepped || invocation.json()) return answer(invocation, stepped, done);
  admin::Stepped shown = *stepped;
  shown.missing.clear();
  print_lines(invocation, shown, done);
  return policy::Done{};
}

policy::Result<> answer(Invocation& invocation, const policy::Result<admin::Stepped>& stepped,
                        const std::string& done) {
  if (!stepped) return stepped.error();
  if (invocation.json()) {
    invocation.out.json(json_of(*stepped, done));
  } else {
    print_lines(invocation, *stepped, done);
  }
  return policy::Done{};
}

}  // namespace postern::cli
