#include "milter/message/message_header.hpp"

#include <algorithm>
#include <iterator>

#include "policy/ascii.hpp"

namespace postern::milter {
bool is_postern_field(std::string_view name) {
  constexpr std::string_view kPrefix = "x-postern-";
  return policy::lower_ascii(name.substr(0, kPrefix.size())) == kPrefix;
}

std::size_t times_in(std::string_view header, std::string_view name) {
  const std::string lower = "\n" + policy::lower_ascii(header);
  const std::string wanted = "\n" + policy::lower_ascii(name) + ":";
  std::size_t times = 0;
  for (std::size_t at = lower.find(wanted); at != std::string::npos; at = lower.find(wanted, at + 1)) ++times;
  return times;
}

void MessageHeader::add(std::string name, std::string value) {
  if (is_postern_field(name)) {
    const std::size_t index = ++seen_[policy::lower_ascii(name)];
    postern_fields_.push_back({name, index});
  }
  size_ += name.size() + value.size() + 3;  // colon and CRLF
  if (!over_limit()) fields_.push_back({std::move(name), std::move(value)});
}

std::string MessageHeader::first(std::string_view name) const {
  const auto found =
      std::find_if(fields_.begin(), fields_.end(), [&](const mail::HeaderField& field) { return named(field, name); });
  if (found == fields_.end()) return {};
  constexpr std::string_view kWhite = " \t\r\n";
  const std::size_t begin = found->value.find_first_not_of(kWhite);
  if (begin == std::string::npos) return {};
  return found->value.substr(begin, found->value.find_last_not_of(kWhite) + 1 - begin);
}

std::vector<mail::HeaderField> MessageHeader::without_postern_fields() const {
  std::vector<mail::HeaderField> kept;
  std::copy_if(fields_.begin(), fields_.end(), std::back_inserter(kept),
               [](const mail::HeaderField& field) { return !is_postern_field(field.name); });
  return kept;
}

}  // namespace postern::milter
