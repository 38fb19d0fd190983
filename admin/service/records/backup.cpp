#include "admin/service/records/backup.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "admin/service/records/archive.hpp"
#include "admin/service/records/audit_check.hpp"
#include "db/shared/words.hpp"
#include "policy/time/day.hpp"

namespace postern::admin {
namespace {

using Json = nlohmann::ordered_json;
constexpr int kAttempts = 3;

/// The copy of the store while the archive is made; gone with this.
class Copy {
 public:
  explicit Copy(std::string path) : path_(std::move(path)) {}
  ~Copy() {
    for (const char* beside : {"", "-wal", "-shm"}) unlink((path_ + beside).c_str());
  }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Ids of messages, and whether somebody needs their bytes.
using Messages = std::map<std::string, std::pair<db::KeptMessage, bool>>;

policy::Result<Messages> messages_of(db::Store& copy) {
  Messages messages;
  const auto kept = copy.kept(true);
  if (!kept) return kept.error();
  for (const db::KeptEntry& entry : *kept) {
    const bool waits = std::any_of(entry.recipients.begin(), entry.recipients.end(),
                                   [](const auto& one) { return db::waits(one.status); });
    messages[entry.message.id] = {entry.message, waits};
  }
  const auto waiting = copy.waiting();
  if (!waiting) return waiting.error();
  for (const db::OutboxRow& row : *waiting) {
    if (row.kept_id.empty()) continue;
    const auto entry = copy.kept_message(row.kept_id);
    if (!entry) return entry.error();
    messages[row.kept_id] = {entry->message, true};
  }
  return messages;
}

class Attempt {
 public:
  Attempt(db::Store& store, const mail::KeptMessages& files, ArchiveWriter& archive, const Acting& acting)
      : store_(store), files_(files), archive_(archive), acting_(acting) {}

  /// Whether a message went away between the copy and the reading of its bytes: then it is all done again.
  bool must_repeat() const { return went_away_; }

  policy::Result<Backup> run() {
    const Copy copy(archive_.temporary_path() + ".db");
    if (auto copied = store_.copy_to(copy.path()); !copied) return copied.error();
    const auto messages = look_at(copy);
    if (!messages) return messages.error();
    if (auto added = archive_.add_file("store.db", copy.path()); !added) return added.error();
    for (const auto& [id, message] : *messages) {
      if (auto added = add(message.first, message.second); !added) return added.error();
    }
    if (auto added = archive_.add("manifest.json", manifest()); !added) return added.error();
    if (auto closed = archive_.close(); !closed) return closed.error();
    if (auto same = compare(); !same) return same.error();
    return backup_;
  }

 private:
  policy::Result<Messages> look_at(const Copy& copy) {
    const auto opened = db::open_store("sqlite:" + copy.path(), db::OpenFor::use);
    if (!opened) return opened.error();
    const auto audit = verify_audit(**opened, **opened, "");
    if (!audit) return audit.error();
    backup_.head = audit->head;
    return messages_of(**opened);
  }

  policy::Result<> add(const db::KeptMessage& message, bool needed) {
    const auto added = archive_.add_file("quarantine/" + message.id + ".eml", files_.path(message.id));
    if (!added && added.error().fault == policy::Fault::unavailable) return added.error();
    if (!added) return needed ? missing(message.id) : policy::Result<>(policy::Done{});
    ++backup_.messages;
    if (added->sha256 == message.sha256 && added->size == message.size) return policy::Done{};
    backup_.problems.push_back(message.id + ": its bytes are not those that were kept (its size or SHA-256 differs)");
    return policy::Done{};
  }

  policy::Result<> missing(const std::string& id) {
    const auto free = store_.unreferenced({id});
    if (!free) return free.error();
    went_away_ = went_away_ || !free->empty();
    backup_.problems.push_back(id + ": its bytes are missing, though they are needed");
    return policy::Done{};
  }

  std::string manifest() const {
    const Json json = {{"format", "postern-backup-1"},
                       {"made", policy::to_text(acting_.now)},
                       {"version", POSTERN_VERSION},
                       {"audit", {{"entries", backup_.head.sequence}, {"head", backup_.head.hash}}},
                       {"files", Json::parse(archive_.sums())}};
    return json.dump(1) + "\n";
  }

  /// What was written, read from the disk again.
  policy::Result<> compare() {
    const auto read = look_through_backup(archive_.temporary_path());
    if (!read) return policy::unavailable("the backup is not what was written: " + read.error().problems.front());
    if (read->size() == archive_.members().size()) return policy::Done{};
    return policy::unavailable("the backup is not what was written: it has lost a file");
  }

  db::Store& store_;
  const mail::KeptMessages& files_;
  ArchiveWriter& archive_;
  const Acting& acting_;
  Backup backup_;
  bool went_away_ = false;
};

db::AuditNote note(const std::string& output, const Backup& backup) {
  const Json json = {{"file", std::filesystem::path(output).filename().string()},
                     {"messages", backup.messages},
                     {"head", backup.head.hash},
                     {"problems", backup.problems}};
  return {"backed-up", "", json.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

}  // namespace

policy::Result<Backup> back_up(db::Store& store, const mail::KeptMessages& files, const std::string& output,
                               const Acting& acting) {
  for (int attempts = 1;; ++attempts) {
    auto archive = ArchiveWriter::create(output, ArchiveWriter::Format::tar, acting.now);
    if (!archive) return archive.error();
    Attempt attempt(store, files, **archive, acting);
    const auto backup = attempt.run();
    if (!backup) return backup.error();
    if (attempt.must_repeat() && attempts < kAttempts) continue;
    if (auto noted = store.note(note(output, *backup), acting.actor, acting.now); !noted) return noted.error();
    if (auto published = (*archive)->publish(); !published) return published.error();
    return backup;
  }
}

}  // namespace postern::admin
