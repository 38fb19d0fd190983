#include "policy/address/utf8_text.hpp"

#include <algorithm>

#include <unicode/bytestream.h>
#include <unicode/idna.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "policy/ascii.hpp"

namespace postern::policy {
namespace {

icu::UnicodeString unicode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string utf8(const icu::UnicodeString& text) {
  std::string bytes;
  text.toUTF8String(bytes);
  return bytes;
}

/// More combining marks on one letter than any language has (UAX #15 draws the line at 30). ICU sorts them in quadratic
/// time: 400 KB of them would take a minute.
bool is_mark_flood(const icu::UnicodeString& text) {
  constexpr int kMostMarks = 30;
  int marks = 0;
  for (std::int32_t i = 0; i < text.length() && marks <= kMostMarks;) {
    const UChar32 c = text.char32At(i);
    i += U16_LENGTH(c);
    marks = u_getIntPropertyValue(c, UCHAR_LEAD_CANONICAL_COMBINING_CLASS) == 0 ? 0 : marks + 1;
  }
  return marks > kMostMarks;
}

/// A flood of marks stays as it is: it is still an address of its domain, and no other spelling of one people have.
icu::UnicodeString nfc(const icu::UnicodeString& text) {
  if (is_mark_flood(text)) return text;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) return text;
  icu::UnicodeString normal = normalizer->normalize(text, status);
  return U_FAILURE(status) ? text : normal;
}

icu::UnicodeString without_invisible(const icu::UnicodeString& text) {
  icu::UnicodeString visible;
  for (std::int32_t i = 0; i < text.length();) {
    const UChar32 c = text.char32At(i);
    i += U16_LENGTH(c);
    if (!u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) visible.append(c);
  }
  return visible;
}

/// An ASCII name that UTS #46 does not take (an underscore, a label too long) still names a host somewhere.
std::optional<std::string> plain_domain(std::string_view text) {
  const bool plausible = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
  if (!plausible || text.find("..") != std::string_view::npos || text.starts_with('.')) return std::nullopt;
  return lower_ascii(text);
}

}  // namespace

std::string visible_nfc(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  return utf8(nfc(without_invisible(unicode(text))));
}

std::string folded(std::string_view text) {
  if (is_ascii(text)) return lower_ascii(text);
  icu::UnicodeString all = unicode(text);
  // Folding can undo the normal form, and normalising can bring back what folds: twice reaches the fixed point.
  all = nfc(nfc(all.foldCase(U_FOLD_CASE_DEFAULT)).foldCase(U_FOLD_CASE_DEFAULT));
  return utf8(all);
}

std::optional<std::string> domain_to_ascii(std::string_view text) {
  if (is_ascii(text) && lower_ascii(text).find("xn--") == std::string::npos) return plain_domain(text);
  UErrorCode status = U_ZERO_ERROR;
  static const icu::IDNA* const idna = icu::IDNA::createUTS46Instance(
      UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ,
      status);
  if (idna == nullptr) return std::nullopt;
  std::string ascii;
  icu::StringByteSink<std::string> sink(&ascii);
  icu::IDNAInfo info;
  status = U_ZERO_ERROR;
  idna->nameToASCII_UTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink, info, status);
  // A trailing dot counts as an empty label for ICU; the caller has stripped it.
  if (U_FAILURE(status) || info.hasErrors()) return plain_domain(text);
  // Full-width signs become ASCII ones (an at-sign, a space): what then is no host name would split anew when read
  // again.
  return plain_domain(ascii);
}

}  // namespace postern::policy
