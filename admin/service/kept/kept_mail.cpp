#include "admin/service/kept/kept_mail.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "admin/service/kept/file_sum.hpp"
#include "admin/service/kept/release_rows.hpp"

namespace postern::admin {
namespace {

bool waits(db::KeptStatus status) {
  switch (status) {
    case db::KeptStatus::kept:
    case db::KeptStatus::held:
    case db::KeptStatus::refused:
      return true;
    case db::KeptStatus::released:
    case db::KeptStatus::deleted:
      return false;
  }
  return false;
}

/// Raw recipients that wait: all, or those that are the same address as `only`.
std::vector<std::string> waiting_in(const db::KeptEntry& entry, const std::optional<std::string>& only,
                                    const policy::AddressRules& rules) {
  std::vector<std::string> found;
  const auto wanted = only ? policy::canonical(*only, rules) : std::nullopt;
  for (const db::KeptRecipient& one : entry.recipients) {
    if (!waits(one.status)) continue;
    if (only && (!wanted || policy::canonical(one.recipient, rules) != wanted)) continue;
    found.push_back(one.recipient);
  }
  return found;
}

policy::Error nobody_waits(const Release& what) {
  return policy::refused(what.id + ": " + (what.only ? *what.only + " does not wait for it" : "nobody waits for it"));
}

db::AuditNote released_note(const Release& what, const std::vector<std::string>& recipients,
                            const std::vector<std::string>& sent_to) {
  const nlohmann::ordered_json json = {{"recipients", recipients}, {"sent_to", sent_to}};
  return {"released", what.id, json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)};
}

/// Whoever decides on a message has looked at it. The audit trail has the decision: where this fails, an alarm may come
/// too early, and nothing else.
void note_look(db::Store& store, const std::string& id, const Acting& acting) {
  static_cast<void>(store.looked_at({id}, std::nullopt, acting.actor, acting.now));
}

}  // namespace

policy::Result<db::KeptEntry> look_at(db::Store& store, const std::string& id, const Acting& acting) {
  auto entry = store.kept_message(id);
  if (!entry) return entry;
  const auto noted = store.looked_at({id}, db::AuditNote{"looked-at", id, "{}"}, acting.actor, acting.now);
  if (!noted) return noted.error();
  return entry;
}

policy::Result<std::vector<std::string>> release(db::Store& store, const mail::KeptMessages& files, const Release& what,
                                                 const Acting& acting) {
  const conf::Config& config = acting.config;
  const policy::AddressRules rules = config.council.address_rules(config.providers);
  const auto entry = store.kept_message(what.id);
  if (!entry) return entry.error();
  const auto recipients = waiting_in(*entry, what.only, rules);
  if (recipients.empty()) return nobody_waits(what);
  if (what.to) {
    const auto target = policy::canonical(*what.to, rules);
    if (!target || !config.council.has_domain(target->domain())) {
      return policy::refused("--to " + *what.to + ": is no address of the council");
    }
  }
  if (auto whole = is_whole(files.path(what.id), entry->message); !whole) return whole.error();
  const db::OutboxRow row = release_row(*entry, recipients, what.to, acting);
  const db::AuditNote note = released_note(what, recipients, row.recipients);
  const auto done = store.release(what.id, recipients, {row}, note, acting.actor, acting.now);
  if (!done) return done.error();
  note_look(store, what.id, acting);
  return row.recipients;
}

policy::Result<> remove(db::Store& store, mail::KeptMessages& files, const std::string& id, const std::string& why,
                        const Acting& acting) {
  if (why.empty()) return policy::refused(id + ": a reason is needed (--why)");
  const auto entry = store.kept_message(id);
  if (!entry) return entry.error();
  if (waiting_in(*entry, std::nullopt, {}).empty()) return policy::refused(id + ": nobody waits for it any more");
  const nlohmann::ordered_json json = {{"why", why}};
  const db::AuditNote note{"deleted", id, json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)};
  if (auto done = store.remove(id, note, acting.actor, acting.now); !done) return done.error();
  note_look(store, id, acting);
  // The record is what counts. A file that stays behind here is removed by the upkeep.
  const auto unneeded = store.unreferenced({id});
  if (unneeded && !unneeded->empty()) files.remove(id);
  return policy::Done{};
}

db::KeptStatus status_of(const db::KeptEntry& entry) {
  for (const db::KeptStatus status :
       {db::KeptStatus::kept, db::KeptStatus::held, db::KeptStatus::refused, db::KeptStatus::released}) {
    const bool any = std::any_of(entry.recipients.begin(), entry.recipients.end(),
                                 [&](const db::KeptRecipient& one) { return one.status == status; });
    if (any) return status;
  }
  return db::KeptStatus::deleted;
}

}  // namespace postern::admin
