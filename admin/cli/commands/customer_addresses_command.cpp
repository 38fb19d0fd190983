#include "admin/cli/commands/commands.hpp"
#include "admin/cli/step_answer.hpp"
#include "admin/service/life/customer_addresses.hpp"

namespace postern::cli {
namespace {

struct AddressOptions : TargetOptions {
  std::string address;
  std::string why;
};

policy::Result<> add_address(Invocation& invocation, Workplace& workplace, const AddressOptions& options) {
  return short_answer(
      invocation,
      admin::add_address(*workplace.store, options.target(), options.address, options.why, workplace.acting),
      options.address + " added");
}

}  // namespace

Syntax customer_noun(const Syntax& app) {
  return app.noun("customer", "The people whom restrictions are about",
                  "postern customer add-address RCC-2026-0001 alex@example.net --why \"Writes from it too\"");
}

void add_customer_addresses(const Syntax& app, Command& chosen) {
  auto options = std::make_shared<AddressOptions>();
  Syntax command = customer_noun(app).command(
      "add-address", "Add another address of the same person, in force at once",
      "postern customer add-address RCC-2026-0001 alex@example.net --why \"Writes from it too\"");
  add_target(command, *options);
  command.option("ADDRESS", options->address, "a full address; a domain needs a new authorisation").required();
  command.option("--why", options->why, "how it is known to be the same person").required();
  on(command, chosen, options, add_address);
}

}  // namespace postern::cli
