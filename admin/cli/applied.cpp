#include "admin/cli/applied.hpp"

#include <nlohmann/json.hpp>

namespace postern::cli {

void print(Invocation& invocation, const admin::Applied& applied, bool dry_run) {
  if (invocation.json()) {
    return invocation.out.json({{"changes", applied.changes}, {"warnings", applied.warnings}, {"dry_run", dry_run}});
  }
  for (const std::string& warning : applied.warnings) complain("warning: " + warning);
  for (const std::string& change : applied.changes) invocation.out.line(change);
  if (applied.changes.empty()) invocation.out.line("nothing to change");
  if (dry_run && !applied.changes.empty()) invocation.out.line("this was a dry run: nothing has been changed");
}

std::string shown_name(const std::string& file) {
  return file == "-" ? "standard input" : file;
}

}  // namespace postern::cli
