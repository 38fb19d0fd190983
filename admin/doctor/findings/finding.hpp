// What `postern doctor` found: one thing that it looked at, how it stands, and how to mend it. Plain values.
#pragma once
#include <optional>
#include <string>
#include <utility>
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

inline Finding fine(std::string check, std::string what) {
  return {std::move(check), Standing::fine, std::move(what), "", std::nullopt};
}
inline Finding fault(std::string check, std::string what, std::string mend) {
  return {std::move(check), Standing::fault, std::move(what), std::move(mend), std::nullopt};
}
inline Finding warning(std::string check, std::string what, std::string mend) {
  return {std::move(check), Standing::warning, std::move(what), std::move(mend), std::nullopt};
}
inline Finding unknown(std::string check, std::string what, std::string mend) {
  return {std::move(check), Standing::unknown, std::move(what), std::move(mend), std::nullopt};
}

}  // namespace postern::admin::doctor
