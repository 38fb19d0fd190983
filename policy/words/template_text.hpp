// A template of a letter or a notice, and what it is filled in with. Plain values.
#pragma once
#include <map>
#include <string>
#include <vector>

namespace postern::policy {

enum class TemplateFormat { text, html };

struct TemplateText {
  std::string name;  ///< of the file, for problems
  std::string text;
  bool in_language = false;  ///< a file for the very language asked for; the shipped ones are English
};

/// The same in both formats, as a message carries it.
struct TemplatePair {
  TemplateText text;
  TemplateText html;
};

/// Of the notices that the gateway sends (decision.md 6).
struct NoticeTemplates {
  TemplatePair reminder;
  TemplatePair refusal;
};

/// What a template can say. Every text is fit to be printed: one line without control characters. What is not there is
/// left out.
struct TemplateView {
  std::map<std::string, std::string> values;
  std::map<std::string, std::vector<std::string>> lists;  ///< none of them empty
};

}  // namespace postern::policy
