#include <archive.h>
#include <archive_entry.h>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "admin/service/records/archive.hpp"
#include "mail/sha256.hpp"

namespace postern::admin {
namespace {

constexpr std::size_t kFilePiece = 64 * 1024;

policy::Error is_there(const std::string& path) {
  return policy::refused(path + ": is there already, and nothing is overwritten");
}

int sync_folder_of(const std::string& path) {
  const std::string folder = std::filesystem::absolute(path).parent_path().string();
  const int number = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (number < 0) return errno;
  const int error = fsync(number) == 0 ? 0 : errno;
  ::close(number);
  return error;
}

struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

}  // namespace

struct ArchiveWriter::Work {
  Work(std::string name, std::string written, std::chrono::sys_seconds time)
      : path(std::move(name)), temporary(std::move(written)), at(time), handle(archive_write_new()) {}
  ~Work() {
    archive_write_free(handle);
    if (file >= 0) ::close(file);
    if (!temporary.empty()) unlink(temporary.c_str());
  }
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  policy::Error broken() const {
    const char* words = archive_error_string(handle);
    return policy::unavailable(path + ": " + (words == nullptr ? "cannot be written" : words));
  }
  bool write(const void* bytes, std::size_t size) {
    return archive_write_data(handle, bytes, size) == static_cast<la_ssize_t>(size);
  }

  std::string path;
  std::string temporary;
  std::chrono::sys_seconds at;
  archive* handle;
  int file = -1;
  std::vector<Member> members;
};

ArchiveWriter::ArchiveWriter(std::unique_ptr<Work> work) : work_(std::move(work)) {}
ArchiveWriter::~ArchiveWriter() = default;

policy::Result<std::unique_ptr<ArchiveWriter>> ArchiveWriter::create(const std::string& path, Format format,
                                                                     std::chrono::sys_seconds at) {
  struct stat found {};
  if (lstat(path.c_str(), &found) == 0) return is_there(path);
  std::string temporary = path + ".part-XXXXXX";
  const int file = mkostemp(temporary.data(), O_CLOEXEC);  // 0600
  if (file < 0) return policy::file_fault(path, errno);
  auto work = std::make_unique<Work>(path, temporary, at);
  work->file = file;
  const int chosen = format == Format::zip ? archive_write_set_format_zip(work->handle)
                                           : archive_write_set_format_pax_restricted(work->handle);
  if (chosen != ARCHIVE_OK || archive_write_open_fd(work->handle, file) != ARCHIVE_OK) return work->broken();
  return std::unique_ptr<ArchiveWriter>(new ArchiveWriter(std::move(work)));
}

policy::Result<> ArchiveWriter::begin(const std::string& name, std::uint64_t size) {
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0600);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
  archive_entry_set_mtime(entry.get(), work_->at.time_since_epoch().count(), 0);
  if (archive_write_header(work_->handle, entry.get()) != ARCHIVE_OK) return work_->broken();
  return policy::Done{};
}

policy::Result<Member> ArchiveWriter::add(const std::string& name, std::string_view bytes) {
  if (auto begun = begin(name, bytes.size()); !begun) return begun.error();
  if (!bytes.empty() && !work_->write(bytes.data(), bytes.size())) return work_->broken();
  mail::Sha256 sum;
  sum.add(bytes.data(), bytes.size());
  work_->members.push_back({name, bytes.size(), sum.finish()});
  return work_->members.back();
}

policy::Result<Member> ArchiveWriter::add_file(const std::string& name, const std::string& path) {
  const int number = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (number < 0) {
    const bool is_not_there = errno == ENOENT || errno == ELOOP || errno == ENOTDIR;
    const policy::Error error = policy::file_fault(path, errno);
    return is_not_there ? policy::refused(error.problems.front()) : error;
  }
  const std::unique_ptr<const int, void (*)(const int*)> closed(&number, [](const int* open) { ::close(*open); });
  struct stat found {};
  if (fstat(number, &found) != 0) return policy::file_fault(path, errno);
  if (!S_ISREG(found.st_mode)) return policy::refused(path + ": is no file");
  const auto size = static_cast<std::uint64_t>(found.st_size);
  if (auto begun = begin(name, size); !begun) return begun.error();
  mail::Sha256 sum;
  std::vector<char> piece(kFilePiece);
  for (std::uint64_t left = size; left > 0;) {
    const ssize_t count = ::read(number, piece.data(), std::min<std::uint64_t>(left, piece.size()));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return policy::file_fault(path, count < 0 ? errno : EIO);
    sum.add(piece.data(), static_cast<std::size_t>(count));
    if (!work_->write(piece.data(), static_cast<std::size_t>(count))) return work_->broken();
    left -= static_cast<std::uint64_t>(count);
  }
  work_->members.push_back({name, size, sum.finish()});
  return work_->members.back();
}

const std::vector<Member>& ArchiveWriter::members() const {
  return work_->members;
}

std::string ArchiveWriter::sums() const {
  auto sums = nlohmann::ordered_json::array();
  for (const Member& one : work_->members) {
    sums.push_back({{"name", one.name}, {"size", one.size}, {"sha256", one.sha256}});
  }
  return sums.dump();
}

policy::Result<> ArchiveWriter::close() {
  if (archive_write_close(work_->handle) != ARCHIVE_OK) return work_->broken();
  if (fsync(work_->file) != 0) return policy::file_fault(work_->path, errno);
  return policy::Done{};
}

const std::string& ArchiveWriter::temporary_path() const {
  return work_->temporary;
}

policy::Result<> ArchiveWriter::publish() {
  if (renameat2(AT_FDCWD, work_->temporary.c_str(), AT_FDCWD, work_->path.c_str(), RENAME_NOREPLACE) != 0) {
    return errno == EEXIST ? is_there(work_->path) : policy::file_fault(work_->path, errno);
  }
  work_->temporary.clear();
  if (const int error = sync_folder_of(work_->path); error != 0) return policy::file_fault(work_->path, error);
  return policy::Done{};
}

}  // namespace postern::admin
