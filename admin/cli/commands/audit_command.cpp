#include <nlohmann/json.hpp>

#include "admin/cli/commands/commands.hpp"
#include "admin/service/records/audit_check.hpp"

namespace postern::cli {
namespace {

struct VerifyOptions {
  std::string head;
};

/// `postern audit head` prints the number and the hash: either that line or the hash alone may be given back.
std::string hash_in(const std::string& noted) {
  return noted.substr(noted.find_last_of(' ') + 1);
}

policy::Result<> verify(Invocation& invocation, Workplace& workplace, const VerifyOptions& options) {
  db::Store& store = *workplace.store;
  const auto found = admin::verify_audit(store, store, hash_in(options.head));
  if (!found) return found.error();
  if (invocation.json()) {
    invocation.out.json({{"ok", true},
                         {"entries", found->head.sequence},
                         {"head", found->head.hash},
                         {"sealed_events", found->sealed_events}});
  } else {
    invocation.out.line(std::to_string(found->head.sequence) + " entries, head " + found->head.hash + "; " +
                        std::to_string(found->sealed_events) + " events sealed");
  }
  return policy::Done{};
}

policy::Result<> show_head(Invocation& invocation, Workplace& workplace) {
  const auto head = workplace.store->audit_head();
  if (!head) return head.error();
  if (invocation.json()) {
    invocation.out.json({{"entries", head->sequence}, {"head", head->hash}});
  } else {
    invocation.out.line(std::to_string(head->sequence) + " " + head->hash);
  }
  return policy::Done{};
}

}  // namespace

void add_audit(const Syntax& app, Command& chosen) {
  Syntax audit = app.noun("audit", "The chain of audit entries", "postern audit verify");
  auto options = std::make_shared<VerifyOptions>();
  Syntax command =
      audit.command("verify", "Walk the chain and the sealed events: exit 1 at the first that is not as it was written",
                    "postern audit verify --head \"$(cat head.txt)\"");
  command.option("--head", options->head, "the hash of the head, as noted elsewhere");
  on(command, chosen, options, verify);
  on(audit.command("head", "The number of entries and the hash of the last, to be noted elsewhere",
                   "postern audit head > head.txt"),
     chosen, show_head);
}

}  // namespace postern::cli
