#include "admin/cli/commands/commands.hpp"
#include "admin/cli/output_file.hpp"
#include "admin/service/letters/letter.hpp"

namespace postern::cli {
namespace {

using conf::LetterKind;

struct LetterOptions {
  std::string reference;
  std::string kind = "decision";
  std::string language;
  std::string output;
};

LetterKind kind_from_text(const std::string& text) {
  for (const LetterKind kind : {LetterKind::warning, LetterKind::review, LetterKind::lifting}) {
    if (to_text(kind) == text) return kind;
  }
  return LetterKind::decision;
}

policy::Result<> write_letter(Invocation& invocation, const LetterOptions& options) {
  const auto workplace = invocation.workplace();
  if (!workplace) return workplace.error();
  const auto format = invocation.format == "html" ? conf::LetterFormat::html : conf::LetterFormat::text;
  const auto letter = admin::letter(*(*workplace)->store, options.reference,
                                    {kind_from_text(options.kind), format, options.language}, (*workplace)->acting);
  if (!letter) return letter.error();
  for (const std::string& warning : letter->warnings) complain("warning: " + warning);
  if (!options.output.empty()) return write_file(options.output, letter->text);
  invocation.out.verbatim(letter->text);
  return policy::Done{};
}

CLI::Validator a_language() {
  return CLI::Validator(
      [](const std::string& text) {
        return conf::is_language(text) ? std::string()
                                       : "\"" + text + "\" is no language code; write one such as en or cy";
      },
      "CODE");
}

}  // namespace

void add_letter(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<LetterOptions>();
  CLI::App* command = add_command(app, "letter",
                                  "The letter to the customer: of the decision, a warning, a review or the "
                                  "lifting; --format text or html",
                                  "postern letter RCC-2026-0001 --format html --output letter.html");
  command->add_option("REF", options->reference, "its reference")->required();
  command->add_option("--kind", options->kind, "decision (default), warning, review or lifting")
      ->check(CLI::IsMember({"decision", "warning", "review", "lifting"}));
  command
      ->add_option("--language", options->language, "of a template of your own, such as cy (default: letters.language)")
      ->check(a_language());
  command->add_option("--output", options->output, "a file, instead of standard output");
  on(command, chosen, options, write_letter, {"text", "html"});
}

}  // namespace postern::cli
