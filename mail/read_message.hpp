// What is known of one message, from its envelope sender and its header: put together here for mail as it arrives, for
// held mail decided anew and for `postern explain`, so that all three read alike. Pure but for GMime.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mail/authentication_results.hpp"
#include "mail/header_field.hpp"
#include "policy/address/address_rules.hpp"
#include "policy/decision/message.hpp"

namespace postern::mail {

/// By what it is read: the configuration's own values. They must outlive the call.
struct Reading {
  const std::vector<policy::IdentityKind>& identities;  ///< match.identities: those that are looked at
  const policy::AddressRules& address_rules;
  std::size_t limit;                             ///< limits.identities: addresses in the header
  const std::vector<std::string>& authserv_ids;  ///< council.authserv_ids; empty: nobody is ever authenticated
};

/// The envelope sender as the client wrote it, and as the MTA reads it: what one leaves out the other may tell.
struct EnvelopeSender {
  std::string_view raw;          ///< the argument of MAIL, with brackets
  std::string_view by_mta = {};  ///< {mail_addr}; empty where the MTA told none
};

/// Who sends: the envelope identities of both readings, where those are looked at.
std::vector<policy::Identity> senders(const EnvelopeSender& sender, const Reading& reading);

/// Who is writing.
struct Writers {
  std::vector<policy::Identity> identities;  ///< the senders first, then the header's in its order
  bool delivery_report = false;              ///< null envelope sender and multipart/report
  bool excessive = false;                    ///< more addresses than the limit, or groups nested too deep
};
Writers writers(const EnvelopeSender& sender, std::span<const HeaderField> header, const Reading& reading);
/// The message that policy decides about, its recipients still to be named.
policy::Message message_of(Writers writers);

/// What matters of a message that matches, and of no other.
struct Particulars {
  std::string message_id;                      ///< as message_id() has it
  Authenticated domains;                       ///< that the council's MTA found authenticated
  std::vector<policy::Address> authenticated;  ///< those of `identities` that were, for their own domain
  bool automatic = false;                      ///< no program may answer it (RFC 3834)
};
Particulars particulars(const EnvelopeSender& sender, std::span<const HeaderField> header,
                        std::span<const policy::Identity> identities, const Reading& reading);

}  // namespace postern::mail
