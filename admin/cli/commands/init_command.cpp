#include <nlohmann/json.hpp>

#include "admin/cli/commands/commands.hpp"
#include "db/store_place.hpp"

namespace postern::cli {
namespace {

struct Options {
  bool existing = false;
};

void say(Invocation& invocation, const std::string& store, bool ready) {
  if (invocation.json()) {
    invocation.out.json({{"store", store}, {"ready", ready}});
  } else {
    invocation.out.line(store + (ready ? " is ready" : " is not there; nothing was done"));
  }
}

policy::Result<> init(Invocation& invocation, const Options& options) {
  const auto config = invocation.config();
  if (!config) return config.error();
  if (options.existing) {
    const auto exists = db::store_exists(config->store);
    if (!exists) return exists.error();
    if (!*exists) {
      say(invocation, config->store, false);
      return policy::Done{};
    }
  }
  const auto store = db::open_store(config->store, db::OpenFor::initialise);
  if (!store) return store.error();
  say(invocation, config->store, true);
  return policy::Done{};
}

}  // namespace

void add_init(const Syntax& app, Command& chosen) {
  auto options = std::make_shared<Options>();
  Syntax command = app.command("init", "Create the store, or bring an older one up to date; harmless when it is there",
                               "postern init --config /etc/postern/postern.yaml");
  command.flag("--existing", options->existing, "Create nothing: where no store is, say so and do nothing");
  on(command, chosen, options, init);
}

}  // namespace postern::cli
