// The syntax of one path or addr-spec (RFC 5321 4.1.2, RFC 5322 3.4.1 with its obsolete forms). Pure. Private to
// policy/.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace postern::policy {

/// Both parts as written, without quotes, comments and folding; not yet in any canonical form.
struct Path821 {
  std::string local;
  std::string domain;
};

/// Nothing where `text` is no path, the null path included. Linear time.
std::optional<Path821> read_path(std::string_view text);

}  // namespace postern::policy
