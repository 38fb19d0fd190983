// One address that the grammar does not take, read as MTAs and mail programs take it all the same: a scheme before it,
// quotes or brackets around it, encoded words or blanks in it, a bang path. Pure but for GMime's decoding. Any thread.
// Private to mail/.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace postern::mail {

/// Stands in the text to be read for each quotation mark and bracket beyond ASCII.
constexpr char kOrnament = '\x1F';
/// White space of header fields; NUL among it.
bool is_white(char c);

/// Where in `text` an @ stands outside quoted strings.
std::vector<std::size_t> at_signs(std::string_view text);

/// addr-specs that `text` may be taken for, most plausible first, without any that the grammar takes from it as it is.
/// Where only the domain can be read, the local part is quoted as it stands, `""` where there is none: a restriction of
/// the domain must hold whatever stands before it. Nothing where there is no domain. Linear; at most a handful.
std::vector<std::string> readings_of(std::string_view text);

}  // namespace postern::mail
