// The harmless changes of `postern doctor --fix`: shown first, made when the administrator agrees.
#pragma once
#include "admin/cli/invocation.hpp"
#include "admin/service/doctor/seen.hpp"

namespace postern::cli {

/// Shows each change and, with `yes` or after a `y` on the terminal, makes it. Refused, before anything is changed,
/// where nobody is there to be asked; fails where a change did. How many were made.
policy::Result<std::size_t> make_fixes(Invocation& invocation, const admin::doctor::Findings& findings, bool yes);

}  // namespace postern::cli
