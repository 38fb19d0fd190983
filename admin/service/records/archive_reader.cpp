#include <archive.h>
#include <archive_entry.h>

#include "admin/service/records/archive.hpp"
#include "mail/sha256.hpp"

namespace postern::admin {
namespace {

constexpr std::size_t kPiece = 64 * 1024;

}  // namespace

struct ArchiveReader::Work {
  explicit Work(std::string name) : path(std::move(name)), handle(archive_read_new()) {}
  ~Work() { archive_read_free(handle); }
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  policy::Error broken() const {
    const char* words = archive_error_string(handle);
    return policy::refused(path + ": is no whole archive: " + (words == nullptr ? "it ends too early" : words));
  }

  std::string path;
  archive* handle;
  Member member;
};

ArchiveReader::ArchiveReader(std::unique_ptr<Work> work) : work_(std::move(work)) {}
ArchiveReader::~ArchiveReader() = default;

policy::Result<std::unique_ptr<ArchiveReader>> ArchiveReader::open(const std::string& path) {
  auto work = std::make_unique<Work>(path);
  archive_read_support_format_tar(work->handle);
  if (archive_read_open_filename(work->handle, path.c_str(), kPiece) != ARCHIVE_OK) {
    const char* words = archive_error_string(work->handle);
    return policy::unavailable(path + ": cannot be read: " + (words == nullptr ? "" : words));
  }
  return std::unique_ptr<ArchiveReader>(new ArchiveReader(std::move(work)));
}

policy::Result<std::optional<Member>> ArchiveReader::next() {
  archive_entry* entry = nullptr;
  const int read = archive_read_next_header(work_->handle, &entry);
  if (read == ARCHIVE_EOF) return std::optional<Member>();
  if (read != ARCHIVE_OK) return work_->broken();
  const char* name = archive_entry_pathname(entry);
  if (name == nullptr || archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr) {
    return policy::refused(work_->path + ": holds something that is no file");
  }
  work_->member = {name, static_cast<std::uint64_t>(archive_entry_size(entry)), ""};
  return std::optional(work_->member);
}

policy::Result<Member> ArchiveReader::read(const std::function<policy::Result<>(std::string_view)>& sink) {
  mail::Sha256 sum;
  std::uint64_t size = 0;
  std::string piece(kPiece, '\0');
  while (true) {
    const la_ssize_t count = archive_read_data(work_->handle, piece.data(), piece.size());
    if (count < 0) return work_->broken();
    if (count == 0) break;
    sum.add(piece.data(), static_cast<std::size_t>(count));
    size += static_cast<std::uint64_t>(count);
    if (auto taken = sink({piece.data(), static_cast<std::size_t>(count)}); !taken) return taken.error();
  }
  if (size != work_->member.size) return policy::refused(work_->path + ": ends too early");
  work_->member.sha256 = sum.finish();
  return work_->member;
}

}  // namespace postern::admin
