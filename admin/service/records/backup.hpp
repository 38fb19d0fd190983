// A copy of the store and the quarantine together, made while both are in use; and back. As central_log.hpp.
//
// A backup is a TAR with store.db (the store of one instant), quarantine/ID.eml (every message that it knows and whose
// bytes are there) and, last, manifest.json: {"format": "postern-backup-1", "made", "version", "audit": {"entries",
// "head"}, "files": [{"name", "size", "sha256"}]}.
// Implemented in: backup.cpp, restore.cpp
#pragma once
#include <string>
#include <vector>

#include "admin/service/log/acting.hpp"
#include "db/store.hpp"
#include "mail/kept_message.hpp"

namespace postern::admin {

struct Backup {
  std::size_t messages = 0;
  db::AuditHead head;                 ///< of the copy
  std::vector<std::string> problems;  ///< messages whose bytes are missing or not those that were kept
};

/// Writes the new file `output`, and reads it again before it gets its name. A message that is not what was kept goes
/// in as it is, and is a problem.
policy::Result<Backup> back_up(db::Store& store, const mail::KeptMessages& files, const std::string& output,
                               const Acting& acting);

/// What is in a backup, looked through from end to end. Refused where anything is missing, changed or not expected.
policy::Result<std::vector<struct Member>> look_through_backup(const std::string& path);

/// Puts the store and the quarantine of `input` in the place of those that the configuration names. Nothing changes
/// before everything was read and checked; messages come first, and one rename of the store is the change: cut off
/// before it, all is as it was, and the upkeep removes the messages that nothing needs. Refused where the store is in
/// use (see db/store_swap.hpp), and where it holds anything and `replace` is not set.
policy::Result<Backup> restore(const std::string& input, bool replace, const Acting& acting);

}  // namespace postern::admin
