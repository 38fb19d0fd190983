// What `postern doctor` found: one thing that it looked at, how it stands, and how to mend it. Plain values.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace postern::admin::doctor {

/// `fault`: mail is lost, put off or not checked. `warning`: it works, and will not for long, or not as well as it
/// might. `unknown`: could not be looked at; never taken for `fine`.
enum class Standing { fine, warning, fault, unknown };

/// A change that loses nothing and that somebody may undo: a command with its arguments, run without a shell.
struct Fix {
  std::string shown;                 ///< the change as an administrator reads it before it is made
  std::vector<std::string> command;  ///< argv; never empty
};

struct Finding {
  std::string check;  ///< one word from a fixed table, for scripts: `socket-path`, `default-action`, …
  Standing standing = Standing::fine;
  std::string what;  ///< one sentence: what is so, and where
  std::string mend;  ///< what to do; empty where all is fine
  std::optional<Fix> fix = {};
};

using Findings = std::vector<Finding>;

}  // namespace postern::admin::doctor
