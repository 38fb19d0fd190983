#include "admin/cli/step_answer.hpp"

namespace postern::cli {

void add_target(CLI::App& command, TargetOptions& options) {
  command.add_option("REF", options.reference, "its reference")->required();
  command.add_option("--based-on", options.based_on,
                     "the version that you have seen (show prints it): refused where somebody changed it since");
}

policy::Result<policy::Day> day_in(const std::string& option, const std::string& text) {
  const auto day = policy::day_from_text(text);
  if (!day) return policy::refused(option + ": \"" + text + "\" is no day; write one such as 2026-11-02");
  return *day;
}

Json json_of(const admin::Stepped& stepped, const std::string& done) {
  return {{"reference", stepped.restriction.reference},
          {"done", done},
          {"status", to_text(stepped.restriction.status)},
          {"version", stepped.version},
          {"missing", stepped.missing},
          {"notes", stepped.notes}};
}

void print_lines(Invocation& invocation, const admin::Stepped& stepped, const std::string& done) {
  invocation.out.line(stepped.restriction.reference + ": " + done);
  for (const std::string& note : stepped.notes) invocation.out.line("  " + note);
  const char* label = stepped.restriction.status == policy::Status::in_force ? "  missing: " : "  still missing: ";
  for (const std::string& line : stepped.missing) invocation.out.line(label + line);
}

policy::Result<> short_answer(Invocation& invocation, const policy::Result<admin::Stepped>& stepped,
                              const std::string& done) {
  if (!stepped || invocation.json()) return answer(invocation, stepped, done);
  admin::Stepped shown = *stepped;
  shown.missing.clear();
  print_lines(invocation, shown, done);
  return policy::Done{};
}

policy::Result<> answer(Invocation& invocation, const policy::Result<admin::Stepped>& stepped,
                        const std::string& done) {
  if (!stepped) return stepped.error();
  if (invocation.json()) {
    invocation.out.json(json_of(*stepped, done));
  } else {
    print_lines(invocation, *stepped, done);
  }
  return policy::Done{};
}

}  // namespace postern::cli
