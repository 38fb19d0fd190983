#include "admin/service/letter_rendering.hpp"

#include <kainjow/mustache.hpp>

#include "admin/service/plain_words.hpp"

namespace postern::admin {
namespace {

namespace mustache = kainjow::mustache;

constexpr std::size_t kWidth = 76;

/// A list is a section `{{#hours}}` with `{{.}}` in it, and `{{#has_hours}}` stands around the whole.
mustache::data data_of(const LetterView& view) {
  mustache::data data{mustache::data::type::object};
  for (const auto& [name, text] : view.values) data.set(name, text);
  for (const auto& [name, texts] : view.lists) {
    mustache::data list{mustache::data::type::list};
    for (const std::string& text : texts) list.push_back(text);
    data.set(name, list);
    data.set("has_" + name, mustache::data::type::bool_true);
  }
  data.set("style", std::string(conf::letter_style()));
  return data;
}

policy::Error broken(const conf::LetterTemplate& letter_template, const std::string& why) {
  return policy::refused(letter_template.name + ": is no template that can be filled in: " + one_line(why));
}

}  // namespace

policy::Result<std::string> rendered(const conf::LetterTemplate& letter_template, conf::LetterFormat format,
                                     const LetterView& view) {
  mustache::mustache document(letter_template.text);
  if (!document.is_valid()) return broken(letter_template, document.error_message());
  if (format == conf::LetterFormat::text) {
    document.set_custom_escape([](const std::string& text) { return text; });
  }
  std::string text = document.render(data_of(view));
  if (!document.is_valid()) return broken(letter_template, document.error_message());
  return format == conf::LetterFormat::text ? wrapped(text, kWidth) : text;
}

}  // namespace postern::admin
