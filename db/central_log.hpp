// The central log as a store keeps it: what the council decided. An interface: sql/ carries it out over the statements
// of an engine, and one suite of contract tests holds every engine to the same rules.
// Any thread may call any of these; calls of one object are serialised inside. None throws; what fails is
// Fault::unavailable with the library's words, and then nothing has changed.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "db/chain/audit.hpp"
#include "policy/decision/rules.hpp"
#include "policy/result.hpp"

namespace postern::db {

/// A restriction in its present version.
struct LoggedRestriction {
  policy::Restriction restriction;  ///< with its reference
  std::uint64_t version = 1;
  std::chrono::sys_seconds created{};
  std::chrono::sys_seconds changed{};
};

/// The whole log as of one revision.
struct LogContents {
  std::uint64_t revision = 0;  ///< grows with every change of restrictions, councillors or protected addresses
  std::vector<LoggedRestriction> restrictions;                ///< by reference, lower first
  std::vector<policy::Councillor> councillors;                ///< by first address
  std::vector<policy::ProtectedAddress> protected_addresses;  ///< by address
};

/// One change to a record, and its audit entry. A new restriction has an empty reference: the store assigns
/// RCC-YEAR-NUMBER, four digits at least, the next one of `at`'s UTC year, and puts it into the note's empty subject.
struct RestrictionChange {
  policy::Restriction restriction;
  std::uint64_t version_before =
      0;  ///< 0 for a new one; anything else must be the present version, else Fault::conflict
  AuditNote note;
};
struct CouncillorChange {
  std::string first_address;                     ///< of the record to replace or remove; empty for a new one
  std::optional<policy::Councillor> councillor;  ///< empty: remove
  AuditNote note;
};
struct ProtectedChange {
  std::string address;
  std::optional<policy::ProtectedAddress> entry;  ///< empty: remove
  AuditNote note;
};
struct ChangeSet {
  std::vector<RestrictionChange> restrictions;
  std::vector<CouncillorChange> councillors;
  std::vector<ProtectedChange> protected_addresses;
  /// When set, nothing else may have changed since: else Fault::conflict.
  std::optional<std::uint64_t> based_on;
  bool empty() const { return restrictions.empty() && councillors.empty() && protected_addresses.empty(); }
};

class CentralLog {
 public:
  virtual ~CentralLog() = default;
  /// Cheap enough to ask several times a second.
  virtual policy::Result<std::uint64_t> revision() = 0;
  /// What is in force, read in one transaction. An identifier kind other than e-mail is left out. A choice carries the
  /// identifiers of every restriction not ended or declined whose identifiers hold the choice's customer (compared as
  /// written, case folded), and the customer itself.
  virtual policy::Result<policy::Rules> rules() = 0;
  virtual policy::Result<LogContents> contents() = 0;
  virtual policy::Result<LoggedRestriction> restriction(
      const policy::Reference& reference) = 0;  ///< refused: no such one
  /// All of `changes` and their audit entries in one transaction, or none. Answers with the references of the
  /// restrictions, in order. A version of every restriction stays in the history.
  virtual policy::Result<std::vector<policy::Reference>> commit(const ChangeSet& changes, const Actor& actor,
                                                                std::chrono::sys_seconds at) = 0;
  /// Every version, oldest first.
  virtual policy::Result<std::vector<LoggedRestriction>> history(const policy::Reference& reference) = 0;
  /// At most `limit` entries after sequence `after`, in order.
  virtual policy::Result<std::vector<AuditEntry>> audit(std::uint64_t after, std::size_t limit) = 0;
  virtual policy::Result<AuditHead> audit_head() = 0;
};

}  // namespace postern::db
