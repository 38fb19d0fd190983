// Whom a recipient is, as the MTA names it. Pure.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "policy/address/address.hpp"
#include "policy/record/council.hpp"

namespace postern::policy {

/// `raw` is the argument of RCPT, with or without brackets. One without a domain (`<postmaster>`) is the council's:
/// only its MTA would take it. Nothing where nobody can read it.
std::optional<Address> recipient_address(std::string_view raw, const Council& council, const AddressRules& rules);
/// The domain of what has none.
std::string unqualified_domain(const Council& council);

/// One RCPT, read from its bytes and from what the MTA says that it makes of them.
struct ReadRecipient {
  Address address;        ///< whom the decision is about
  bool doubtful = false;  ///< written so that an MTA may deliver to somebody else: a route, a literal, a quoted address
};

/// `by_mta` is {rcpt_addr}: a whole address, a local part alone for a user of the MTA's own, or empty. `own_names` are
/// the MTA's host names. An address of the council is what its bytes say. Any other one is the council's where the MTA
/// says so, and where its domain is a name of the MTA itself: `localhost`, or one of `own_names`. Nothing where nobody
/// can read it.
std::optional<ReadRecipient> read_recipient(std::string_view raw, std::string_view by_mta,
                                            std::span<const std::string> own_names, const Council& council,
                                            const AddressRules& rules);

}  // namespace postern::policy
