#include "mail/address_header.hpp"

#include <memory>

#include "mail/gmime_owned.hpp"
#include "mail/lenient_scan.hpp"
#include "policy/address/structured_text.hpp"

namespace postern::mail {
namespace {

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

/// GMime takes quadratic time for words between commas, more for encoded words, and a stack frame for each group in a
/// group: it reads pieces no longer than this.
constexpr std::size_t kLongestPiece = 1024;

void add_piece(std::string_view text, FoundAddresses& found) {
  if (found.excessive()) return;
  const Owned<InternetAddressList> list(internet_address_list_parse(nullptr, std::string(text).c_str()));
  if (list) add_all(list.get(), found);
}

/// In pieces cut at separators. What is longer than a piece and has none is left to the lenient reading alone.
void add_by_grammar(std::string_view text, FoundAddresses& found) {
  policy::OpenParts open;
  std::size_t begin = 0;
  std::size_t cut = 0;  // after the last separator
  for (std::size_t i = 0; i < text.size() && text.size() > kLongestPiece; ++i) {
    const bool separates = text[i] == ',' || text[i] == ';';
    if (!open.see(text[i]) || open.angle || !separates) continue;
    if (i + 1 - begin > kLongestPiece) {
      if (cut > begin) add_piece(text.substr(begin, cut - begin), found);
      begin = i + 1 - cut > kLongestPiece ? i + 1 : cut;
    }
    cut = i + 1;
  }
  if (text.size() - begin > kLongestPiece && cut > begin) {
    add_piece(text.substr(begin, cut - begin), found);
    begin = cut;
  }
  if (text.size() - begin <= kLongestPiece) add_piece(text.substr(begin), found);
}

/// How many bytes of `text`, from its beginning, are a space of Unicode: programs trim it off an address as they do
/// ours.
std::size_t wide_space(std::string_view text) {
  for (const std::string_view space :
       {"\xC2\xA0", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80", "\xE1\x9A\x80"}) {
    if (text.starts_with(space)) return space.size();
  }
  constexpr std::string_view kQuads = "\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8A";
  const bool among_quads =
      text.size() >= 3 && text.starts_with("\xE2\x80") && kQuads.find(text[2]) != std::string_view::npos;
  return among_quads ? 3 : 0;
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
    } else if (const std::size_t space = wide_space(value.substr(i)); space > 0) {
      text += ' ';
      i += space - 1;
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
  if (!found.excessive()) add_by_grammar(text, found);
  header.excessive = found.excessive();
  header.addresses = found.take();
  return header;
}

void initialise() {
  g_mime_init();
}

}  // namespace postern::mail
