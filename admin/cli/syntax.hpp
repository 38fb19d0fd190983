// The words of the command line as commands describe them: a noun, its verbs, their options. The library that reads
// them stays behind this door, in syntax.cpp, for it is costly to compile. Handles are cheap to copy, and refer to a
// parser that outlives them; what options are bound to must outlive it. Belongs to one thread.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace postern::cli {

/// Says what is wrong with a text, or nothing where it is right. Wrong usage ends with exit status 2.
struct Check {
  std::string (*problem)(const std::string& text);
  std::string kind;  ///< what stands for the value in --help, such as DAY
};

/// A day such as 2026-11-02.
Check a_day();
/// A time such as 2026-11-02T10:00:00Z, or a day.
Check an_instant();

class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}
  Option required();
  Option one_of(const std::vector<std::string>& allowed);
  Option check(const Check& check);
  /// Makes no sense without `other`.
  Option needs(const Option& other);
  /// One value each time it is given; it may be given several times.
  Option one_at_a_time();

 private:
  CLI::Option* option_;
};

class Syntax {
 public:
  explicit Syntax(CLI::App* app) : app_(app) {}
  /// A subcommand whose help ends with an example.
  Syntax command(const std::string& name, const std::string& what, const std::string& example) const;
  /// One that needs a verb behind it. Where several files add verbs to it, whichever comes first makes it.
  Syntax noun(const std::string& name, const std::string& what, const std::string& example) const;
  Option option(const std::string& name, std::string& value, const std::string& what) const;
  Option option(const std::string& name, std::vector<std::string>& values, const std::string& what) const;
  Option option(const std::string& name, std::uint64_t& value, const std::string& what) const;
  Option flag(const std::string& name, bool& value, const std::string& what) const;
  /// Called once everything is read, where this command was asked for.
  void when_asked(std::function<void()> call) const;

 private:
  CLI::App* app_;
};

/// What the words `argv` begin with before any command: its name, options and footer.
struct Program {
  std::string what;
  std::string name;
  std::string version;
  std::string example;
};

/// How reading went: go on, or end with this status (0 after --help).
struct Read {
  bool go_on = false;
  int status = 0;
};

/// Builds the syntax by `describe` and reads the words by it; says what is wrong on standard error.
Read read_words(int argc, char** argv, const Program& program, const std::function<void(const Syntax&)>& describe);

}  // namespace postern::cli
