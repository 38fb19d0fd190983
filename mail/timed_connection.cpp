#include "mail/timed_connection.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <poll.h>
#include <sys/un.h>
#include <unistd.h>

namespace postern::mail {
namespace {

using Clock = std::chrono::steady_clock;

SocketPlace on_disk(std::string_view path) {
  SocketPlace place;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) {
    place.problem = "the path is longer than the system allows";
    return place;
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  std::memcpy(&place.address, &address, sizeof(address));
  place.size = sizeof(address);
  return place;
}

SocketPlace in_network(const std::string& port, const std::string& host, int family) {
  SocketPlace place;
  addrinfo hints{};
  hints.ai_family = family;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int failed = getaddrinfo(host.c_str(), port.c_str(), &hints, &list);
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> found(list, freeaddrinfo);
  if (failed != 0 || list == nullptr) {
    place.problem = gai_strerror(failed);
    return place;
  }
  std::memcpy(&place.address, list->ai_addr, list->ai_addrlen);
  place.size = list->ai_addrlen;
  return place;
}

}  // namespace

SocketPlace place_of(const std::string& socket) {
  const std::size_t colon = socket.find(':');
  const std::string kind = socket.substr(0, colon == std::string::npos ? 0 : colon);
  const std::string rest = colon == std::string::npos ? socket : socket.substr(colon + 1);
  if (kind != "inet" && kind != "inet6") return on_disk(rest);
  const std::size_t at = rest.find('@');
  std::string host = at == std::string::npos ? "localhost" : rest.substr(at + 1);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return in_network(rest.substr(0, at), host, kind == "inet" ? AF_INET : AF_INET6);
}

TimedConnection::TimedConnection(int family, std::chrono::milliseconds patience)
    : descriptor_(socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)), end_(Clock::now() + patience) {}

TimedConnection::~TimedConnection() {
  if (descriptor_ >= 0) close(descriptor_);
}

bool TimedConnection::reach(const SocketPlace& place) {
  const auto* target = static_cast<const sockaddr*>(static_cast<const void*>(&place.address));
  if (descriptor_ < 0) return false;
  if (connect(descriptor_, target, place.size) == 0) return true;
  if (errno != EINPROGRESS || !wait(POLLOUT)) return false;
  int error = 0;
  socklen_t size = sizeof(error);
  if (getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return false;
  errno = error;
  return error == 0;
}

bool TimedConnection::say(std::string_view bytes) {
  return send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
}

bool TimedConnection::hear(std::size_t count, std::string& bytes) {
  bytes.clear();
  std::array<char, 4096> piece{};
  while (bytes.size() < count) {
    if (!wait(POLLIN)) return false;
    const ssize_t read = recv(descriptor_, piece.data(), std::min(piece.size(), count - bytes.size()), 0);
    if (read == 0) errno = 0;
    if (read <= 0) return false;
    bytes.append(piece.data(), static_cast<std::size_t>(read));
  }
  return true;
}

void TimedConnection::hang_up() {
  shutdown(descriptor_, SHUT_RDWR);
}

bool TimedConnection::wait(short what) {
  pollfd one{descriptor_, what, 0};
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - Clock::now()).count();
    const int ready = left <= 0 ? 0 : poll(&one, 1, static_cast<int>(left));
    if (ready > 0) return true;
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) errno = ETIMEDOUT;
    return false;
  }
}

}  // namespace postern::mail
