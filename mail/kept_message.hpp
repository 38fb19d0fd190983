// The quarantine's files: the bytes of messages that matched, byte for byte as the MTA handed them over.
// A message is written to incoming/ID while its body arrives, and moved to XX/ID.eml (XX the first two digits) once it
// is whole: a name there means a complete file. Names are random, never taken from the message. Files 0600, folders
// 0700, whatever the umask. No symbolic link is followed. Each writer belongs to one transaction; different writers may
// run on different threads.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mail/header_field.hpp"
#include "policy/result.hpp"

namespace postern::mail {

/// What the SMTP client is to be told when a message cannot be kept (interfaces.md, On the wire).
enum class KeepFault { failed, no_space, too_large };
struct KeepError {
  KeepFault fault = KeepFault::failed;
  std::string problem;
  int error = 0;  ///< errno of the system call that failed; 0 where none did
};

/// What became of a message that is on the disk.
struct KeptFile {
  std::uint64_t size = 0;         ///< bytes of header and body together; 0 where nothing was written
  std::string sha256;             ///< of those bytes, 64 hexadecimal digits
  bool eight_bit = false;         ///< a byte of 0x80 or above, anywhere: it needs 8BITMIME (RFC 6152)
  bool eight_bit_header = false;  ///< one in the header: it needs SMTPUTF8 (RFC 6532)
};

/// One message on its way to the disk. Dropping it before finish() removes what was written.
class KeptMessageWriter {
 public:
  virtual ~KeptMessageWriter() = default;
  /// Header fields as they came (CRLF put at each line's end), then the empty line. Call it once, first.
  virtual std::optional<KeepError> header(std::span<const HeaderField> fields) = 0;
  virtual std::optional<KeepError> body(std::string_view bytes) = 0;
  /// fsync of the file, rename, fsync of the folders: after it the message survives a power cut.
  virtual std::variant<KeptFile, KeepError> finish() = 0;
  virtual const std::string& id() const = 0;
};

/// The folder. The milter's double for tests implements it too.
class KeptMessages {
 public:
  virtual ~KeptMessages() = default;
  /// Refuses where less than `spool_free` bytes would be left (KeepFault::no_space).
  virtual std::variant<std::unique_ptr<KeptMessageWriter>, KeepError> begin() = 0;
  virtual void remove(const std::string& id) = 0;  ///< silent where it is not there
  /// Where the bytes lie. `id` must be 32 hexadecimal digits: anything else is an empty path.
  virtual std::string path(const std::string& id) const = 0;
};

struct QuarantineLimits {
  std::uint64_t max_message = 0;  ///< the most bytes of a message, its header included; with 0 none is taken
  std::uint64_t spool_free = 0;   ///< bytes that stay free on its disk; with 0 it is filled to the end
};

class QuarantineDirectory : public KeptMessages {
 public:
  /// Creates what is missing and writes, syncs and removes a probe: a folder that cannot be written is one clear line.
  /// Where only its disk is full, read-only or failing it is opened all the same, and not_ready() says why.
  static policy::Result<std::unique_ptr<QuarantineDirectory>> open(const std::string& directory,
                                                                   QuarantineLimits limits);
  /// For those who only read or remove (the command line): nothing is created or probed.
  static std::unique_ptr<QuarantineDirectory> at(const std::string& directory, QuarantineLimits limits);
  std::variant<std::unique_ptr<KeptMessageWriter>, KeepError> begin() override;
  /// For a restore: the message that had this id, body() its bytes. `id` must be 32 hexadecimal digits.
  std::variant<std::unique_ptr<KeptMessageWriter>, KeepError> begin(const std::string& id);
  void remove(const std::string& id) override;
  std::string path(const std::string& id) const override;
  /// Why nothing could be kept when it was opened; empty where the probe was written. Each message tries anew.
  const std::string& not_ready() const { return not_ready_; }
  /// Removes what a crash left in incoming/. Only while no writer is open.
  void sweep_incoming();
  /// Ids of complete files last changed before `before`.
  std::vector<std::string> older_than(std::chrono::sys_seconds before) const;

 private:
  QuarantineDirectory(std::string directory, QuarantineLimits limits);
  /// Writes, syncs and removes a file; answers with what went wrong.
  std::optional<KeepError> write_probe();
  std::string directory_;
  QuarantineLimits limits_;
  std::string not_ready_;
};

}  // namespace postern::mail
