// One header field as the MTA handed it over. Plain value.
#pragma once
#include <string>
#include <string_view>

namespace postern::mail {

/// `value` is everything after the colon, with its leading space (SMFIP_HDR_LEADSPC) and with folds as `\n` and white
/// space; no final newline.
struct HeaderField {
  std::string name;
  std::string value;
};

/// Whether the field has this name: ASCII case ignored, trailing white space before the colon ignored (faults.md H4).
bool named(const HeaderField& field, std::string_view name);
/// `text` with ASCII letters in lower case, whatever the locale.
std::string lower(std::string_view text);

}  // namespace postern::mail
