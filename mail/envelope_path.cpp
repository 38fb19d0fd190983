#include "mail/envelope_path.hpp"

#include "policy/address/address.hpp"

namespace postern::mail {

std::string without_brackets(const std::string& raw) {
  const bool bracketed = raw.size() >= 2 && raw.front() == '<' && raw.back() == '>';
  std::string address = bracketed ? raw.substr(1, raw.size() - 2) : raw;
  if (!address.starts_with('@')) return address;
  const auto mailbox = policy::parse_mailbox(raw);  // a source route (RFC 5321 4.1.1.3): only its end counts
  return mailbox ? mailbox->text() : address;
}

}  // namespace postern::mail
