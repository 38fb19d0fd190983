// The harmless changes of `postern doctor --fix`: shown first, made when the administrator agrees.
#pragma once
#include <string>
#include <vector>

#include "admin/cli/invocation.hpp"
#include "admin/doctor/facts/seen.hpp"
#include "admin/doctor/findings/finding.hpp"

namespace postern::cli {

struct FixesMade {
  std::size_t count = 0;
  std::vector<std::string> failures;  ///< a line for people each: a change that failed
  bool nobody_asked = false;          ///< there were changes, and nobody to be asked: none was made
};

/// Shows each change and, with `yes` or after a `y` on the terminal, makes it; goes on after one that failed. Says at
/// the end what else is to be done (postfix reload). Fails where it cannot be shown.
policy::Result<FixesMade> make_fixes(Invocation& invocation, const admin::doctor::Findings& findings, bool yes);

}  // namespace postern::cli
