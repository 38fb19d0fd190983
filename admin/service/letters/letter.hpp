// The letters that the policy asks for (¶6, ¶10, ¶11): what they say, worked out of the record as it is now, for a
// template to put into words. The names under which a template finds each are in conf/letters/README.md.
// Implemented in: letter.cpp, letter_missing.cpp
#pragma once
#include <string>
#include <vector>

#include "admin/service/log/acting.hpp"
#include "admin/service/log/log_view.hpp"
#include "conf/letter_templates.hpp"

namespace postern::admin {

using LetterView = policy::TemplateView;

/// What the record or the configuration lacks for a letter of this kind; empty: it can be written. Pure.
std::vector<std::string> missing_for_letter(conf::LetterKind kind, const policy::Restriction& restriction,
                                            const LogView& view);
/// Pure. `view` gives the council, the people and the day of the letter.
LetterView letter_view(conf::LetterKind kind, const policy::Restriction& restriction, const LogView& view);

struct LetterRequest {
  conf::LetterKind kind = conf::LetterKind::decision;
  conf::LetterFormat format = conf::LetterFormat::text;
  std::string language;  ///< empty: the configured one
};
struct Letter {
  std::string text;
  std::vector<std::string> warnings;
};

/// Refused, with each thing that is missing, where the record is not that far; and with one line where the council's
/// own template cannot be read or understood.
policy::Result<Letter> letter(db::CentralLog& log, const policy::Reference& reference, const LetterRequest& request,
                              const Acting& acting);

}  // namespace postern::admin
