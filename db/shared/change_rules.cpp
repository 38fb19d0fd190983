#include "db/shared/change_rules.hpp"

#include <algorithm>
#include <charconv>

#include "db/chain/valid_text.hpp"

namespace postern::db {
namespace {

std::optional<std::int64_t> whole_number(std::string_view digits) {
  std::int64_t number = 0;
  const bool only_digits = digits.find_first_not_of("0123456789") == std::string_view::npos;
  if (digits.empty() || digits.size() > 9 || !only_digits) return std::nullopt;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

bool nameless(const CouncillorChange& change) {
  if (!change.councillor) return change.first_address.empty();
  return change.councillor->addresses.empty() || change.councillor->addresses.front().empty();
}

bool nameless(const ProtectedChange& change) {
  return change.entry ? change.entry->address.empty() : change.address.empty();
}

/// It has a text, a restriction to count it under and somebody to go to; and no message behind it.
bool is_whole(const Notice& notice) {
  return notice.row.kind == OutboxKind::notice && notice.row.kept_id.empty() && notice.row.restriction &&
         !notice.row.id.empty() && notice.row.recipients.size() == 1 && !notice.row.header.empty();
}

}  // namespace

ReferenceNumber number_of(const policy::Reference& reference) {
  const std::string_view text = reference;
  if (!text.starts_with("RCC-") || text.size() < 10 || text[8] != '-') return {};
  const auto year = whole_number(text.substr(4, 4));
  const auto number = whole_number(text.substr(9));
  if (!year || !number) return {};
  return {static_cast<int>(*year), *number};
}

policy::Reference reference_of(ReferenceNumber number) {
  std::string digits = std::to_string(number.number);
  if (digits.size() < 4) digits.insert(0, 4 - digits.size(), '0');
  return "RCC-" + std::to_string(number.year) + "-" + digits;
}

int year_of(std::chrono::sys_seconds at) {
  return static_cast<int>(policy::Day{std::chrono::floor<std::chrono::days>(at)}.year());
}

std::int64_t highest_given(const ChangeSet& changes, int year) {
  std::int64_t highest = 0;
  for (const RestrictionChange& change : changes.restrictions) {
    const ReferenceNumber given = number_of(change.restriction.reference);
    if (given.year == year) highest = std::max(highest, given.number);
  }
  return highest;
}

std::optional<policy::Error> fault_in(const ChangeSet& changes) {
  for (const CouncillorChange& change : changes.councillors) {
    if (nameless(change)) return policy::refused("a councillor without an address: give at least one");
  }
  for (const ProtectedChange& change : changes.protected_addresses) {
    if (nameless(change)) return policy::refused("a protected entry without an address: give it one");
  }
  return std::nullopt;
}

std::optional<policy::Error> fault_in(const Enforcement& enforcement) {
  if (enforcement.id.empty()) return policy::refused("an enforcement without an id could never be settled");
  if (!enforcement.counts.empty() && enforcement.events.empty()) {
    return policy::refused("enforcement " + enforcement.id + ": counts, but has no event");
  }
  if (enforcement.notice && !is_whole(*enforcement.notice)) {
    return policy::refused("enforcement " + enforcement.id + ": has a notice that nobody could be sent");
  }
  if (enforcement.message || (enforcement.kept.empty() && enforcement.outbox.empty())) return std::nullopt;
  return policy::refused("enforcement " + enforcement.id + ": has rows for a message that it does not name");
}

policy::Error used_up(const policy::Quota& quota) {
  return {policy::Fault::conflict, {quota.restriction + ": its volume is used up by now"}};
}

policy::Error changed_meanwhile(const std::string& what) {
  return {policy::Fault::conflict, {what + ": somebody changed it meanwhile; look again and retry"}};
}

policy::Error no_longer_waits(const std::string& id, const std::string& recipient) {
  return {policy::Fault::conflict,
          {id + ": " + recipient + " does not wait: released or deleted already, or no recipient"}};
}

policy::Error no_such_message(const std::string& id) {
  return policy::refused(id + ": there is no such kept message");
}

policy::Error held(const std::string& what) {
  return policy::refused(what + ": belongs to a restriction under legal hold, and stays until that ends");
}

policy::Error still_needed(const std::string& what) {
  return {policy::Fault::conflict, {what + ": cannot be removed: it is needed, not over, or not there"}};
}

policy::Error removed_for_good(const std::string& reference) {
  return policy::refused(reference + ": was removed for good; leave the reference out to get a new one");
}

policy::Error no_such_row(const std::string& id) {
  return policy::refused(id + ": nothing of that id waits in the outbox");
}

policy::Error run_meanwhile(const std::string& name) {
  return {policy::Fault::conflict, {name + ": was done meanwhile"}};
}

std::optional<policy::Error> fault_in(const Posting& posting) {
  if (posting.run.empty()) return policy::refused("a posting needs the name of its run");
  for (const OutboxRow& row : posting.rows) {
    if (row.id.empty()) return policy::refused("an outbox row needs an id");
    if (row.recipients.empty()) return policy::refused("outbox row " + row.id + ": has no recipients");
    if (!row.kept_id.empty()) return policy::refused("outbox row " + row.id + ": a digest has no kept message");
  }
  return std::nullopt;
}

AuditNote about(AuditNote note, const std::string& subject) {
  if (note.subject.empty()) note.subject = subject;
  return note;
}

Event printable(Event event) {
  for (std::string* text :
       {&event.identity, &event.address, &event.recipient, &event.action, &event.rule, &event.queue_id,
        &event.message_id, &event.client, &event.helo, &event.choice_of, &event.copy_id, &event.note}) {
    *text = valid_text(*text);
  }
  return event;
}

OutboxRow on_the_way(OutboxRow row, const std::string& kept_id) {
  row.state = OutboxState::ready;
  row.kept_id = kept_id;
  return row;
}

std::vector<std::string> without_repeats(const std::vector<std::string>& names) {
  std::vector<std::string> once;
  for (const std::string& name : names) {
    if (std::find(once.begin(), once.end(), name) == once.end()) once.push_back(name);
  }
  return once;
}

}  // namespace postern::db
