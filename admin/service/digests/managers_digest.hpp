// What each manager is told, if asked for: what was forwarded to them, and what waits in the quarantine for them. Pure.
#pragma once
#include <vector>

#include "admin/service/digests/digest_text.hpp"
#include "db/mail_log.hpp"

namespace postern::admin {

/// One mail to each manager of a restriction in force for whom there is something. `events` are those since the digest
/// before; `kept` are messages that wait, oldest first.
std::vector<DigestMail> manager_digests(const std::vector<db::Event>& events, const std::vector<db::KeptEntry>& kept,
                                        const LogView& view);

}  // namespace postern::admin
