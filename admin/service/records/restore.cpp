#include <fcntl.h>
#include <filesystem>
#include <map>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "admin/service/kept/file_sum.hpp"
#include "admin/service/records/archive.hpp"
#include "admin/service/records/audit_check.hpp"
#include "admin/service/records/backup.hpp"
#include "db/store_swap.hpp"
#include "mail/pass_token.hpp"

namespace postern::admin {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
constexpr const char* kStore = "store.db";
constexpr const char* kManifest = "manifest.json";
constexpr std::size_t kLargestManifest = 256U << 20U;

/// The id in `quarantine/ID.eml`; empty for any other name: nothing else is ever written.
std::string id_in(const std::string& name) {
  constexpr std::string_view kFolder = "quarantine/";
  constexpr std::string_view kEnding = ".eml";
  if (!name.starts_with(kFolder) || !name.ends_with(kEnding) || name.size() < kFolder.size() + kEnding.size())
    return {};
  const std::string id = name.substr(kFolder.size(), name.size() - kFolder.size() - kEnding.size());
  return mail::is_random_id(id) ? id : std::string();
}

/// Names, sizes and sums as the manifest has them; nothing where it is none.
std::optional<std::vector<Member>> files_in(const std::string& manifest) {
  const auto json = nlohmann::json::parse(manifest, nullptr, false);
  try {
    if (json.is_discarded() || json.at("format") != "postern-backup-1") return std::nullopt;
    std::vector<Member> files;
    for (const auto& one : json.at("files")) {
      files.push_back({one.at("name"), one.at("size").get<std::uint64_t>(), one.at("sha256")});
    }
    return files;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

bool same(const Member& a, const Member& b) {
  return a.name == b.name && a.size == b.size && a.sha256 == b.sha256;
}

/// To the owner of the folder: a restore is often run by root, and the daemon is not.
void give_to_owner_of(const std::string& folder, const std::string& path) {
  struct stat owner {};
  if (geteuid() != 0 || stat(folder.c_str(), &owner) != 0) return;
  if (lchown(path.c_str(), owner.st_uid, owner.st_gid) != 0) return;  // the next start says what it cannot read
}

/// What opening the quarantine made in it.
void give_folders_to_owner_of(const std::string& directory) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) give_to_owner_of(directory, entry.path().string());
}

/// Writes the members of a backup to where they belong.
class Unpacking {
 public:
  Unpacking(std::string store, mail::QuarantineDirectory& files, std::string directory)
      : store_(std::move(store)), files_(files), directory_(std::move(directory)) {}

  std::size_t messages() const { return messages_; }

  policy::Result<Member> unpack(ArchiveReader& archive, const Member& member) {
    if (member.name == kStore) return unpack_store(archive);
    if (member.name == kManifest) return archive.read([](std::string_view) { return policy::Done{}; });
    return unpack_message(archive, id_in(member.name), member);
  }

 private:
  policy::Result<Member> unpack_store(ArchiveReader& archive) {
    const int file = open(store_.c_str(), O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0) return policy::file_fault(store_, errno);
    const auto read = archive.read([&](std::string_view bytes) -> policy::Result<> {
      while (!bytes.empty()) {
        const ssize_t count = write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return policy::file_fault(store_, count < 0 ? errno : EIO);
        bytes.remove_prefix(static_cast<std::size_t>(count));
      }
      return policy::Done{};
    });
    const int error = close(file) == 0 ? 0 : errno;
    if (read && error != 0) return policy::file_fault(store_, error);
    return read;
  }

  /// A message that is there already stays as it is: the old store may need it until the last step.
  policy::Result<Member> unpack_message(ArchiveReader& archive, const std::string& id, const Member& member) {
    ++messages_;
    const std::string path = files_.path(id);
    struct stat found {};
    if (lstat(path.c_str(), &found) == 0) {
      const auto sum = sha256_of_file(path);
      if (!sum) return sum.error();
      if (*sum == member.sha256) return archive.read([](std::string_view) { return policy::Done{}; });
      return policy::refused(path + ": is there with other bytes than in the backup; look into it, and move it away");
    }
    auto begun = files_.begin(id);
    if (const auto* problem = std::get_if<mail::KeepError>(&begun)) return policy::unavailable(problem->problem);
    auto& writer = *std::get<std::unique_ptr<mail::KeptMessageWriter>>(begun);
    const auto read = archive.read([&](std::string_view bytes) -> policy::Result<> {
      if (auto problem = writer.body(bytes)) return policy::unavailable(problem->problem);
      return policy::Done{};
    });
    if (!read) return read;
    if (!same(*read, member)) return read;  // the caller says so; what was written is dropped
    const auto finished = writer.finish();
    if (const auto* problem = std::get_if<mail::KeepError>(&finished)) return policy::unavailable(problem->problem);
    give_to_owner_of(directory_, fs::path(path).parent_path().string());
    give_to_owner_of(directory_, path);
    return read;
  }

