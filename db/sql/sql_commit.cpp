// Writing the central log: the change, its version in the history and its audit entry together.
#include <algorithm>

#include "db/json/json_fields.hpp"
#include "db/json/record_json.hpp"
#include "db/shared/change_rules.hpp"
#include "db/sql/audit_rows.hpp"
#include "db/sql/record_rows.hpp"
#include "db/sql/sql_store.hpp"

namespace postern::db {
namespace {

/// `given` is the highest number of that year that the change set brings along.
policy::Reference next_reference(Session& session, int year, std::int64_t given) {
  const std::int64_t last =
      number(session,
             "SELECT coalesce(max(number), 0) FROM (SELECT number FROM restriction WHERE year = $1 UNION ALL SELECT "
             "number FROM removed_restriction WHERE year = $1) AS given",
             year);
  return reference_of({year, std::max(last, given) + 1});
}

std::uint64_t present_version(Session& session, const policy::Reference& reference) {
  return static_cast<std::uint64_t>(number(session, "SELECT version FROM restriction WHERE reference = $1", reference));
}

bool is_removed(Session& session, const policy::Reference& reference) {
  return holds(session, "SELECT 1 FROM removed_restriction WHERE reference = $1", reference);
}

policy::Result<policy::Reference> write(Session& session, const RestrictionChange& change, std::int64_t highest,
                                        const Actor& actor, std::chrono::sys_seconds at) {
  policy::Restriction restriction = change.restriction;
  if (restriction.reference.empty()) restriction.reference = next_reference(session, year_of(at), highest);
  if (present_version(session, restriction.reference) != change.version_before) {
    return changed_meanwhile(restriction.reference);
  }
  if (change.version_before == 0 && is_removed(session, restriction.reference)) {
    return removed_for_good(restriction.reference);
  }
  write_restriction(session, restriction, change.version_before + 1, at);
  append_audit(session, about(change.note, restriction.reference), actor, at);
  return restriction.reference;
}

policy::Result<> write(Session& session, const CouncillorChange& change, const Actor& actor,
                       std::chrono::sys_seconds at) {
  const std::string& name = change.councillor ? change.councillor->addresses.front() : change.first_address;
  if (!change.first_address.empty() &&
      run(session, "DELETE FROM councillor WHERE first_address = $1", change.first_address) != 1) {
    return changed_meanwhile("councillor " + change.first_address);
  }
  if (change.councillor) {
    const std::size_t written =
        run(session, insertion("councillor", "first_address, record") + " ON CONFLICT DO NOTHING", name,
            line_of(to_json(*change.councillor)));
    if (written != 1) return changed_meanwhile("councillor " + name);
  }
  append_audit(session, about(change.note, name), actor, at);
  return policy::Done{};
}

policy::Result<> write(Session& session, const ProtectedChange& change, const Actor& actor,
                       std::chrono::sys_seconds at) {
  const std::string& name = change.entry ? change.entry->address : change.address;
  const bool was_there = run(session, "DELETE FROM protected_address WHERE address = $1", change.address) == 1;
  if (!was_there && !change.address.empty() && change.address != (change.entry ? name : "")) {
    return changed_meanwhile("protected address " + change.address);
  }
  if (change.entry) {
    run(session,
        insertion("protected_address", "address, why") + " ON CONFLICT (address) DO UPDATE SET why = excluded.why",
        name, change.entry->why);
  }
  append_audit(session, about(change.note, name), actor, at);
  return policy::Done{};
}

policy::Result<std::vector<policy::Reference>> write(Session& session, const ChangeSet& changes, const Actor& actor,
                                                     std::chrono::sys_seconds at) {
  if (changes.based_on && *changes.based_on != revision_of(session)) return changed_meanwhile("the central log");
  if (auto fault = fault_in(changes)) return *fault;
  std::vector<policy::Reference> references;
  if (changes.empty()) return references;
  const std::int64_t highest = highest_given(changes, year_of(at));
  for (const RestrictionChange& change : changes.restrictions) {
    auto reference = write(session, change, highest, actor, at);
    if (!reference) return reference.error();
    references.push_back(std::move(*reference));
  }
  for (const CouncillorChange& change : changes.councillors) {
    if (auto written = write(session, change, actor, at); !written) return written.error();
  }
  for (const ProtectedChange& change : changes.protected_addresses) {
    if (auto written = write(session, change, actor, at); !written) return written.error();
  }
  next_revision(session);
  return references;
}

}  // namespace

policy::Result<std::vector<policy::Reference>> SqlStore::commit(const ChangeSet& changes, const Actor& actor,
                                                                std::chrono::sys_seconds at) {
  return writing<std::vector<policy::Reference>>([&](Session& session) { return write(session, changes, actor, at); });
}

}  // namespace postern::db
