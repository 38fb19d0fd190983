// The quarantine's files: byte for byte, private, whole or not there at all (faults.md Q1, Q2, Q5, Q8, Q11, Q12).
#include "mail/kept_message.hpp"

#include <csignal>
#include <fstream>
#include <functional>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <sodium.h>

#include "contract/temporary_folder.hpp"
#include "mail/pass_token.hpp"

namespace postern::mail {
namespace {

using contract::TemporaryFolder;
namespace fs = std::filesystem;
using Writer = std::unique_ptr<KeptMessageWriter>;
constexpr QuarantineLimits kLimits{.max_message = 1U << 20U, .spool_free = 0};

std::unique_ptr<QuarantineDirectory> opened(const fs::path& path, QuarantineLimits limits = kLimits) {
  auto folder = QuarantineDirectory::open(path.string(), limits);
  if (!folder) FAIL(folder.error().problems.front());
  return std::move(*folder);
}

Writer begun(KeptMessages& folder) {
  auto begin = folder.begin();
  if (const auto* error = std::get_if<KeepError>(&begin)) FAIL(error->problem);
  return std::move(std::get<Writer>(begin));
}

KeptFile finished(KeptMessageWriter& writer) {
  auto done = writer.finish();
  if (const auto* error = std::get_if<KeepError>(&done)) FAIL(error->problem);
  return std::get<KeptFile>(done);
}

std::string bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string sha256(const std::string& bytes) {
  std::string sum(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(sum.data()), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  std::string text(sum.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(sum.data()), sum.size());
  text.pop_back();
  return text;
}

mode_t mode_of(const fs::path& path) {
  struct stat found {};
  REQUIRE(lstat(path.c_str(), &found) == 0);
  return found.st_mode & 07777U;
}

std::vector<fs::path> files_below(const fs::path& path) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (!entry.is_directory()) files.push_back(entry.path());
  }
  return files;
}

/// Runs `body` in a process of its own and answers with what it returns: limits and users end with it.
int in_a_child(const std::function<int()>& body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_CASE("a kept message is byte for byte what came", "[mail][kept][Q5]") {
  const TemporaryFolder folder;
  const auto kept = opened(folder / "q");
  const auto writer = begun(*kept);
  const std::vector<HeaderField> header{{"From", " alex@example.org"}, {"X-None", ""},           {"X-No-Space", "x "},
                                        {"Subject", " a\n b\n\tc"},    {"X-Bytes", " \xE9\x01"}, {"To ", "  b"}};
  REQUIRE_FALSE(writer->header(header));
  std::string body = ".\r\n..\r\n\r\n.\r\ntrailing  \r\nlone\rCR\nLF\r\n\xFF\x80";
  body += '\0';
  body += "no final line end";
  for (std::size_t at = 0; at < body.size(); at += 3) REQUIRE_FALSE(writer->body(std::string_view(body).substr(at, 3)));
  const KeptFile file = finished(*writer);
  const std::string expected =
      "From: alex@example.org\r\nX-None:\r\nX-No-Space:x \r\nSubject: a\r\n b\r\n\tc\r\nX-Bytes: \xE9\x01\r\nTo :  "
      "b\r\n\r\n" +
      body;
  CHECK(bytes_of(kept->path(writer->id())) == expected);
  CHECK(file.size == expected.size());
  CHECK(file.sha256 == sha256(expected));
  CHECK(file.eight_bit);
  CHECK(file.eight_bit_header);
}

TEST_CASE("whether a message has 8-bit bytes, and where, is known", "[mail][kept]") {
  const TemporaryFolder folder;
  const auto kept = opened(folder / "q");
  const auto flags = [&](const std::string& value, const std::string& body) {
    const auto writer = begun(*kept);
    CHECK_FALSE(writer->header(std::vector<HeaderField>{{"Subject", value}}));
    CHECK_FALSE(writer->body(body));
    const KeptFile file = finished(*writer);
    return std::pair(file.eight_bit_header, file.eight_bit);
  };
  CHECK(flags(" a", "b") == std::pair(false, false));
  CHECK(flags(" a", "\x80") == std::pair(false, true));
  CHECK(flags(" \xFF", "b") == std::pair(true, true));
}

TEST_CASE("an empty message is kept too", "[mail][kept][Q5]") {
  const TemporaryFolder folder;
  const auto kept = opened(folder / "q");
  const auto writer = begun(*kept);
  CHECK_FALSE(writer->header({}));
  const KeptFile file = finished(*writer);
  CHECK(bytes_of(kept->path(writer->id())) == "\r\n");
  CHECK(file.sha256 == sha256("\r\n"));
}

TEST_CASE("a message may be as large as the limit and not a byte larger", "[mail][kept]") {
  const TemporaryFolder folder;
  const auto kept = opened(folder / "q", {.max_message = 200'000, .spool_free = 0});
  const auto exact = begun(*kept);
  CHECK_FALSE(exact->header({}));
  CHECK_FALSE(exact->body(std::string(199'998, 'x')));
  CHECK(finished(*exact).size == 200'000);
  const auto over = begun(*kept);
  CHECK_FALSE(over->header({}));
  const auto error = over->body(std::string(199'999, 'x'));
  REQUIRE(error);
  CHECK(error->fault == KeepFault::too_large);
}

TEST_CASE("no message is begun where too little space would be left", "[mail][kept][Q1]") {
  const TemporaryFolder folder;
  const auto kept = opened(folder / "q", {.max_message = 1000, .spool_free = std::uint64_t{1} << 60U});
  const auto begin = kept->begin();
  REQUIRE(std::holds_alternative<KeepError>(begin));
  CHECK(std::get<KeepError>(begin).fault == KeepFault::no_space);
  CHECK(files_below(folder / "q").empty());
}

TEST_CASE("a full disk keeps nothing of a message", "[mail][kept][Q1]") {
  const TemporaryFolder folder;
  const auto kept = opened(folder / "q");
  const int outcome = in_a_child([&] {
    signal(SIGXFSZ, SIG_IGN);
    const rlimit small{100'000, 100'000};
    setrlimit(RLIMIT_FSIZE, &small);
    auto begin = kept->begin();
    auto& writer = *std::get<Writer>(begin);
    if (writer.header({})) return 1;
    std::optional<KeepError> error;
    for (int i = 0; i < 10 && !error; ++i) error = writer.body(std::string(50'000, 'x'));
    if (!error || error->fault != KeepFault::no_space) return 2;
    return 0;
  });
  CHECK(outcome == 0);
  CHECK(files_below(folder / "q").empty());
}

TEST_CASE("a writer that is dropped leaves nothing", "[mail][kept]") {
  const TemporaryFolder folder;
  const auto kept = opened(folder / "q");
  {
    const auto writer = begun(*kept);
    CHECK_FALSE(writer->header({}));
    CHECK_FALSE(writer->body(std::string(300'000, 'x')));
    CHECK(files_below(folder / "q").size() == 1);
  }
  CHECK(files_below(folder / "q").empty());
}

TEST_CASE("until a message is whole it has no name among the kept ones", "[mail][kept][Q11]") {
  const TemporaryFolder folder;
  const auto kept = opened(folder / "q");
  const auto writer = begun(*kept);
  const auto tomorrow =
      std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()) + std::chrono::days{1};
  CHECK_FALSE(writer->header({}));
  CHECK_FALSE(fs::exists(kept->path(writer->id())));
  CHECK(kept->older_than(tomorrow).empty());
  finished(*writer);
  CHECK(fs::exists(kept->path(writer->id())));
  CHECK(kept->older_than(tomorrow) == std::vector<std::string>{writer->id()});
  CHECK(kept->older_than(tomorrow - std::chrono::days{2}).empty());
  kept->remove(writer->id());
  CHECK(files_below(folder / "q").empty());
  kept->remove(writer->id());
}

TEST_CASE("files and folders are private, whatever the umask", "[mail][kept][Q12]") {
  const TemporaryFolder folder;
  for (const mode_t mask : {mode_t{0}, mode_t{0277}}) {
    const mode_t before = umask(mask);
    const fs::path root = folder / ("q" + std::to_string(mask));
    const auto kept = opened(root);
    const auto writer = begun(*kept);
    CHECK(mode_of(root / "incoming" / writer->id()) == 0600);
    CHECK_FALSE(writer->header({}));
    finished(*writer);
    umask(before);
    CHECK(mode_of(root) == 0700);
    CHECK(mode_of(root / "incoming") == 0700);
    CHECK(mode_of(fs::path(kept->path(writer->id())).parent_path()) == 0700);
    CHECK(mode_of(kept->path(writer->id())) == 0600);
  }
}

TEST_CASE("names come from nothing but chance", "[mail][kept][Q8]") {
  const TemporaryFolder folder;
  const auto kept = opened(folder / "q");
  CHECK(begun(*kept)->id() != begun(*kept)->id());
  for (const char* id : {"", ".", "..", "../../etc/passwd", "%2e%2e", "0123456789ABCDEF0123456789abcdef",
                         "0123456789abcdef0123456789abcde", "0123456789abcdef0123456789abcdef0",
                         "../456789abcdef0123456789abcdef0", "0123456789abcdef/123456789abcdef"}) {
    INFO(id);
    CHECK(kept->path(id).empty());
    kept->remove(id);
  }
  CHECK(kept->path("0123456789abcdef0123456789abcdef") ==
        (folder / "q/01/0123456789abcdef0123456789abcdef.eml").string());
}

TEST_CASE("no planted symbolic link is followed", "[mail][kept][Q8]") {
  const TemporaryFolder folder;
  fs::create_directory(folder / "elsewhere");
  const auto kept = opened(folder / "q");
  SECTION("in place of incoming/") {
    fs::remove(folder / "q/incoming");
    fs::create_directory_symlink(folder / "elsewhere", folder / "q/incoming");
    const auto begin = kept->begin();
    REQUIRE(std::holds_alternative<KeepError>(begin));
    CHECK(std::get<KeepError>(begin).fault == KeepFault::failed);
  }
  SECTION("in place of the folder of its first digits") {
    const auto writer = begun(*kept);
    CHECK_FALSE(writer->header({}));
    std::error_code ignored;
    fs::remove(folder / "q" / writer->id().substr(0, 2), ignored);
    fs::create_directory_symlink(folder / "elsewhere", folder / "q" / writer->id().substr(0, 2));
    CHECK(std::holds_alternative<KeepError>(writer->finish()));
  }
  CHECK(fs::is_empty(folder / "elsewhere"));
}

TEST_CASE("a folder deleted under a writer fails it, and the next message makes its own", "[mail][kept][Q2]") {
  const TemporaryFolder folder;
  const auto kept = opened(folder / "q");
  const auto writer = begun(*kept);
  CHECK_FALSE(writer->header({}));
  fs::remove_all(folder / "q");
  const auto done = writer->finish();
  REQUIRE(std::holds_alternative<KeepError>(done));
  CHECK(std::get<KeepError>(done).fault == KeepFault::failed);
  CHECK(std::holds_alternative<KeepError>(kept->begin()));
  CHECK_FALSE(fs::exists(folder / "q"));
  fs::create_directory(folder / "q");
  const auto next = begun(*kept);
  CHECK_FALSE(next->header({}));
  finished(*next);
}

TEST_CASE("a folder that cannot be used is one clear line", "[mail][kept][Q2]") {
  const TemporaryFolder folder;
  std::ofstream(folder / "file") << "x";
  for (const fs::path& path : {folder / "file", folder / "file/below"}) {
    const auto refused = QuarantineDirectory::open(path.string(), kLimits);
    REQUIRE_FALSE(refused);
    REQUIRE(refused.error().problems.size() == 1);
    CHECK(refused.error().fault == policy::Fault::unavailable);
    CHECK(refused.error().problems.front().starts_with("quarantine.directory: " + path.string() + ": "));
  }
}

TEST_CASE("the sweep takes what a crash left, and nothing else", "[mail][kept][Q11]") {
  const TemporaryFolder folder;
  const auto kept = opened(folder / "q");
  std::ofstream(folder / "q/incoming/0123456789abcdef0123456789abcdef") << "half";
  std::ofstream(folder / "q/incoming/note.txt") << "somebody's";
  const auto writer = begun(*kept);
  CHECK_FALSE(writer->header({}));
  finished(*writer);
  kept->sweep_incoming();
  CHECK_FALSE(fs::exists(folder / "q/incoming/0123456789abcdef0123456789abcdef"));
  CHECK(fs::exists(folder / "q/incoming/note.txt"));
  CHECK(fs::exists(kept->path(writer->id())));
}

TEST_CASE("what root makes belongs to the owner of the folder around it", "[mail][kept][Q12]") {
  if (geteuid() != 0) return;  // only root can give a file away
  const TemporaryFolder around;
  constexpr uid_t kSomebody = 65534;
  REQUIRE(chown(around.path().c_str(), kSomebody, kSomebody) == 0);
  const auto folder = opened(around.path() / "quarantine");
  const Writer writer = begun(*folder);
  REQUIRE_FALSE(writer->body("text"));
  finished(*writer);
  std::size_t seen = 0;
  for (const auto& entry : fs::recursive_directory_iterator(around.path())) {
    struct stat found {};
    REQUIRE(lstat(entry.path().c_str(), &found) == 0);
    CHECK(found.st_uid == kSomebody);
    CHECK(found.st_gid == kSomebody);
    ++seen;
  }
  CHECK(seen >= 4);  // quarantine, incoming, the shard and the file
}

TEST_CASE("whoever only reads makes nothing", "[mail][kept]") {
  const TemporaryFolder folder;
  const auto kept = QuarantineDirectory::at((folder / "q").string(), kLimits);
  CHECK(kept->older_than(std::chrono::sys_seconds::max()).empty());
  kept->remove("0123456789abcdef0123456789abcdef");
  kept->sweep_incoming();
  CHECK_FALSE(fs::exists(folder / "q"));
}

}  // namespace
}  // namespace postern::mail
