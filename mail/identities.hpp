// The identities of one message: who is writing (decision.md 2). Pure but for GMime.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mail/header_field.hpp"
#include "policy/decision/message.hpp"

namespace postern::mail {

struct Identities {
  std::vector<policy::Identity> found;  ///< each pair of kind and address once; doubtful where no field has it plainly
  bool excessive = false;               ///< more than `limit` addresses in all, or groups nested too deep
};

/// Needs initialise(), as whatever reads addresses. From the envelope: the sender, and those inside an SRS or BATV
/// sender. `mail_from` is the raw argument of MAIL; the null path gives none. `mail_addr` is what the MTA made of it
/// (its macro of that name), empty where it did not say: both count, since the MTA delivers with its own reading, and
/// macros need not come.
std::vector<policy::Identity> envelope_identities(std::string_view mail_from, const policy::AddressRules& rules,
                                                  std::string_view mail_addr = {});
/// From every header field whose kind is among `kinds`, however often it occurs.
Identities header_identities(std::span<const HeaderField> header, std::span<const policy::IdentityKind> kinds,
                             const policy::AddressRules& rules, std::size_t limit);
/// Content-Type says multipart/report (RFC 6522).
bool is_report(std::span<const HeaderField> header);
/// The Message-ID field's value without folding and surrounding white space; empty where there is none. At most 998
/// bytes.
std::string message_id(std::span<const HeaderField> header);

}  // namespace postern::mail
