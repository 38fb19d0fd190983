// Archives, written and read in small pieces (libarchive): ZIP for people, TAR for backups. A file under the final name
// is always whole: it is written under a temporary one beside it, and nothing is overwritten.
// Belongs to one thread. Failures are Fault::unavailable with one line. Private to admin/service.
// Implemented in: archive_reader.cpp, archive_writer.cpp
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/result.hpp"

namespace postern::admin {

/// One file in an archive.
struct Member {
  std::string name;
  std::uint64_t size = 0;
  std::string sha256;  ///< 64 hexadecimal digits; empty before its bytes were read
};

class ArchiveWriter {
 public:
  enum class Format { zip, tar };
  /// Refused where `path` is there already. `at` is the time of every member.
  static policy::Result<std::unique_ptr<ArchiveWriter>> create(const std::string& path, Format format,
                                                               std::chrono::sys_seconds at);
  ~ArchiveWriter();  ///< removes what is not published
  ArchiveWriter(const ArchiveWriter&) = delete;
  ArchiveWriter& operator=(const ArchiveWriter&) = delete;

  policy::Result<Member> add(const std::string& name, std::string_view bytes);
  /// The file at `path`; refused where it is missing or a symbolic link, and nothing is added then.
  policy::Result<Member> add_file(const std::string& name, const std::string& path);
  const std::vector<Member>& members() const;
  /// The sums of all members so far as JSON, an array.
  std::string sums() const;
  /// Ends the archive and puts it on the disk, still under its temporary name.
  policy::Result<> close();
  const std::string& temporary_path() const;
  /// After close(): gives it its name. Refused where somebody else has taken it.
  policy::Result<> publish();

 private:
  struct Work;
  explicit ArchiveWriter(std::unique_ptr<Work> work);
  policy::Result<> begin(const std::string& name, std::uint64_t size);
  std::unique_ptr<Work> work_;
};

class ArchiveReader {
 public:
  /// TAR only.
  static policy::Result<std::unique_ptr<ArchiveReader>> open(const std::string& path);
  ~ArchiveReader();
  ArchiveReader(const ArchiveReader&) = delete;
  ArchiveReader& operator=(const ArchiveReader&) = delete;
  /// The next regular file, without its sum; empty at the end. Refused where there is anything else.
  policy::Result<std::optional<Member>> next();
  /// Reads its bytes into `sink` piece by piece, which answers whether to go on. Answers with the member, sum included.
  policy::Result<Member> read(const std::function<policy::Result<>(std::string_view)>& sink);

 private:
  struct Work;
  explicit ArchiveReader(std::unique_ptr<Work> work);
  std::unique_ptr<Work> work_;
};

}  // namespace postern::admin
