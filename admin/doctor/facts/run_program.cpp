#include "admin/doctor/facts/run_program.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "admin/doctor/facts/wording.hpp"

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX wants it declared here

namespace postern::admin::doctor {
namespace {

using Clock = std::chrono::steady_clock;

/// Both ends of a pipe, closed at the end.
class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1};
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void close_end(std::size_t end) {
    if (ends_.at(end) >= 0) close(ends_.at(end));
    ends_.at(end) = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

/// What the child begins with: no input, our pipes, and signals as a program expects them.
class Beginning {
 public:
  Beginning(const Pipe& out, const Pipe& complaint) {
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files_, out.writer(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files_, complaint.writer(), STDERR_FILENO);
    posix_spawnattr_init(&attributes_);
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    sigaddset(&usual, SIGXFSZ);
    posix_spawnattr_setsigdefault(&attributes_, &usual);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
  }
  ~Beginning() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }
  Beginning(const Beginning&) = delete;
  Beginning& operator=(const Beginning&) = delete;
  const posix_spawn_file_actions_t* files() const { return &files_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t attributes_{};
};

int start(pid_t& child, const std::string& program, const std::vector<std::string>& command,
          const Beginning& beginning) {
  std::vector<char*> words;
  words.reserve(command.size() + 1);
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));  // NOLINT: POSIX' signature
  words.push_back(nullptr);
  return posix_spawn(&child, program.c_str(), beginning.files(), beginning.attributes(), words.data(), environ);
}

/// Reads what is there; false at the end, and once there is too much of it.
bool take(int reader, std::string& into, std::size_t longest) {
  std::array<char, 16384> piece{};
  const ssize_t count = read(reader, piece.data(), piece.size());
  if (count < 0) return errno == EINTR || errno == EAGAIN;
  if (count > 0) into.append(piece.data(), static_cast<std::size_t>(count));
  return count > 0 && into.size() <= longest;
}

/// Until both pipes have ended. False where time runs out first, or either has more than may be.
bool gather(const Pipe& out, const Pipe& complaint, Ran& ran, const RunLimits& limits) {
  const auto end = Clock::now() + limits.patience;
  std::array<pollfd, 2> open{pollfd{out.reader(), POLLIN, 0}, pollfd{complaint.reader(), POLLIN, 0}};
  const std::array<std::string*, 2> texts{&ran.out, &ran.complaint};
  while (open[0].fd >= 0 || open[1].fd >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0) return false;
    if (poll(open.data(), open.size(), static_cast<int>(left)) < 0 && errno != EINTR) return false;
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (open.at(i).fd < 0 || open.at(i).revents == 0) continue;
      if (!take(open.at(i).fd, *texts.at(i), limits.longest)) open.at(i).fd = -1;
    }
  }
  return ran.out.size() <= limits.longest && ran.complaint.size() <= limits.longest;
}

int status_of(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool may_run(const std::string& path) {
  return access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::string program_path(const std::string& name) {
  if (name.find('/') != std::string::npos) return may_run(name) ? name : "";
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): the command line has one thread
  std::string folders = (path == nullptr ? std::string() : std::string(path)) + ":/usr/local/sbin:/usr/sbin:/sbin";
  for (std::size_t at = 0; at < folders.size();) {
    const std::size_t end = std::min(folders.find(':', at), folders.size());
    const std::string folder = folders.substr(at, end - at);
    if (folder.starts_with('/') && may_run(folder + "/" + name)) return folder + "/" + name;
    at = end + 1;
  }
  return {};
}

policy::Result<Ran> run_program(const std::vector<std::string>& command, const RunLimits& limits) {
  const std::string program = program_path(command.front());
  if (program.empty()) return policy::unavailable(command.front() + ": there is no such program here");
  Pipe out;
  Pipe complaint;
  if (out.reader() < 0 || complaint.reader() < 0)
    return policy::unavailable(program + ": cannot be run: " + error_words(errno));
  pid_t child = 0;
  const int failed = start(child, program, command, Beginning(out, complaint));
  if (failed != 0) return policy::unavailable(program + ": cannot be run: " + error_words(failed));
  out.close_end(1);
  complaint.close_end(1);
  Ran ran;
  const bool whole = gather(out, complaint, ran, limits);
  if (!whole) kill(child, SIGKILL);
  ran.status = status_of(child);
  if (!whole) return policy::unavailable(program + ": gave no answer in time, or too long a one; it was stopped");
  return ran;
}

}  // namespace postern::admin::doctor
