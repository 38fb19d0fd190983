// What a command prints: gathered first, written at the end, so that a command which fails half-way prints no half.
// Text is for people, JSON for scripts. Belongs to one thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "policy/result.hpp"

namespace postern::cli {

using Json = nlohmann::ordered_json;

class Output {
 public:
  /// One line; what a terminal might take for a command is escaped.
  void line(std::string_view text);
  /// As it is: a document that another program reads.
  void verbatim(std::string_view text) { text_ += text; }
  /// One value, indented, in ASCII; bytes that are no UTF-8 are replaced.
  void json(const Json& value);
  /// Aligned columns under their names; nothing but `none` where there are no rows.
  void table(const std::vector<std::string>& names, const std::vector<std::vector<std::string>>& rows,
             std::string_view none);
  /// Writes everything to standard output. A reader that has gone away is no error.
  policy::Result<> flush();

 private:
  std::string text_;
};

/// One line on standard error: `postern: TEXT`.
void complain(std::string_view text);
/// Text shown with commas between.
std::string listed(const std::vector<std::string>& texts);

}  // namespace postern::cli
