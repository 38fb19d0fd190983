#include "mail/address_header.hpp"

#include <algorithm>
#include <memory>

#include "mail/disguised_address.hpp"
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
      found.add(text, false);
    }
  }
}

/// GMime takes quadratic time for words between commas, more for encoded words, and a stack frame for each group in a
/// group: it reads pieces no longer than this.
constexpr std::size_t kLongestPiece = 1024;

/// GMime does not give back all memory of a domain literal or comment that never ends.
bool is_balanced(std::string_view text) {
  policy::OpenParts open;
  for (const char c : text) open.see(c);
  return open.balanced();
}

void add_piece(std::string_view text, FoundAddresses& found) {
  if (found.excessive() || !is_balanced(text)) return;
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

/// Quotation marks and brackets of other scripts, and those of Windows-1252: programs trim them off an address.
std::size_t ornament(std::string_view text) {
  for (const std::string_view mark :
       {"\xC2\xAB", "\xC2\xBB", "\xE2\x80\xB9", "\xE2\x80\xBA", "\xE2\x9F\xA8", "\xE2\x9F\xA9", "\xEF\xBC\x9C",
        "\xEF\xBC\x9E", "\xEF\xBC\x82", "\xEF\xBC\x87", "\xEF\xBC\x88", "\xEF\xBC\x89", "\xEF\xBC\xBB", "\xEF\xBC\xBD",
        "\xEF\xBD\x9B", "\xEF\xBD\x9D", "\xE2\x8C\xA9", "\xE2\x8C\xAA"}) {
    if (text.starts_with(mark)) return mark.size();
  }
  const auto third_within = [&](std::string_view lead, unsigned char first, unsigned char last) {
    if (text.size() < 3 || !text.starts_with(lead)) return false;
    const auto third = static_cast<unsigned char>(text[2]);
    return third >= first && third <= last;
  };
  return third_within("\xE2\x80", 0x98, 0x9F) || third_within("\xE3\x80", 0x88, 0x91) ? 3 : 0;
}

/// How many bytes of UTF-8 the character at the beginning has, by its first byte; 0 where it is none.
std::size_t utf8_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length > text.size()) return 0;
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; };
  return std::all_of(text.begin() + 1, text.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(length, 1)),
                     continues)
             ? length
             : 0;
}

/// A byte that is no UTF-8, as Latin-1 and Windows-1252 have it.
char as_latin(char c) {
  constexpr std::string_view kMarks = "\x82\x84\x8B\x91\x92\x93\x94\x9B\xAB\xBB";
  if (c == '\xA0') return ' ';
  return kMarks.find(c) != std::string_view::npos ? kOrnament : c;
}

/// Takes one character beyond ASCII off `value`; U+FF20 is an @ that some programs take for one.
void add_beyond_ascii(std::string_view& value, std::string& text) {
  constexpr std::string_view kFullWidthAt = "\xEF\xBC\xA0";
  const std::size_t length = utf8_length(value);
  if (length == 0) {
    text += as_latin(value.front());
  } else if (value.starts_with(kFullWidthAt)) {
    text += '@';
  } else if (wide_space(value) > 0) {
    text += ' ';
  } else if (ornament(value) > 0) {
    text += kOrnament;
  } else {
    text += value.substr(0, length);
  }
  value.remove_prefix(std::max<std::size_t>(length, 1));
}

/// Folds become their white space; NUL would end the text for C.
std::string unfolded(std::string_view value) {
  std::string text;
  text.reserve(value.size());
  while (!value.empty()) {
    const char c = value.front();
    if (static_cast<unsigned char>(c) >= 0x80) {
      add_beyond_ascii(value, text);
      continue;
    }
    if (c != '\r' && c != '\n') text += c == '\0' ? ' ' : c;
    value.remove_prefix(1);
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
  header.certain = found.certain();
  header.addresses = found.take();
  return header;
}

void initialise() {
  g_mime_init();
}

}  // namespace postern::mail
