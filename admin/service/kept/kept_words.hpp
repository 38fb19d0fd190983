// A kept message as people and scripts are shown it: its words, its JSON, its rows. Pure.
#pragma once
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "db/mail_log.hpp"

namespace postern::admin {

/// An entry of `quarantine list --format json`.
nlohmann::ordered_json summary_of(const db::KeptEntry& entry);
std::vector<std::string> row_of(const db::KeptEntry& entry);
/// What `quarantine show` prints: `path` is where the bytes lie.
nlohmann::ordered_json details_of(const db::KeptEntry& entry, const std::string& path);
std::vector<std::string> lines_of(const db::KeptEntry& entry, const std::string& path);

}  // namespace postern::admin
