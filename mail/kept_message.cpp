#include "mail/kept_message.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <system_error>
#include <unistd.h>

#include <sodium.h>

#include "mail/pass_token.hpp"
#include "mail/scoped_file.hpp"

namespace postern::mail {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kBuffer = 64 * 1024;
constexpr const char* kIncoming = "incoming";

std::string words(int error) {
  return std::error_code(error, std::generic_category()).message();
}

KeepError failed(const std::string& what, int error) {
  const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  return {full ? KeepFault::no_space : KeepFault::failed, what + ": " + words(error), error};
}

/// The disk is in trouble; nothing is wrong with the configuration or with who may write where.
bool is_disk_trouble(const KeepError& problem) {
  return problem.fault == KeepFault::no_space || problem.error == EROFS || problem.error == EIO;
}

/// What root makes belongs to whoever owns the folder around it: else the daemon could not use it.
void give_to_owner_of(int parent, int made) {
  struct stat around {};
  if (geteuid() != 0 || fstat(parent, &around) != 0) return;
  if (fchown(made, around.st_uid, around.st_gid) != 0) return;  // the daemon will say what it cannot use
}

/// Opens the folder `name` in `parent`, made if it is missing, 0700 whatever the umask. No symbolic link is followed.
ScopedFile open_folder(int parent, const std::string& name) {
  const bool made = mkdirat(parent, name.c_str(), 0700) == 0;
  ScopedFile folder(openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (made && folder) {
    fchmod(folder.number(), 0700);
    give_to_owner_of(parent, folder.number());
  }
  if (made && folder && fsync(parent) != 0) return ScopedFile(-1);
  return folder;
}

class FileWriter : public KeptMessageWriter {
 public:
  FileWriter(ScopedFile root, ScopedFile incoming, ScopedFile file, std::string id, std::string directory,
             std::uint64_t max_message)
      : root_(std::move(root)),
        incoming_(std::move(incoming)),
        file_(std::move(file)),
        id_(std::move(id)),
        directory_(std::move(directory)),
        max_message_(max_message) {
    buffer_.reserve(kBuffer);
    crypto_hash_sha256_init(&sum_);
  }
  ~FileWriter() override {
    if (!finished_) unlinkat(incoming_.number(), id_.c_str(), 0);
  }
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  std::optional<KeepError> header(std::span<const HeaderField> fields) override {
    for (const HeaderField& field : fields) {
      std::string line = field.name + ":";
      for (const char c : field.value) line += c == '\n' ? std::string("\r\n") : std::string(1, c);
      if (auto error = put(line + "\r\n")) return error;
    }
    file_info_.eight_bit_header = file_info_.eight_bit;
    return put("\r\n");
  }

  std::optional<KeepError> body(std::string_view bytes) override { return put(bytes); }

  std::variant<KeptFile, KeepError> finish() override {
    if (auto error = flush()) return *error;
    // Once: after a failed fsync the kernel may have dropped the bytes, and a second one would lie.
    if (fsync(file_.number()) != 0) return failed(path("fsync"), errno);
    if (auto error = move_into_place()) return *error;
    std::array<unsigned char, crypto_hash_sha256_BYTES> sum{};
    crypto_hash_sha256_final(&sum_, sum.data());
    std::string hexadecimal(sum.size() * 2 + 1, '\0');
    sodium_bin2hex(hexadecimal.data(), hexadecimal.size(), sum.data(), sum.size());
    hexadecimal.pop_back();
    file_info_.sha256 = hexadecimal;
    return file_info_;
  }

  const std::string& id() const override { return id_; }

 private:
  std::string path(const std::string& what) const { return what + " of " + directory_ + "/" + kIncoming + "/" + id_; }

  std::optional<KeepError> put(std::string_view bytes) {
    if (file_info_.size + bytes.size() > max_message_) {
      return KeepError{KeepFault::too_large, "the message is larger than quarantine.max_message"};
    }
    file_info_.size += bytes.size();
    for (const char c : bytes) file_info_.eight_bit = file_info_.eight_bit || static_cast<unsigned char>(c) >= 0x80;
    crypto_hash_sha256_update(&sum_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    buffer_ += bytes;
    return buffer_.size() < kBuffer ? std::nullopt : flush();
  }

  std::optional<KeepError> flush() {
    for (std::size_t written = 0; written < buffer_.size();) {
      const ssize_t more = write(file_.number(), buffer_.data() + written, buffer_.size() - written);
      if (more < 0 && errno == EINTR) continue;
      if (more <= 0) return failed(path("write"), more < 0 ? errno : EIO);
      written += static_cast<std::size_t>(more);
    }
    buffer_.clear();
    return std::nullopt;
  }

  std::optional<KeepError> move_into_place() {
    const ScopedFile shard = open_folder(root_.number(), id_.substr(0, 2));
    if (!shard) return failed(path("folder"), errno);
    const std::string name = id_ + ".eml";
    if (renameat(incoming_.number(), id_.c_str(), shard.number(), name.c_str()) != 0)
      return failed(path("rename"), errno);
    finished_ = true;
    if (fsync(shard.number()) == 0 && fsync(incoming_.number()) == 0) return std::nullopt;
    const int error = errno;
    unlinkat(shard.number(), name.c_str(), 0);
    return failed(path("fsync"), error);
  }

  ScopedFile root_;
  ScopedFile incoming_;
  ScopedFile file_;
  std::string id_;
  std::string directory_;
  std::uint64_t max_message_;
  std::string buffer_;
  crypto_hash_sha256_state sum_{};
  KeptFile file_info_;
  bool finished_ = false;
};

/// The folder itself may be a link that the administrator made; what lies in it may not.
ScopedFile open_root(const std::string& directory) {
  return ScopedFile(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

policy::Error unusable(const std::string& directory, const std::string& problem) {
  return policy::unavailable("quarantine.directory: " + directory + ": " + problem);
}

}  // namespace

QuarantineDirectory::QuarantineDirectory(std::string directory, QuarantineLimits limits)
    : directory_(std::move(directory)), limits_(limits) {}

std::unique_ptr<QuarantineDirectory> QuarantineDirectory::at(const std::string& directory, QuarantineLimits limits) {
  return std::unique_ptr<QuarantineDirectory>(new QuarantineDirectory(directory, limits));
}

policy::Result<std::unique_ptr<QuarantineDirectory>> QuarantineDirectory::open(const std::string& directory,
                                                                               QuarantineLimits limits) {
  std::error_code error;
  if (fs::create_directories(directory, error)) {
    fs::permissions(directory, fs::perms::owner_all, error);
    const ScopedFile parent = open_root(fs::path(directory).parent_path().string());
    const ScopedFile made = open_root(directory);
    if (parent && made) give_to_owner_of(parent.number(), made.number());
  }
  if (error) return unusable(directory, "cannot be made: " + error.message());
  auto folder = at(directory, QuarantineLimits{limits.max_message, 0});
  if (const auto problem = folder->write_probe()) {
    const policy::Error unwritable = unusable(directory, "cannot be written: " + problem->problem);
    if (!is_disk_trouble(*problem)) return unwritable;
    folder->not_ready_ = unwritable.problems.front();
  }
  folder->limits_ = limits;
  return folder;
}

std::optional<KeepError> QuarantineDirectory::write_probe() {
  auto begun = begin();
  if (auto* problem = std::get_if<KeepError>(&begun)) return std::move(*problem);
  auto& probe = *std::get<std::unique_ptr<KeptMessageWriter>>(begun);
  if (auto problem = probe.body("probe")) return problem;
  auto finished = probe.finish();
  remove(probe.id());
  if (auto* problem = std::get_if<KeepError>(&finished)) return std::move(*problem);
  return std::nullopt;
}

std::variant<std::unique_ptr<KeptMessageWriter>, KeepError> QuarantineDirectory::begin() {
  return begin(random_id());
}

std::variant<std::unique_ptr<KeptMessageWriter>, KeepError> QuarantineDirectory::begin(const std::string& id) {
  if (!is_random_id(id)) return KeepError{KeepFault::failed, id + ": is no id of a kept message"};
  ScopedFile root = open_root(directory_);
  if (!root) return failed(directory_, errno);
  struct statvfs space {};
  if (fstatvfs(root.number(), &space) != 0) return failed(directory_, errno);
  if (static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize < limits_.spool_free) {
    return KeepError{KeepFault::no_space, directory_ + ": less than limits.spool_free is left"};
  }
  ScopedFile incoming = open_folder(root.number(), kIncoming);
  if (!incoming) return failed(directory_ + "/" + kIncoming, errno);
  ScopedFile file(openat(incoming.number(), id.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file || fchmod(file.number(), 0600) != 0) return failed(directory_ + "/" + kIncoming + "/" + id, errno);
  give_to_owner_of(root.number(), file.number());
  return std::unique_ptr<KeptMessageWriter>(std::make_unique<FileWriter>(
      std::move(root), std::move(incoming), std::move(file), id, directory_, limits_.max_message));
}

void QuarantineDirectory::remove(const std::string& id) {
  if (is_random_id(id)) unlink(path(id).c_str());
}

std::string QuarantineDirectory::path(const std::string& id) const {
  if (!is_random_id(id)) return {};
  return directory_ + "/" + id.substr(0, 2) + "/" + id + ".eml";
}

void QuarantineDirectory::sweep_incoming() {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory_ + "/" + kIncoming, error)) {
    if (is_random_id(entry.path().filename().string())) fs::remove(entry.path(), error);
  }
}

std::vector<std::string> QuarantineDirectory::older_than(std::chrono::sys_seconds before) const {
  std::vector<std::string> ids;
  std::error_code error;
  for (const auto& shard : fs::directory_iterator(directory_, error)) {
    if (shard.path().filename().string().size() != 2 || shard.is_symlink(error)) continue;
    for (const auto& entry : fs::directory_iterator(shard.path(), error)) {
      struct stat found {};
      const std::string id = entry.path().stem().string();
      if (!is_random_id(id) || entry.path().extension() != ".eml" || lstat(entry.path().c_str(), &found) != 0) continue;
      if (found.st_mtim.tv_sec < before.time_since_epoch().count()) ids.push_back(id);
    }
  }
  return ids;
}

}  // namespace postern::mail
