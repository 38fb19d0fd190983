#include "milter/handshake.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <sys/time.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

#include "milter/socket_path.hpp"

namespace postern::milter {
namespace {

/// A packet is a length of four bytes and as many bytes, the first of them the command. `O`: negotiate; version 6,
/// every action and every step that an MTA of today offers.
constexpr std::array<unsigned char, 17> kNegotiate = {0, 0, 0, 13, 'O', 0, 0, 0, 6, 0, 0, 1, 0xff, 0, 0x1f, 0xff, 0xff};
constexpr std::array<unsigned char, 5> kQuit = {0, 0, 0, 1, 'Q'};

class Peer {
 public:
  explicit Peer(int family) : number_(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  ~Peer() {
    if (number_ >= 0) close(number_);
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  int number() const { return number_; }

  void wait_no_longer_than(std::chrono::milliseconds patience) const {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(patience);
    const timeval limit{seconds.count(), std::chrono::microseconds(patience - seconds).count()};
    setsockopt(number_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(number_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  }

  template <std::size_t size>
  bool say(const std::array<unsigned char, size>& packet) const {
    return send(number_, packet.data(), size, MSG_NOSIGNAL) == static_cast<ssize_t>(size);
  }

 private:
  int number_;
};

std::string because_of(int error) {
  if (error == EAGAIN || error == EINPROGRESS) return "nobody answers at milter.socket";
  return "milter.socket: " + std::error_code(error, std::generic_category()).message();
}

}  // namespace

policy::Result<Handshake> Handshake::with(const std::string& socket) {
  Handshake made;
  if (const std::string path = unix_path(socket); !path.empty()) {
    sockaddr_un place{};
    place.sun_family = AF_UNIX;
    path.copy(static_cast<char*>(place.sun_path), sizeof place.sun_path - 1);
    std::memcpy(&made.address_, &place, sizeof place);
    made.size_ = sizeof place;
    return made;
  }
  const std::size_t colon = socket.find(':');
  const std::size_t at = socket.find('@');
  addrinfo wanted{};
  wanted.ai_family = socket.starts_with("inet6:") ? AF_INET6 : AF_INET;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const int failed =
      getaddrinfo(socket.substr(at + 1).c_str(), socket.substr(colon + 1, at - colon - 1).c_str(), &wanted, &list);
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> found(list, freeaddrinfo);
  if (failed != 0) return policy::unavailable("milter.socket: " + socket + ": " + gai_strerror(failed));
  std::memcpy(&made.address_, found->ai_addr, found->ai_addrlen);
  made.size_ = found->ai_addrlen;
  return made;
}

std::string Handshake::fault(std::chrono::milliseconds patience, const std::stop_token& stopping) const {
  const Peer peer(address_.ss_family);
  if (peer.number() < 0) return because_of(errno);
  peer.wait_no_longer_than(patience);
  if (connect(peer.number(), reinterpret_cast<const sockaddr*>(&address_), size_) != 0) return because_of(errno);
  const std::stop_callback hang_up(stopping, [&peer] { shutdown(peer.number(), SHUT_RDWR); });
  if (!peer.say(kNegotiate)) return because_of(errno);
  std::array<unsigned char, kQuit.size()> answer{};
  const ssize_t count = recv(peer.number(), answer.data(), answer.size(), MSG_WAITALL);
  if (count < 0) return because_of(errno);
  if (count != static_cast<ssize_t>(answer.size())) return "milter.socket: closed before the negotiation";
  if (answer.back() != kNegotiate[4]) return "milter.socket: the negotiation was refused";
  peer.say(kQuit);
  return {};
}

}  // namespace postern::milter
