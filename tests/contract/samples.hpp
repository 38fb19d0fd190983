// Records to put into a store.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "db/store.hpp"

namespace postern::contract {

/// 2026-11-02T10:00:00Z.
extern const std::chrono::sys_seconds kNow;
extern const db::Actor kAdmin;

/// Every field filled; in force.
policy::Restriction restriction_of(const std::string& email);
policy::Councillor councillor(const std::string& address);
/// A change set of one new restriction.
db::ChangeSet adding(policy::Restriction restriction);
db::ChangeSet changing(const db::LoggedRestriction& present, policy::Restriction restriction);
db::ChangeSet adding(policy::Councillor councillor);
db::ChangeSet adding(policy::ProtectedAddress entry);

/// 32 hexadecimal digits that end in `number`.
std::string id_of(unsigned number);
/// One event, one kept recipient `<tax@york.gov.uk>` and one copy to m.manager and parks, under kept id `number`.
db::Enforcement enforcement(unsigned number, const policy::Reference& restriction = "RCC-2026-0001");
/// One event, and nothing kept.
db::Enforcement only_event(unsigned number, const policy::Reference& restriction = "RCC-2026-0001");
/// One event and a notice about it to alex@example.org, at the time of only_event(number), at most once in `every`.
db::Enforcement noticed(unsigned number, std::chrono::seconds every,
                        const policy::Reference& restriction = "RCC-2026-0001");
db::OutboxRow release_row(unsigned number, const std::string& kept_id, const std::string& recipient);

/// Walks the whole chain: the sequence of the first broken entry, or 0 where none is.
std::uint64_t first_broken(db::CentralLog& log);

}  // namespace postern::contract
