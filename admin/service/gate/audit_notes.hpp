// The audit entries that the use cases write: which word, about what, and the record as it became. Pure.
// Private to admin/service.
#pragma once
#include <string>

#include "db/chain/audit.hpp"
#include "policy/record/councillor.hpp"
#include "policy/record/restriction.hpp"

namespace postern::admin {

/// `before` is null for a new one.
db::AuditNote note_of(const policy::Restriction* before, const policy::Restriction& after);
/// A step of its own word. `why` may be empty.
db::AuditNote note_of(const std::string& action, const policy::Restriction* before, const policy::Restriction& after,
                      const std::string& why);
/// `why` may be empty.
db::AuditNote note_of(const std::string& action, const policy::Councillor& councillor, const std::string& why);
db::AuditNote note_of(const std::string& action, const policy::ProtectedAddress& entry, const std::string& why);

}  // namespace postern::admin
