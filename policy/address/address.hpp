// Mail addresses in the form in which postern compares them (decision.md 1). Pure; ICU does case folding, NFC and
// UTS #46. Nothing depends on the locale.
#pragma once
#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "policy/address/address_rules.hpp"

namespace postern::policy {

/// An address as it was written, taken apart by grammar but not yet compared: local part unquoted where it needs no
/// quotes, in NFC; domain in ASCII (UTS #46, non-transitional), lower case, without a trailing dot; `[192.0.2.1]` as it
/// is.
struct Mailbox {
  std::string local;
  std::string domain;
  std::string text() const;  ///< `local@domain`, the local part quoted again where RFC 5321 wants it
};

/// Reads one path or addr-spec: RFC 5321 4.1.2 (angle brackets and source routes), RFC 5322 3.4.1 (quoted local part,
/// comments, folding), RFC 6532 (UTF-8). Splits at the last `@` outside quotes.
/// Nothing for the null path, for a local part or domain that is empty or cannot be one, and for NUL or control bytes.
/// Linear in the length of `text`; comments nested deeper than 100 are no address.
std::optional<Mailbox> parse_mailbox(std::string_view text);

/// The canonical form: two addresses are the same when their Address values are equal. Never empty.
class Address {
 public:
  /// Trusts its caller: `local` and `domain` must be canonical already. Use canonical() instead.
  static Address from_canonical(std::string text) { return Address(std::move(text)); }
  const std::string& text() const { return text_; }  ///< `local@domain`, UTF-8
  std::string_view local() const { return std::string_view(text_).substr(0, at()); }
  std::string_view domain() const { return std::string_view(text_).substr(at() + 1); }
  auto operator<=>(const Address&) const = default;

 private:
  explicit Address(std::string text) : text_(std::move(text)) {}
  std::size_t at() const { return text_.rfind('@'); }
  std::string text_;
};

/// Case-folds the local part and applies the provider rules. canonical(canonical(x).text()) is canonical(x).
Address canonical(const Mailbox& mailbox, const AddressRules& rules);
/// parse_mailbox() and canonical() in one.
std::optional<Address> canonical(std::string_view text, const AddressRules& rules);
/// `base@yahoo.fr` of `base-@yahoo.fr`, the canonical form of every base-x there (AddressRule::base_is_other): most
/// people name their tagged addresses after their account, but nobody has to. Nothing for any other address.
std::optional<Address> perhaps_same_account(const Address& address, const AddressRules& rules);
/// Case-folded, and no provider rule applied: for senders whose sub-address is not of the mailbox's owner.
Address uncut(const Mailbox& mailbox);
/// A domain name alone in its canonical form (UTS #46, lower case, no trailing dot); nothing where it cannot be one.
std::optional<std::string> canonical_domain(std::string_view text);

}  // namespace postern::policy

template <>
struct std::hash<postern::policy::Address> {
  std::size_t operator()(const postern::policy::Address& address) const noexcept {
    return std::hash<std::string>{}(address.text());
  }
};
