#include "admin/cli/commands.hpp"

namespace postern::cli {
namespace {

policy::Result<> init(Invocation& invocation) {
  const auto config = invocation.config();
  if (!config) return config.error();
  const auto store = db::open_store(config->store, db::OpenFor::initialise);
  if (!store) return store.error();
  if (invocation.json()) {
    invocation.out.json({{"store", config->store}, {"ready", true}});
  } else {
    invocation.out.line(config->store + " is ready");
  }
  return policy::Done{};
}

}  // namespace

void add_init(CLI::App& app, Command& chosen) {
  on(add_command(app, "init", "Create the store, or bring an older one up to date; harmless when it is there",
                 "postern init --config /etc/postern/postern.yaml"),
     chosen, init);
}

}  // namespace postern::cli