  std::string store_;
  mail::QuarantineDirectory& files_;
  std::string directory_;
  std::size_t messages_ = 0;
};

policy::Result<> unpack_all(const std::string& input, const std::vector<Member>& expected, Unpacking& unpacking) {
  auto archive = ArchiveReader::open(input);
  if (!archive) return archive.error();
  for (const Member& one : expected) {
    const auto next = (*archive)->next();
    if (!next) return next.error();
    if (!*next || (*next)->name != one.name) return policy::refused(input + ": has changed while it was read");
    const auto read = unpacking.unpack(**archive, one);
    if (!read) return read.error();
    if (!same(*read, one)) return policy::refused(input + ": has changed while it was read");
  }
  return policy::Done{};
}

/// Brings the new store up to date, walks its chain, and notes in it what it is.
policy::Result<db::AuditHead> look_at_new_store(const std::string& path, const std::string& input,
                                                const Acting& acting) {
  const auto store = db::open_store("sqlite:" + path, db::OpenFor::initialise);
  if (!store) return store.error();
  const auto audit = verify_audit(**store, **store, "");
  if (!audit) return audit.error();
  const Json json = {{"file", fs::path(input).filename().string()}, {"head", audit->head.hash}};
  const db::AuditNote note{"restored", "", json.dump(-1, ' ', false, Json::error_handler_t::replace)};
  if (auto noted = (*store)->note(note, acting.actor, acting.now); !noted) return noted.error();
  return audit->head;
}

}  // namespace

policy::Result<std::vector<Member>> look_through_backup(const std::string& path) {
  auto archive = ArchiveReader::open(path);
  if (!archive) return archive.error();
  std::map<std::string, Member> seen;
  std::vector<Member> members;
  std::string manifest;
  while (true) {
    const auto next = (*archive)->next();
    if (!next) return next.error();
    if (!*next) break;
    const std::string& name = (*next)->name;
    if (name != kStore && name != kManifest && id_in(name).empty()) {
      return policy::refused(path + ": holds a file that no backup has: " + name);
    }
    const auto read = (*archive)->read([&](std::string_view bytes) -> policy::Result<> {
      if (name == kManifest) manifest += bytes;
      if (manifest.size() > kLargestManifest) return policy::refused(path + ": its manifest is too large");
      return policy::Done{};
    });
    if (!read) return read.error();
    if (!seen.emplace(name, *read).second) return policy::refused(path + ": holds " + name + " twice");
    members.push_back(*read);
  }
  const auto files = files_in(manifest);
  if (!files) return policy::refused(path + ": is no whole backup of postern: it has no manifest that can be read");
  for (const Member& one : *files) {
    const auto found = seen.find(one.name);
    if (found == seen.end()) return policy::refused(path + ": lacks " + one.name);
    if (!same(found->second, one)) return policy::refused(path + ": " + one.name + " is not what was backed up");
  }
  if (!seen.contains(kStore)) return policy::refused(path + ": lacks " + kStore);
  if (files->size() + 1 != members.size()) return policy::refused(path + ": holds files that its manifest lacks");
  return members;
}

policy::Result<Backup> restore(const std::string& input, bool replace, const Acting& acting) {
  const auto members = look_through_backup(input);
  if (!members) return members.error();
  auto swap = db::StoreSwap::begin(acting.config.store, replace);
  if (!swap) return swap.error();
  const std::string& directory = acting.config.quarantine.directory;
  struct stat found {};
  const bool was_there = stat(directory.c_str(), &found) == 0;
  constexpr std::uint64_t kNoLimit = std::uint64_t{1} << 62U;
  auto files = mail::QuarantineDirectory::open(directory, {kNoLimit, 0});
  if (!files) return files.error();
  if (!was_there) give_to_owner_of(fs::path((*swap)->new_path()).parent_path().string(), directory);
  give_folders_to_owner_of(directory);
  (*files)->sweep_incoming();
  Unpacking unpacking((*swap)->new_path(), **files, directory);
  if (auto unpacked = unpack_all(input, *members, unpacking); !unpacked) return unpacked.error();
  const auto head = look_at_new_store((*swap)->new_path(), input, acting);
  if (!head) return head.error();
  if (auto committed = (*swap)->commit(); !committed) return committed.error();
  return Backup{unpacking.messages(), *head, {}};
}

}  // namespace postern::admin
