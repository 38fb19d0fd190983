// What the commands for one step in the life of a restriction have in common: which one is meant, days in options, and
// how the answer is printed.
#pragma once
#include <optional>
#include <string>

#include "admin/cli/invocation.hpp"
#include "admin/service/life/step.hpp"

namespace postern::cli {

struct TargetOptions {
  std::string reference;
  std::uint64_t based_on = 0;
  admin::Target target() const { return {reference, based_on}; }
};
/// REF, and --based-on for whoever has looked at a version before.
void add_target(const Syntax& command, TargetOptions& options);
/// A day that cannot be read is refused like any other (exit 1): `OPTION: "x" is no day; write one such as 2026-11-02`.
policy::Result<policy::Day> day_in(const std::string& option, const std::string& text);
/// Prints what was `done`, with what is still missing, or passes the error on.
policy::Result<> answer(Invocation& invocation, const policy::Result<admin::Stepped>& stepped, const std::string& done);
/// The same for what has nothing to do with what is missing: in text it is left out.
policy::Result<> short_answer(Invocation& invocation, const policy::Result<admin::Stepped>& stepped,
                              const std::string& done);
/// One restriction of a JSON answer.
Json json_of(const admin::Stepped& stepped, const std::string& done);
void print_lines(Invocation& invocation, const admin::Stepped& stepped, const std::string& done);

}  // namespace postern::cli
