#include "admin/service/records/evidence.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include "admin/service/kept/file_sum.hpp"
#include "admin/service/log/exported_json.hpp"
#include "admin/service/records/archive.hpp"
#include "db/shared/words.hpp"
#include "policy/time/day.hpp"

namespace postern::admin {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t kTrailAtATime = 200;

constexpr const char* kReadMe = R"(What this is

Everything that the restricted contact gateway (postern) holds about the restriction named in manifest.json.

  messages/ID.eml   kept messages, byte for byte as they came
  messages.json     what is known of each: sender, recipients, when, its size and SHA-256 when it was kept
  events.json       what the gateway did, one entry for each recipient of each message; events.csv has the same
  history.json      every version of the restriction, oldest first
  audit.json        the entries of the audit trail about it, and those that seal its events
  manifest.json     name, size and SHA-256 of every other file, who made this and when, and what is wrong with it
  SHA256SUMS        the sums again, for a program

How to check it

1. Unpack it into an empty folder, and run there:  sha256sum -c SHA256SUMS
   Every line must end in OK. That shows that no file has changed since this archive was made.
2. The SHA-256 of each message in messages.json was noted when the message arrived. It must equal the sum of its file.
   Where it does not, manifest.json says so under "problems".
3. The council's own store shows that these records were not changed before: postern audit verify
   walks the chain of audit entries, and the events sealed into it. "head" in manifest.json is where the chain ended
   when this was made; the council's system log has notes of it, too.
4. A sealed event can be recomputed: its canonical form, as db/event_seal.hpp of postern's source code says, with
   "salt", "id" and "enforcement" of its "seal", has the hash that its "events-sealed" entry lists.
)";

/// Gathers what belongs to the restriction, then writes it down member by member.
class Export {
 public:
  Export(db::Store& store, const mail::KeptMessages& files, const policy::Reference& reference, const Acting& acting)
      : store_(store), files_(files), reference_(reference), acting_(acting) {}

  policy::Result<Evidence> write(const std::string& output) {
    if (auto read = gather(); !read) return read.error();
    auto created = ArchiveWriter::create(output, ArchiveWriter::Format::zip, acting_.now);
    if (!created) return created.error();
    ArchiveWriter& archive = **created;
    if (auto added = add_messages(archive); !added) return added.error();
    if (auto added = add_records(archive); !added) return added.error();
    if (auto closed = archive.close(); !closed) return closed.error();
    const auto sum = sha256_of_file(archive.temporary_path());
    if (!sum) return sum.error();
    evidence_.sha256 = *sum;
    std::vector<std::string> seen;
    for (const auto& [id, entry] : messages_) seen.push_back(id);
    const auto noted = store_.looked_at(seen, note(output), acting_.actor, acting_.now);
    if (!noted) return noted.error();
    if (auto published = archive.publish(); !published) return published.error();
    return evidence_;
  }

 private:
  policy::Result<> gather() {
    auto history = store_.history(reference_);
    if (!history) return history.error();
    for (const db::LoggedRestriction& version : *history) history_.push_back(json_of(version));
    auto events = store_.events({reference_, std::nullopt});
    if (!events) return events.error();
    events_ = std::move(*events);
    if (auto read = gather_messages(); !read) return read;
    return gather_entries();
  }

  /// Messages kept under the restriction, and those of which copies were sent.
  policy::Result<> gather_messages() {
    const auto kept = store_.kept(true);
    if (!kept) return kept.error();
    for (const db::KeptEntry& entry : *kept) {
      const bool ours = std::any_of(entry.recipients.begin(), entry.recipients.end(),
                                    [&](const auto& one) { return one.restriction == reference_; });
      if (ours) messages_.emplace(entry.message.id, entry);
    }
    for (const db::Event& event : events_) {
      if (event.copy_id.empty() || messages_.contains(event.copy_id)) continue;
      auto entry = store_.kept_message(event.copy_id);
      if (entry) messages_.emplace(event.copy_id, std::move(*entry));
      if (!entry && entry.error().fault == policy::Fault::unavailable) return entry.error();
    }
    return policy::Done{};
  }

  policy::Result<> gather_entries() {
    while (true) {
      const auto entries = store_.audit(head_.sequence, kTrailAtATime);
      if (!entries) return entries.error();
      if (entries->empty()) return policy::Done{};
      for (const db::AuditEntry& entry : *entries) {
        head_ = {entry.sequence, entry.hash};
        if (concerns(entry)) audit_.push_back(json_of(entry));
      }
    }
  }

