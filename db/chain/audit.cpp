#include "db/chain/audit.hpp"

#include <array>
#include <stdexcept>
#include <string_view>

#include <sodium.h>

#include "db/chain/canonical_text.hpp"
#include "db/chain/valid_text.hpp"
#include "policy/time/day.hpp"

namespace postern::db {
namespace {

constexpr std::size_t kSaltBytes = 32;
const std::string kNoHash(64, '0');

template <std::size_t N>
std::string hexadecimal(const std::array<unsigned char, N>& bytes) {
  std::array<char, N * 2 + 1> text{};
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  return text.data();
}

void start_sodium() {
  static const int started = sodium_init();
  if (started < 0) throw std::runtime_error("libsodium cannot be started");
}

std::string data_hash(const std::string& salt, const std::string& data) {
  std::string canonical = "postern-audit-data-1\n";
  add_field(canonical, salt);
  add_field(canonical, data);
  return sha256_of(canonical);
}

std::string hash_of(const AuditEntry& entry) {
  std::string canonical = "postern-audit-1\n";
  add_field(canonical, std::to_string(entry.sequence));
  add_field(canonical, policy::to_text(entry.at));
  add_field(canonical, entry.actor);
  add_field(canonical, entry.login);
  add_field(canonical, entry.action);
  add_field(canonical, entry.subject);
  add_field(canonical, entry.data_hash);
  add_field(canonical, entry.previous);
  return sha256_of(canonical);
}

}  // namespace

void add_field(std::string& canonical, std::string_view field) {
  canonical += std::to_string(field.size());
  canonical += ':';
  canonical += field;
  canonical += '\n';
}

std::string fresh_salt() {
  start_sodium();
  std::array<unsigned char, kSaltBytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return hexadecimal(bytes);
}

std::string sha256_of(std::string_view text) {
  start_sodium();
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  std::vector<unsigned char> bytes(text.begin(), text.end());
  crypto_hash_sha256(hash.data(), bytes.data(), bytes.size());
  return hexadecimal(hash);
}

AuditHead no_entries() {
  return {0, kNoHash};
}

AuditEntry chained(const AuditHead& head, const AuditNote& note, const Actor& actor, std::chrono::sys_seconds at) {
  AuditEntry entry;
  entry.sequence = head.sequence + 1;
  entry.at = at;
  entry.actor = valid_text(actor.name);
  entry.login = valid_text(actor.login);
  entry.action = valid_text(note.action);
  entry.subject = valid_text(note.subject);
  entry.salt = fresh_salt();
  entry.data = valid_text(note.data);
  entry.data_hash = data_hash(*entry.salt, *entry.data);
  entry.previous = head.hash;
  entry.hash = hash_of(entry);
  return entry;
}

std::string fault_of(const AuditEntry& entry, const AuditHead& before) {
  const std::string which = "audit entry " + std::to_string(entry.sequence);
  if (entry.sequence != before.sequence + 1) {
    return which + " stands where entry " + std::to_string(before.sequence + 1) +
           " should: entries are missing or added";
  }
  if (entry.previous != before.hash) return which + " does not follow the entry before it";
  if (hash_of(entry) != entry.hash) return which + " was changed: its hash does not match";
  if (entry.salt.has_value() != entry.data.has_value()) return which + " has lost one of its salt and its data";
  if (!entry.salt) return {};
  if (data_hash(*entry.salt, *entry.data) != entry.data_hash) {
    return which + " was changed: its data do not match their hash";
  }
  return {};
}

}  // namespace postern::db
