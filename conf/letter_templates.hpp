// The templates of letters: a council's own, or the shipped ones. Reads files; any thread.
#pragma once
#include <string>
#include <string_view>

#include "conf/config.hpp"
#include "conf/own_templates.hpp"

namespace postern::conf {

enum class LetterKind { decision, warning, review, lifting };
using LetterFormat = policy::TemplateFormat;

std::string_view to_text(LetterKind kind);  ///< `decision`, `warning`, `review`, `lifting`

/// As own_or_shipped() finds it.
policy::Result<policy::TemplateText> letter_template(const TemplateSettings& settings, LetterKind kind,
                                                     policy::TemplateFormat format, const std::string& language);
/// The style sheet of the shipped templates: one for all, put into the page.
std::string_view letter_style();

}  // namespace postern::conf
