#include "admin/cli/syntax.hpp"

#include <cstdio>

#include <CLI/CLI.hpp>

#include "admin/cli/output.hpp"
#include "policy/time/day.hpp"

namespace postern::cli {
namespace {

std::string day_problem(const std::string& text) {
  return policy::day_from_text(text) ? std::string() : "\"" + text + "\" is no day; write one such as 2026-11-02";
}

std::string instant_problem(const std::string& text) {
  if (policy::instant_from_text(text)) return {};
  return "\"" + text + "\" is no time; write one such as 2026-11-02T10:00:00Z or 2026-11-02";
}

Read failure(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) {
    app.exit(error);
    return {false, std::fflush(stdout) == 0 ? 0 : 3};
  }
  complain(error.what());
  complain("see postern --help, or --help after a command");
  return {false, 2};
}

}  // namespace

Check a_day() {
  return {day_problem, "DAY"};
}

Check an_instant() {
  return {instant_problem, "TIME"};
}

Option Option::required() {
  option_->required();
  return *this;
}

Option Option::one_of(const std::vector<std::string>& allowed) {
  option_->check(CLI::IsMember(allowed));
  return *this;
}

Option Option::check(const Check& check) {
  option_->check(
      CLI::Validator([problem = check.problem](const std::string& text) { return problem(text); }, check.kind));
  return *this;
}

Option Option::needs(const Option& other) {
  option_->needs(other.option_);
  return *this;
}

Option Option::one_at_a_time() {
  option_->allow_extra_args(false);
  return *this;
}

Syntax Syntax::command(const std::string& name, const std::string& what, const std::string& example) const {
  CLI::App* command = app_->add_subcommand(name, what);
  command->footer("Example:\n  " + example);
  return Syntax(command);
}

Syntax Syntax::noun(const std::string& name, const std::string& what, const std::string& example) const {
  const auto known = app_->get_subcommands([&](const CLI::App* one) { return one->get_name() == name; });
  if (!known.empty()) return Syntax(known.front());
  const Syntax noun = command(name, what, example);
  noun.app_->require_subcommand(1);
  return noun;
}

Option Syntax::option(const std::string& name, std::string& value, const std::string& what) const {
  return Option(app_->add_option(name, value, what));
}

Option Syntax::option(const std::string& name, std::vector<std::string>& values, const std::string& what) const {
  return Option(app_->add_option(name, values, what));
}

Option Syntax::option(const std::string& name, std::uint64_t& value, const std::string& what) const {
  return Option(app_->add_option(name, value, what));
}

Option Syntax::flag(const std::string& name, bool& value, const std::string& what) const {
  return Option(app_->add_flag(name, value, what));
}

void Syntax::when_asked(std::function<void()> call) const {
  app_->callback(std::move(call));
}

Read read_words(int argc, char** argv, const Program& program, const std::function<void(const Syntax&)>& describe) {
  CLI::App app{program.what, program.name};
  // Commands inherit these from the parser as it is when they are added to it.
  app.require_subcommand(1);
  app.fallthrough();
  app.footer("Example:\n  " + program.example);
  describe(Syntax(&app));
  app.set_version_flag("--version", program.version);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return failure(app, error);
  }
  return {true, 0};
}

}  // namespace postern::cli
