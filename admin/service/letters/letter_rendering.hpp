// A letter's template filled in (mustache). Pure. Private to admin/service.
#pragma once
#include "admin/service/letters/letter.hpp"

namespace postern::admin {

/// Text is wrapped at 76 columns; in HTML every value is escaped. Refused, in one line, where the template is broken.
policy::Result<std::string> rendered(const policy::TemplateText& letter_template, conf::LetterFormat format,
                                     LetterView view);

}  // namespace postern::admin
