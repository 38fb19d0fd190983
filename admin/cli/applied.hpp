// What applying a document or a file changed, or would change, as the command line says it.
#pragma once
#include <string>

#include "admin/cli/invocation.hpp"
#include "admin/service/apply/apply.hpp"

namespace postern::cli {

void print(Invocation& invocation, const admin::Applied& applied, bool dry_run);
/// How problems name the file of that argument.
std::string shown_name(const std::string& file);

}  // namespace postern::cli
