#include "mail/header_field.hpp"

#include <algorithm>

#include "policy/ascii.hpp"

namespace postern::mail {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

bool named(const HeaderField& field, std::string_view name) {
  std::string_view own = field.name;
  while (!own.empty() && (own.back() == ' ' || own.back() == '\t')) own.remove_suffix(1);
  return std::equal(own.begin(), own.end(), name.begin(), name.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

std::string lower(std::string_view text) {
  return policy::lower_ascii(text);
}

}  // namespace postern::mail
