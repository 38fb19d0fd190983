#include "mail/address_header.hpp"

#include <algorithm>
#include <memory>
#include <optional>

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

/// Quotation marks and brackets of other scripts: programs trim them off an address.
bool is_ornament(gunichar c) {
  constexpr std::u32string_view kMarks =
      U"\u00AB\u00BB\u2039\u203A\u2329\u232A\u27E8\u27E9\uFF02\uFF07\uFF08\uFF09\uFF1C\uFF1E\uFF3B\uFF3D\uFF5B\uFF5D";
  const bool quotes = c >= 0x2018 && c <= 0x201F;
  const bool brackets = c >= 0x3008 && c <= 0x3011;
  return quotes || brackets || kMarks.find(c) != std::u32string_view::npos;
}

/// The character beyond ASCII at the beginning of `text`; nothing where its bytes are no UTF-8.
std::optional<gunichar> character(std::string_view text) {
  const gunichar c = g_utf8_get_char_validated(text.data(), static_cast<gssize>(text.size()));
  const bool is_none = c == static_cast<gunichar>(-1) || c == static_cast<gunichar>(-2);
  return is_none ? std::nullopt : std::optional(c);
}

/// A byte that is no UTF-8, as Latin-1 and Windows-1252 have it.
char as_latin(char c) {
  constexpr std::string_view kMarks = "\x82\x84\x8B\x91\x92\x93\x94\x9B\xAB\xBB";
  if (c == '\xA0') return ' ';
  return kMarks.find(c) != std::string_view::npos ? kOrnament : c;
}

/// Takes one character beyond ASCII off `value`; a full-width @ is one that some programs take for theirs.
void add_beyond_ascii(std::string_view& value, std::string& text) {
  constexpr gunichar kFullWidthAt = 0xFF20;
  const auto c = character(value);
  const std::size_t length = c ? static_cast<std::size_t>(g_unichar_to_utf8(*c, nullptr)) : 1;
  if (!c) {
    text += as_latin(value.front());
  } else if (*c == kFullWidthAt) {
    text += '@';
  } else if (g_unichar_isspace(*c) != 0) {
    text += ' ';
  } else if (is_ornament(*c)) {
    text += kOrnament;
  } else {
    text += value.substr(0, length);
  }
  value.remove_prefix(length);
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
