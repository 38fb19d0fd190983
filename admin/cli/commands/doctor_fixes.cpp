#include "admin/cli/commands/doctor_fixes.hpp"

#include <iostream>
#include <unistd.h>

#include "admin/doctor/facts/run_program.hpp"

namespace postern::cli {
namespace {

using admin::doctor::Finding;
using admin::doctor::Fix;

/// What a person reads goes before what is asked; with JSON, standard output is the scripts'.
policy::Result<> say(Invocation& invocation, const std::string& text) {
  if (invocation.json()) {
    complain(text);
    return policy::Done{};
  }
  invocation.out.line(text);
  return invocation.out.flush();
}

bool agreed() {
  std::cerr << "Make it? [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

policy::Result<> made(const Fix& fix) {
  const auto ran = admin::doctor::run_program(fix.command);
  if (!ran) return ran.error();
  if (ran->status == 0) return policy::Done{};
  return policy::unavailable(fix.shown + ": failed: " + ran->complaint.substr(0, ran->complaint.find('\n')));
}

}  // namespace

policy::Result<FixesMade> make_fixes(Invocation& invocation, const admin::doctor::Findings& findings, bool yes) {
  const bool can_ask = isatty(STDIN_FILENO) != 0;
  FixesMade result;
  bool reload = false;
  for (const Finding& finding : findings) {
    if (!finding.fix) continue;
    if (auto said = say(invocation, "Change: " + finding.fix->shown); !said) return said.error();
    result.nobody_asked = !yes && !can_ask;
    if (result.nobody_asked || (!yes && !agreed())) continue;
    if (const auto done = made(*finding.fix); !done) {
      for (const std::string& problem : done.error().problems) result.failures.push_back(problem);
      continue;
    }
    ++result.count;
    reload = reload || finding.fix->command.front() == "postconf";
  }
  if (reload) {
    if (auto said = say(invocation, "Postfix takes this up with: postfix reload"); !said) return said.error();
  }
  return result;
}

}  // namespace postern::cli
