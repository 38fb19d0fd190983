#include "mail/filled_template.hpp"

#include <kainjow/mustache.hpp>

#include "policy/words/plain_text.hpp"

namespace postern::mail {
namespace {

namespace mustache = kainjow::mustache;

mustache::data data_of(const policy::TemplateView& view) {
  mustache::data data{mustache::data::type::object};
  for (const auto& [name, text] : view.values) data.set(name, text);
  for (const auto& [name, texts] : view.lists) {
    mustache::data list{mustache::data::type::list};
    for (const std::string& text : texts) list.push_back(text);
    data.set(name, list);
    data.set("has_" + name, mustache::data::type::bool_true);
  }
  return data;
}

policy::Error broken(const policy::TemplateText& template_text, const std::string& why) {
  return policy::refused(template_text.name + ": is no template that can be filled in: " + policy::one_line(why));
}

}  // namespace

policy::Result<std::string> filled(const policy::TemplateText& template_text, policy::TemplateFormat format,
                                   const policy::TemplateView& view) {
  mustache::mustache document(template_text.text);
  if (!document.is_valid()) return broken(template_text, document.error_message());
  if (format == policy::TemplateFormat::text) {
    document.set_custom_escape([](const std::string& text) { return text; });
  }
  std::string text = document.render(data_of(view));
  if (!document.is_valid()) return broken(template_text, document.error_message());
  return text;
}

}  // namespace postern::mail
