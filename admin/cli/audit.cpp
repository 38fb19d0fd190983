#include "admin/cli/commands.hpp"

namespace postern::cli {
namespace {

constexpr std::size_t kAtATime = 1000;

struct VerifyOptions {
  std::string head;
};

/// The chain walked from its first entry: where it ends, and where a noted hash was met.
struct Walk {
  db::AuditHead end = db::no_entries();
  std::uint64_t met_at = 0;  ///< 0: nowhere
};

policy::Result<Walk> walked(db::CentralLog& log, const std::string& noted) {
  Walk walk;
  while (true) {
    const auto entries = log.audit(walk.end.sequence, kAtATime);
    if (!entries) return entries.error();
    for (const db::AuditEntry& entry : *entries) {
      const std::string fault = db::fault_of(entry, walk.end);
      if (!fault.empty()) {
        return policy::refused("audit entry " + std::to_string(walk.end.sequence + 1) + ": " + fault);
      }
      walk.end = {entry.sequence, entry.hash};
      if (entry.hash == noted) walk.met_at = entry.sequence;
    }
    if (entries->empty()) return walk;
  }
}

policy::Error other_head(const Walk& walk, const std::string& noted) {
  const std::string where =
      walk.met_at == 0 ? "no entry has the hash " + noted : noted + " is entry " + std::to_string(walk.met_at);
  return policy::refused("the chain is whole, but its head is entry " + std::to_string(walk.end.sequence) + ", " +
                         walk.end.hash + ": " + where);
}

/// `postern audit head` prints the number and the hash: either that line or the hash alone may be given back.
std::string hash_in(const std::string& noted) {
  return noted.substr(noted.find_last_of(' ') + 1);
}

policy::Result<> verify(Invocation& invocation, const VerifyOptions& options) {
  const auto workplace = invocation.workplace();
  if (!workplace) return workplace.error();
  db::Store& store = *(*workplace)->store;
  const std::string noted = hash_in(options.head);
  // The head first: entries written meanwhile are no fault, a chain that is shorter than its head has lost its end.
  const auto head = store.audit_head();
  if (!head) return head.error();
  const auto walk = walked(store, noted);
  if (!walk) return walk.error();
  if (walk->end.sequence < head->sequence) {
    return policy::refused("the chain ends at entry " + std::to_string(walk->end.sequence) +
                           ", but its head is entry " + std::to_string(head->sequence));
  }
  if (!noted.empty() && noted != walk->end.hash) return other_head(*walk, noted);
  if (invocation.json()) {
    invocation.out.json({{"ok", true}, {"entries", walk->end.sequence}, {"head", walk->end.hash}});
  } else {
    invocation.out.line(std::to_string(walk->end.sequence) + " entries, head " + walk->end.hash);
  }
  return policy::Done{};
}

policy::Result<> show_head(Invocation& invocation) {
  const auto workplace = invocation.workplace();
  if (!workplace) return workplace.error();
  const auto head = (*workplace)->store->audit_head();
  if (!head) return head.error();
  if (invocation.json()) {
    invocation.out.json({{"entries", head->sequence}, {"head", head->hash}});
  } else {
    invocation.out.line(std::to_string(head->sequence) + " " + head->hash);
  }
  return policy::Done{};
}

}  // namespace

void add_audit(CLI::App& app, Command& chosen) {
  CLI::App* audit = add_command(app, "audit", "The chain of audit entries", "postern audit verify");
  audit->require_subcommand(1);
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* command = add_command(*audit, "verify", "Walk the chain: exit 1 at the first entry that is broken",
                                  "postern audit verify --head \"$(cat head.txt)\"");
  command->add_option("--head", options->head, "the hash of the head, as noted elsewhere");
  on(command, chosen, options, verify);
  on(add_command(*audit, "head", "The number of entries and the hash of the last, to be noted elsewhere",
                 "postern audit head > head.txt"),
     chosen, show_head);
}

}  // namespace postern::cli
