#include "conf/own_templates.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

namespace postern::conf {
namespace {

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

std::string_view suffix_of(policy::TemplateFormat format) {
  return format == policy::TemplateFormat::html ? "html" : "txt";
}

}  // namespace

bool is_language(std::string_view code) {
  const std::size_t plain = std::min(code.find('-'), code.size());
  const bool sound =
      std::all_of(code.begin(), code.end(), [](char c) { return is_letter(c) || c == '-' || (c >= '0' && c <= '9'); });
  return sound && plain >= 2 && plain <= 3 && code.size() <= 20 && code.back() != '-' &&
         std::all_of(code.begin(), code.begin() + static_cast<std::ptrdiff_t>(plain), is_letter);
}

policy::Result<policy::TemplateText> own_or_shipped(const std::string& directory, std::string_view kind,
                                                    policy::TemplateFormat format, const std::string& language,
                                                    std::string_view shipped) {
  const std::string begins = std::string(kind) + ".";
  const std::string ends = std::string(suffix_of(format)) + ".mustache";
  for (const std::string& name : {begins + language + "." + ends, begins + ends}) {
    const std::string path = (std::filesystem::path(directory) / name).string();
    auto own = own_template(path);
    if (!own) return own.error();
    if (*own) return policy::TemplateText{path, std::move(**own), name != begins + ends};
  }
  return policy::TemplateText{"the shipped " + begins + ends, std::string(shipped), language == "en"};
}

}  // namespace postern::conf
