#include "conf/letter_templates.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

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

std::string_view shipped_template(LetterKind kind, LetterFormat format) {
  const bool html = format == LetterFormat::html;
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

policy::Error cannot_read(const std::string& path, int error) {
  return policy::refused(path + ": cannot be read: " + std::error_code(error, std::generic_category()).message());
}

/// Nothing where there is no such file.
policy::Result<std::optional<std::string>> own_template(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) return std::optional<std::string>();
  if (error) return cannot_read(path, error.value());
  if (status.type() == std::filesystem::file_type::directory) return cannot_read(path, EISDIR);
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return cannot_read(path, errno == 0 ? EIO : errno);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return cannot_read(path, EIO);
  return std::optional(std::move(text));
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
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

std::string_view to_text(LetterFormat format) {
  return format == LetterFormat::html ? "html" : "txt";
}

bool is_language(std::string_view code) {
  const std::size_t plain = std::min(code.find('-'), code.size());
  const bool sound =
      std::all_of(code.begin(), code.end(), [](char c) { return is_letter(c) || c == '-' || (c >= '0' && c <= '9'); });
  return sound && plain >= 2 && plain <= 3 && code.size() <= 20 && code.back() != '-' &&
         std::all_of(code.begin(), code.begin() + static_cast<std::ptrdiff_t>(plain), is_letter);
}

policy::Result<LetterTemplate> letter_template(const LetterSettings& settings, LetterKind kind, LetterFormat format,
                                               const std::string& language) {
  const std::string begins = std::string(to_text(kind)) + ".";
  const std::string ends = std::string(to_text(format)) + ".mustache";
  for (const std::string& name : {begins + language + "." + ends, begins + ends}) {
    const std::string path = (std::filesystem::path(settings.directory) / name).string();
    auto own = own_template(path);
    if (!own) return own.error();
    if (*own) return LetterTemplate{path, std::move(**own), name != begins + ends};
  }
  return LetterTemplate{"the shipped " + begins + ends, std::string(shipped_template(kind, format)), language == "en"};
}

std::string_view letter_style() {
  return shipped::kLetterStyle;
}

}  // namespace postern::conf