  bool concerns(const db::AuditEntry& entry) const {
    if (entry.subject == reference_ || messages_.contains(entry.subject)) return true;
    if (entry.action != db::kEventsSealed || !entry.data) return false;
    const auto seal = db::seal_in(*entry.data);
    return seal && std::any_of(events_.begin(), events_.end(), [&](const db::Event& event) {
             const auto id = static_cast<std::int64_t>(event.id);
             return seal->from <= id && id <= seal->to;
           });
  }

  policy::Result<> add_messages(ArchiveWriter& archive) {
    for (const auto& [id, entry] : messages_) {
      Json json = json_of(entry);
      const auto added = archive.add_file("messages/" + id + ".eml", files_.path(id));
      if (added) {
        ++evidence_.messages;
        json["file"] = added->name;
        if (added->sha256 != entry.message.sha256 || added->size != entry.message.size) {
          problem(id + ": its bytes are not those that were kept (its size or SHA-256 differs)", json);
        }
      } else if (added.error().fault == policy::Fault::unavailable) {
        return added.error();
      } else {
        json["file"] = nullptr;
        const bool waits = std::any_of(entry.recipients.begin(), entry.recipients.end(),
                                       [](const auto& one) { return db::waits(one.status); });
        if (waits) problem(id + ": its bytes are missing, though it waits", json);
      }
      index_.push_back(std::move(json));
    }
    return policy::Done{};
  }

  void problem(const std::string& text, Json& json) {
    json["problem"] = text;
    evidence_.problems.push_back(text);
  }

  policy::Result<Json> events_with_seals() {
    Json all = Json::array();
    for (const db::Event& event : events_) {
      Json json = json_of(event);
      const auto id = static_cast<std::int64_t>(event.id);
      const auto found = store_.sealed(id - 1, 1);
      if (!found) return found.error();
      if (!found->empty() && found->front().id == id && found->front().salt && found->front().stored) {
        json["seal"] = {
            {"salt", *found->front().salt}, {"id", id}, {"enforcement", found->front().stored->enforcement}};
      }
      all.push_back(std::move(json));
    }
    return all;
  }

  policy::Result<> add_records(ArchiveWriter& archive) {
    evidence_.events = events_.size();
    evidence_.versions = history_.size();
    evidence_.audit_entries = audit_.size();
    const auto events = events_with_seals();
    if (!events) return events.error();
    const std::vector<std::pair<const char*, std::string>> files = {
        {"messages.json", text_of(index_)},  {"events.json", text_of(*events)}, {"events.csv", csv_of(events_)},
        {"history.json", text_of(history_)}, {"audit.json", text_of(audit_)},   {"README.txt", kReadMe}};
    for (const auto& [name, text] : files) {
      if (auto added = archive.add(name, text); !added) return added.error();
    }
    if (auto added = archive.add("manifest.json", text_of(manifest(archive))); !added) return added.error();
    std::string sums;
    for (const Member& one : archive.members()) sums += one.sha256 + "  " + one.name + "\n";
    if (auto added = archive.add("SHA256SUMS", sums); !added) return added.error();
    return policy::Done{};
  }

  Json manifest(const ArchiveWriter& archive) const {
    return {{"format", "postern-evidence-1"},       {"restriction", reference_},
            {"made", policy::to_text(acting_.now)}, {"made_by", acting_.actor.name},
            {"login", acting_.actor.login},         {"audit", {{"entries", head_.sequence}, {"head", head_.hash}}},
            {"problems", evidence_.problems},       {"files", Json::parse(archive.sums())}};
  }

  db::AuditNote note(const std::string& output) const {
    const Json json = {{"file", std::filesystem::path(output).filename().string()},
                       {"sha256", evidence_.sha256},
                       {"messages", evidence_.messages},
                       {"events", evidence_.events},
                       {"problems", evidence_.problems}};
    return {"evidence-exported", reference_, json.dump(-1, ' ', false, Json::error_handler_t::replace)};
  }

  db::Store& store_;
  const mail::KeptMessages& files_;
  const policy::Reference& reference_;
  const Acting& acting_;
  Evidence evidence_;
  std::vector<db::Event> events_;
  std::map<std::string, db::KeptEntry> messages_;
  Json history_ = Json::array();
  Json audit_ = Json::array();
  Json index_ = Json::array();
  db::AuditHead head_ = db::no_entries();
};

}  // namespace

policy::Result<Evidence> export_evidence(db::Store& store, const mail::KeptMessages& files,
                                         const policy::Reference& reference, const std::string& output,
                                         const Acting& acting) {
  return Export(store, files, reference, acting).write(output);
}

}  // namespace postern::admin
