#include "mail/address_header.hpp"

#include <memory>

#include <gmime/gmime.h>

#include "mail/lenient_scan.hpp"

namespace postern::mail {
namespace {

struct Unref {
  void operator()(InternetAddressList* list) const { g_object_unref(list); }
};

/// Nesting is at most 100 deep here: counted before the parser saw it.
void add_all(InternetAddressList* list, FoundAddresses& found) {
  const int count = internet_address_list_length(list);
  for (int i = 0; i < count && !found.excessive(); ++i) {
    InternetAddress* address = internet_address_list_get_address(list, i);
    if (INTERNET_ADDRESS_IS_GROUP(address)) {
      add_all(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)), found);
    } else if (const char* text = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address))) {
      found.add(text);
    }
  }
}

void add_by_grammar(const std::string& text, FoundAddresses& found) {
  const std::unique_ptr<InternetAddressList, Unref> list(internet_address_list_parse(nullptr, text.c_str()));
  if (list) add_all(list.get(), found);
}

/// Folds become their white space; NUL would end the text for C; U+FF20 is an @ that some programs take for one.
std::string unfolded(std::string_view value) {
  constexpr std::string_view kFullWidthAt = "\xEF\xBC\xA0";
  std::string text;
  text.reserve(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\r' || value[i] == '\n') continue;
    if (value.substr(i, kFullWidthAt.size()) == kFullWidthAt) {
      text += '@';
      i += kFullWidthAt.size() - 1;
    } else {
      text += value[i] == '\0' ? ' ' : value[i];
    }
  }
  return text;
}

}  // namespace

AddressHeader addresses_in(std::string_view value, std::size_t limit) {
  AddressHeader header;
  const std::string text = unfolded(value);
  header.excessive = nested_too_deep(text);
  if (header.excessive) return header;
  FoundAddresses found(limit);
  scan_leniently(text, found);
  // With more colons than that, the lenient reading has to do: it takes each for the end of a group's name.
  if (!found.excessive() && safe_to_recurse(text)) add_by_grammar(text, found);
  header.excessive = found.excessive();
  header.addresses = found.take();
  return header;
}

void initialise() {
  g_mime_init();
}

}  // namespace postern::mail
