#include "conf/notice_templates.hpp"

#include "conf/own_templates.hpp"

namespace postern::conf {
namespace shipped {
extern const std::string_view kReminderText;
extern const std::string_view kReminderHtml;
extern const std::string_view kRefusalText;
extern const std::string_view kRefusalHtml;
}  // namespace shipped

policy::Result<policy::NoticeTemplates> notice_templates(const TemplateSettings& settings) {
  using policy::TemplateFormat;
  policy::NoticeTemplates templates;
  policy::Error all{policy::Fault::refused, {}};
  const auto find = [&](policy::TemplateText& target, std::string_view kind, TemplateFormat format,
                        std::string_view shipped) {
    auto found = own_or_shipped(settings.directory, kind, format, settings.language, shipped);
    if (found) {
      target = std::move(*found);
    } else {
      all.problems.insert(all.problems.end(), found.error().problems.begin(), found.error().problems.end());
    }
  };
  find(templates.reminder.text, "reminder", TemplateFormat::text, shipped::kReminderText);
  find(templates.reminder.html, "reminder", TemplateFormat::html, shipped::kReminderHtml);
  find(templates.refusal.text, "refusal", TemplateFormat::text, shipped::kRefusalText);
  find(templates.refusal.html, "refusal", TemplateFormat::html, shipped::kRefusalHtml);
  if (!all.problems.empty()) return all;
  return templates;
}

}  // namespace postern::conf
