// What every store checks and fills in before it writes: the same for all. Pure. Private to db/.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "db/central_log.hpp"
#include "db/digest_log.hpp"
#include "db/mail_log.hpp"

namespace postern::db {

/// `RCC-2026-0007` as 2026 and 7; zeros for a reference of any other form, and for one of more than nine digits.
struct ReferenceNumber {
  int year = 0;
  std::int64_t number = 0;
};
ReferenceNumber number_of(const policy::Reference& reference);
policy::Reference reference_of(ReferenceNumber number);
int year_of(std::chrono::sys_seconds at);
/// The highest number of that year among the references that `changes` brings along, or 0: an assigned one must not
/// meet them.
std::int64_t highest_given(const ChangeSet& changes, int year);

/// What is wrong with a change that no store could write; empty where nothing is.
std::optional<policy::Error> fault_in(const ChangeSet& changes);
std::optional<policy::Error> fault_in(const Enforcement& enforcement);
std::optional<policy::Error> fault_in(const Posting& posting);
policy::Error changed_meanwhile(const std::string& what);
policy::Error no_longer_waits(const std::string& id, const std::string& recipient);
policy::Error no_such_message(const std::string& id);
policy::Error held(const std::string& what);          ///< may not be removed: legal_hold
policy::Error still_needed(const std::string& what);  ///< nor what is in force, waits, or is not there
policy::Error removed_for_good(const std::string& reference);
policy::Error no_such_row(const std::string& id);
policy::Error used_up(const policy::Quota& quota);
policy::Error run_meanwhile(const std::string& name);

/// `note` with `subject` where it names none.
AuditNote about(AuditNote note, const std::string& subject);
/// The event with every text valid UTF-8: strangers write some of them, and lists print them.
Event printable(Event event);
/// As release() and post() put it on the way: ready, and of that message or of none.
OutboxRow on_the_way(OutboxRow row, const std::string& kept_id);
/// Each name once, in order.
std::vector<std::string> without_repeats(const std::vector<std::string>& names);

}  // namespace postern::db
