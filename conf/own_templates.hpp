// Where a template comes from: a council's own beside the shipped one, which the program carries. Reads files; any
// thread.
#pragma once
#include <string>
#include <string_view>

#include "policy/result.hpp"
#include "policy/words/template_text.hpp"

namespace postern::conf {

/// A code such as `en`, `cy` or `cy-GB`: it becomes part of a file's name.
bool is_language(std::string_view code);

/// `KIND.LANGUAGE.txt.mustache` (or html) of the folder, else its `KIND.txt.mustache`, else `shipped`. Refused where a
/// file is there but cannot be read.
policy::Result<policy::TemplateText> own_or_shipped(const std::string& directory, std::string_view kind,
                                                    policy::TemplateFormat format, const std::string& language,
                                                    std::string_view shipped);

}  // namespace postern::conf
