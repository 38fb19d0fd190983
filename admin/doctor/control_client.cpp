#include "admin/doctor/control_client.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

#include <nlohmann/json.hpp>

namespace postern::admin::doctor {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestAnswer = 1U << 20U;

/// A connection to a Unix socket, closed at the end.
class Connection {
 public:
  Connection() : descriptor_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  ~Connection() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool reach(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof(address.sun_path)) {
      errno = ENAMETOOLONG;
      return false;
    }
    std::memcpy(address.sun_path, path.data(), path.size());
    const timeval deadline{10, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof(deadline));
    setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &deadline, sizeof(deadline));
    const auto* target = static_cast<const sockaddr*>(static_cast<const void*>(&address));
    return descriptor_ >= 0 && connect(descriptor_, target, sizeof(address)) == 0;
  }

  bool say(std::string_view text) {
    return send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
  }

  /// Everything up to the end; false where that failed.
  bool hear(std::string& answer) {
    std::array<char, 4096> piece{};
    while (answer.size() < kLongestAnswer) {
      const ssize_t count = recv(descriptor_, piece.data(), piece.size(), 0);
      if (count == 0) return true;
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return false;
      answer.append(piece.data(), static_cast<std::size_t>(count));
    }
    errno = EMSGSIZE;
    return false;
  }

 private:
  int descriptor_;
};

policy::Error nobody(const std::string& control, int error) {
  return policy::unavailable("posternd does not answer at " + control + ": " +
                             std::error_code(error, std::generic_category()).message() + "; is it running?");
}

}  // namespace

policy::Result<Json> asked(const std::string& control, const std::string& word) {
  const std::string path = control.starts_with("unix:") ? control.substr(5) : control;
  Connection connection;
  std::string answer;
  if (!connection.reach(path) || !connection.say(word + "\n") || !connection.hear(answer))
    return nobody(control, errno);
  Json json = Json::parse(answer, nullptr, false);
  if (!json.is_object()) return policy::unavailable("posternd at " + control + " gave no answer that can be read");
  return json;
}

}  // namespace postern::admin::doctor
