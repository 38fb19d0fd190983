// Whether the audit trail is what was written: every entry of the chain, every event that was sealed into it, and
// nothing missing but what an entry says was removed. As central_log.hpp.
#pragma once
#include <cstdint>
#include <string>

#include "db/central_log.hpp"
#include "db/event_seal.hpp"

namespace postern::admin {

/// A chain that is whole.
struct AuditFindings {
  db::AuditHead head;
  std::uint64_t sealed_events = 0;
};

/// Refused at the first entry that was changed, removed, added or moved; else at the first event that was; else where
/// `noted` (empty: none) is not the hash of the head. Entries written meanwhile are no fault.
policy::Result<AuditFindings> verify_audit(db::CentralLog& log, db::EventSeals& seals, const std::string& noted);

}  // namespace postern::admin
