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

policy::Result<> write_letter(Invocation& invocation, Workplace& workplace, const LetterOptions& options) {
  const auto format = invocation.format == "html" ? conf::LetterFormat::html : conf::LetterFormat::text;
  const auto letter = admin::letter(*workplace.store, options.reference,
                                    {kind_from_text(options.kind), format, options.language}, workplace.acting);
  if (!letter) return letter.error();
  for (const std::string& warning : letter->warnings) complain("warning: " + warning);
  if (!options.output.empty()) return write_file(options.output, letter->text);
  invocation.out.verbatim(letter->text);
  return policy::Done{};
}

std::string language_problem(const std::string& text) {
  return conf::is_language(text) ? std::string() : "\"" + text + "\" is no language code; write one such as en or cy";
}

}  // namespace

void add_letter(const Syntax& app, Command& chosen) {
  auto options = std::make_shared<LetterOptions>();
  Syntax command = app.command("letter",
                               "The letter to the customer: of the decision, a warning, a review or the "
                               "lifting; --format text or html",
                               "postern letter RCC-2026-0001 --format html --output letter.html");
  command.option("REF", options->reference, "its reference").required();
  command.option("--kind", options->kind, "decision (default), warning, review or lifting")
      .one_of({"decision", "warning", "review", "lifting"});
  command.option("--language", options->language, "of a template of your own, such as cy (default: letters.language)")
      .check({language_problem, "CODE"});
  command.option("--output", options->output, "a file, instead of standard output");
  on(command, chosen, options, write_letter, {"text", "html"});
}

}  // namespace postern::cli
