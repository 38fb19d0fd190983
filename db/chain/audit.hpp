// The audit chain: every change as an entry that commits to the one before it. Pure (libsodium for SHA-256); the stores
// keep what this computes.
//
// Canonical form of an entry, over which its hash is taken: the line `postern-audit-1`, then for each of sequence, at,
// actor, login, action, subject, data_hash and previous its length in bytes in decimal, `:`, its bytes, and a newline.
// data_hash is SHA-256 over the same form of salt and data under the line `postern-audit-data-1`; they lie beside the
// entry: erasing them leaves the chain whole.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace postern::db {

/// Who acts: the name given with --as or the login, and the login itself.
struct Actor {
  std::string name;
  std::string login;
};

/// One change to be written into the chain. `data` is JSON: what changed and why.
struct AuditNote {
  std::string action;   ///< a word from the log's table: `drafted`, `activated`, `lifted`, …
  std::string subject;  ///< a reference, an address, or a kept message's id
  std::string data;
};

/// One entry as stored. Hashes are 64 lower-case hexadecimal digits.
struct AuditEntry {
  std::uint64_t sequence = 0;  ///< from 1, without gaps
  std::chrono::sys_seconds at;
  std::string actor;
  std::string login;
  std::string action;
  std::string subject;
  std::string data_hash;
  std::string previous;  ///< hash of the entry before; 64 zeros for the first
  std::string hash;
  std::optional<std::string> salt;  ///< both or neither: neither after an erasure
  std::optional<std::string> data;
};

struct AuditHead {
  std::uint64_t sequence = 0;
  std::string hash;  ///< 64 zeros for an empty log
};

/// The head of a log without entries.
AuditHead no_entries();
/// The entry that follows `head`, with a fresh salt.
AuditEntry chained(const AuditHead& head, const AuditNote& note, const Actor& actor, std::chrono::sys_seconds at);
/// What is wrong with `entry` if `before` is the head it should follow; empty where nothing is.
std::string fault_of(const AuditEntry& entry, const AuditHead& before);

}  // namespace postern::db
