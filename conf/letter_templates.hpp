// Where the template of a letter comes from: a council's own beside the shipped ones, which the program carries. Reads
// files; any thread.
#pragma once
#include <string>
#include <string_view>

#include "conf/config.hpp"
#include "policy/result.hpp"

namespace postern::conf {

enum class LetterKind { decision, warning, review, lifting };
enum class LetterFormat { text, html };

std::string_view to_text(LetterKind kind);      ///< `decision`, `warning`, `review`, `lifting`
std::string_view to_text(LetterFormat format);  ///< `txt`, `html`, as files are named
/// A code such as `en`, `cy` or `cy-GB`: it becomes part of a file's name.
bool is_language(std::string_view code);

struct LetterTemplate {
  std::string name;  ///< of the file, for problems
  std::string text;
  bool in_language = false;  ///< a file for the very language asked for; the shipped ones are English
};

/// `KIND.LANGUAGE.FORMAT.mustache` of the folder, else its `KIND.FORMAT.mustache`, else the shipped one. Refused where
/// a file is there but cannot be read.
policy::Result<LetterTemplate> letter_template(const LetterSettings& settings, LetterKind kind, LetterFormat format,
                                               const std::string& language);
/// The style sheet of the shipped templates: one for all, put into the page.
std::string_view letter_style();

}  // namespace postern::conf
