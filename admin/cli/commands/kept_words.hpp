// A kept message as the command line shows it. Pure.
#pragma once
#include <string>
#include <vector>

#include "admin/cli/output.hpp"
#include "db/mail_log.hpp"

namespace postern::cli {

std::string_view to_text(db::KeptStatus status);
std::string_view to_text(db::OutboxKind kind);
/// An entry of `quarantine list --format json`.
Json summary_of(const db::KeptEntry& entry);
std::vector<std::string> row_of(const db::KeptEntry& entry);
/// What `quarantine show` prints: `path` is where the bytes lie.
Json details_of(const db::KeptEntry& entry, const std::string& path);
std::vector<std::string> lines_of(const db::KeptEntry& entry, const std::string& path);

}  // namespace postern::cli
