#include "admin/service/document/yaml_words.hpp"

#include <set>

#include "policy/ascii.hpp"

namespace postern::admin {
namespace {

/// Booleans, null, the merge key and the default value (YAML 1.1, language-independent types).
const std::set<std::string, std::less<>> kWords = {"y",   "n", "yes",  "no", "true", "false", "on",
                                                   "off", "~", "null", "",   "<<",   "="};

/// Whole numbers in any base, fractions, days, and times in which 60 seconds are a minute. Some of these texts are none
/// of that: quotes do them no harm.
bool may_be_a_number(const std::string& text) {
  const std::size_t sign = text.find_first_not_of("+-");
  if (sign == std::string::npos) return true;
  const std::string digits = policy::lower_ascii(text.substr(sign));
  if (digits.front() == '.' || digits.starts_with("0x")) return true;
  if (std::string("0123456789").find(digits.front()) == std::string::npos) return false;
  // Only a time of a day has a blank in it: `2026-10-02 10:00:00`; `01904 551550` stays as people write it.
  const bool time = digits.find(':') != std::string::npos;
  return digits.find_first_not_of(time ? "0123456789+-.:_tz \t" : "0123456789+-._ebo") == std::string::npos;
}

}  // namespace

bool needs_quotes(const std::string& text) {
  return kWords.contains(policy::lower_ascii(text)) || may_be_a_number(text);
}

}  // namespace postern::admin
