// The shipped templates of notices: both formats say the same, and their README names what they can say.
#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "conf/load.hpp"
#include "mail/filled_template.hpp"
#include "mail/notice.hpp"
#include "policy/words/notice_words.hpp"
#include "support/source_dir.hpp"

using namespace postern;

namespace {

conf::Config shipped() {
  auto config = conf::load_text("council: {domains: [york.gov.uk]}\nnotices: {directory: /nowhere}\n", "postern.yaml");
  if (!config) FAIL(config.error().problems.front());
  return std::move(*config);
}

std::string readme() {
  std::ifstream file(postern::test::source_dir() + "/conf/notices/README.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> names() {
  std::vector<std::string> found{"language"};
  for (const auto& [name, text] : policy::sample_notice_view().values) found.push_back(name);
  for (const auto& [name, texts] : policy::sample_notice_view().lists) found.push_back(name);
  return found;
}

bool uses(const policy::TemplateText& one, const std::string& name) {
  return one.text.find("{{" + name + "}}") != std::string::npos ||
         one.text.find("{{#" + name + "}}") != std::string::npos;
}

std::string filled(const policy::TemplateText& one, policy::TemplateFormat format, const policy::TemplateView& view) {
  const auto text = mail::filled(one, format, view);
  if (!text) FAIL(text.error().problems.front());
  return *text;
}

}  // namespace

TEST_CASE("notices can be made of the shipped templates", "[milter][notices]") {
  const conf::Config config = shipped();
  CHECK(mail::usable_for_notices(config.notice_templates));
}

TEST_CASE("both formats of a shipped notice say all that there is, and the README names it", "[milter][notices]") {
  const conf::Config config = shipped();
  const std::string documented = readme();
  for (const std::string& name : names()) {
    INFO(name);
    CHECK(documented.find("`" + name + "`") != std::string::npos);
    for (const auto* each : {&config.notice_templates.reminder, &config.notice_templates.refusal}) {
      const bool of_refusals = name == "refused" && each == &config.notice_templates.reminder;
      if (!of_refusals && name != "language") CHECK(uses(each->text, name));
      if (!of_refusals) CHECK(uses(each->html, name));
    }
  }
}

TEST_CASE("what is not there leaves no trace in a shipped notice", "[milter][notices]") {
  const conf::Config config = shipped();
  policy::TemplateView bare;
  bare.values = {{"council", "York"}, {"reference", "RCC-2026-0001"}, {"every", "7 days"}, {"whom", "Nobody."}};
  for (const auto* each : {&config.notice_templates.reminder, &config.notice_templates.refusal}) {
    for (const auto& [one, format] :
         {std::pair(&each->text, policy::TemplateFormat::text), std::pair(&each->html, policy::TemplateFormat::html)}) {
      const std::string text = filled(*one, format, bare);
      for (const char* gone :
           {"You can write at these times", "If you disagree", "holding", "kept your", "passed", "{{"}) {
        CHECK(text.find(gone) == std::string::npos);
      }
      CHECK(text.find("RCC-2026-0001") != std::string::npos);
    }
  }
}

TEST_CASE("a shipped notice in HTML escapes what it is given", "[milter][notices][A5]") {
  const conf::Config config = shipped();
  policy::TemplateView hostile = policy::sample_notice_view();
  for (auto& [name, text] : hostile.values) text = "<script>";
  for (auto& [name, texts] : hostile.lists) texts = {"<script>"};
  for (const auto* each : {&config.notice_templates.reminder, &config.notice_templates.refusal}) {
    CHECK(filled(each->html, policy::TemplateFormat::html, hostile).find("<script>") == std::string::npos);
  }
}
