#include "admin/cli/commands/commands.hpp"
#include "admin/cli/step_answer.hpp"
#include "admin/service/life/customer_addresses.hpp"

namespace postern::cli {
namespace {

struct AddressOptions : TargetOptions {
  std::string address;
  std::string why;
};

policy::Result<> add_address(Invocation& invocation, const AddressOptions& options) {
  const auto workplace = invocation.workplace();
  if (!workplace) return workplace.error();
  return short_answer(
      invocation,
      admin::add_address(*(*workplace)->store, options.target(), options.address, options.why, (*workplace)->acting),
      options.address + " added");
}

/// Several files add to `customer`: whichever comes first makes it.
CLI::App* customer_command(CLI::App& app) {
  const auto known = app.get_subcommands([](const CLI::App* one) { return one->get_name() == "customer"; });
  if (!known.empty()) return known.front();
  CLI::App* customer =
      add_command(app, "customer", "The people whom restrictions are about",
                  "postern customer add-address RCC-2026-0001 alex@example.net --why \"Writes from it too\"");
  customer->require_subcommand(1);
  return customer;
}

}  // namespace

void add_customer_addresses(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<AddressOptions>();
  CLI::App* command =
      add_command(*customer_command(app), "add-address", "Add another address of the same person, in force at once",
                  "postern customer add-address RCC-2026-0001 alex@example.net --why \"Writes from it too\"");
  add_target(*command, *options);
  command->add_option("ADDRESS", options->address, "a full address; a domain needs a new authorisation")->required();
  command->add_option("--why", options->why, "how it is known to be the same person")->required();
  on(command, chosen, options, add_address);
}

}  // namespace postern::cli
