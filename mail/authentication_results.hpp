// Which domains the council's own MTA found authenticated (RFC 8601). Pure.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "mail/header_field.hpp"
#include "policy/address/address.hpp"

namespace postern::mail {

/// Domains that passed, canonical: SPF's smtp.mailfrom, DKIM's header.d (or header.i), DMARC's header.from, from the
/// Authentication-Results fields of one of `authserv_ids` that stand above the first Received field. Those below came
/// from outside. A field that cannot be read counts for nothing.
struct Authenticated {
  std::vector<std::string> spf;
  std::vector<std::string> aligned;  ///< DKIM and DMARC
};
Authenticated authenticated_domains(std::span<const HeaderField> header, const std::vector<std::string>& authserv_ids);
/// Whether `address` was authenticated for its own domain: SPF pass for that very domain, or DKIM or DMARC pass for it
/// or for one with the same registrable domain (libpsl).
bool is_authenticated(const policy::Address& address, const Authenticated& domains);

}  // namespace postern::mail
