// A template of a letter or a notice filled in (mustache). Pure.
#pragma once
#include <string>

#include "policy/result.hpp"
#include "policy/words/template_text.hpp"

namespace postern::mail {

/// In HTML every value is escaped. A list is a section `{{#hours}}` with `{{.}}` in it, and `{{#has_hours}}` stands
/// around the whole. Refused, in one line, where the template is broken.
policy::Result<std::string> filled(const policy::TemplateText& template_text, policy::TemplateFormat format,
                                   const policy::TemplateView& view);

}  // namespace postern::mail
