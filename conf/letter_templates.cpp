#include "conf/letter_templates.hpp"

namespace postern::conf {
namespace shipped {
extern const std::string_view kLetterStyle;
extern const std::string_view kDecisionText;
extern const std::string_view kDecisionHtml;
extern const std::string_view kWarningText;
extern const std::string_view kWarningHtml;
extern const std::string_view kReviewText;
extern const std::string_view kReviewHtml;
extern const std::string_view kLiftingText;
extern const std::string_view kLiftingHtml;
}  // namespace shipped

namespace {

std::string_view shipped_template(LetterKind kind, policy::TemplateFormat format) {
  const bool html = format == policy::TemplateFormat::html;
  switch (kind) {
    case LetterKind::decision:
      return html ? shipped::kDecisionHtml : shipped::kDecisionText;
    case LetterKind::warning:
      return html ? shipped::kWarningHtml : shipped::kWarningText;
    case LetterKind::review:
      return html ? shipped::kReviewHtml : shipped::kReviewText;
    case LetterKind::lifting:
      return html ? shipped::kLiftingHtml : shipped::kLiftingText;
  }
  return {};
}

}  // namespace

std::string_view to_text(LetterKind kind) {
  switch (kind) {
    case LetterKind::decision:
      return "decision";
    case LetterKind::warning:
      return "warning";
    case LetterKind::review:
      return "review";
    case LetterKind::lifting:
      return "lifting";
  }
  return {};
}

policy::Result<policy::TemplateText> letter_template(const TemplateSettings& settings, LetterKind kind,
                                                     policy::TemplateFormat format, const std::string& language) {
  return own_or_shipped(settings.directory, to_text(kind), format, language, shipped_template(kind, format));
}

std::string_view letter_style() {
  return shipped::kLetterStyle;
}

}  // namespace postern::conf
