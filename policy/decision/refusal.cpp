#include "policy/decision/refusal.hpp"

namespace postern::policy {
namespace {

std::string whom_to_write_to(std::span<const Address> contacts, const Council& council) {
  if (!contacts.empty()) return contacts.front().text();
  if (!council.representations.empty()) return council.representations;
  return "postmaster@" + (council.domains.empty() ? std::string("localhost") : council.domains.front());
}

}  // namespace

std::string refusal_text(std::string_view own, std::span<const Address> contacts, const Council& council) {
  if (!own.empty()) return std::string(own);
  constexpr std::string_view kContact = "{contact}";
  std::string text = council.reply;
  const std::string contact = whom_to_write_to(contacts, council);
  for (std::size_t at = text.find(kContact); at != std::string::npos; at = text.find(kContact, at + contact.size())) {
    text.replace(at, kContact.size(), contact);
  }
  return text;
}

}  // namespace postern::policy
