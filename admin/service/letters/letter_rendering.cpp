#include "admin/service/letters/letter_rendering.hpp"

#include "mail/filled_template.hpp"
#include "policy/words/plain_words.hpp"

namespace postern::admin {
namespace {

constexpr std::size_t kWidth = 76;

}  // namespace

policy::Result<std::string> rendered(const policy::TemplateText& letter_template, conf::LetterFormat format,
                                     LetterView view) {
  view.values["style"] = conf::letter_style();
  auto text = mail::filled(letter_template, format, view);
  if (!text || format == conf::LetterFormat::html) return text;
  return policy::wrapped(*text, kWidth);
}

}  // namespace postern::admin
