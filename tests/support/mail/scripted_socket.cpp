#include "support/mail/scripted_socket.hpp"

#include <array>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch.hpp>

namespace postern::test {

ScriptedSocket::ScriptedSocket(std::string path, std::size_t count, std::string answer, Then then)
    : count_(count),
      answer_(std::move(answer)),
      then_(then),
      listener_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  const auto* where = static_cast<const sockaddr*>(static_cast<const void*>(&address));
  REQUIRE(bind(listener_, where, sizeof(address)) == 0);
  REQUIRE(listen(listener_, 1) == 0);
  thread_ = std::thread([this] { serve(); });
}

ScriptedSocket::~ScriptedSocket() {
  heard();
  close(listener_);
}

const std::string& ScriptedSocket::heard() {
  if (thread_.joinable()) thread_.join();
  return heard_;
}

void ScriptedSocket::serve() {
  const int peer = accept(listener_, nullptr, nullptr);
  hear(peer, count_);
  if (!answer_.empty()) send(peer, answer_.data(), answer_.size(), MSG_NOSIGNAL);
  if (then_ == Then::hang) hear(peer, std::string::npos);
  close(peer);
}

void ScriptedSocket::hear(int peer, std::size_t most) {
  std::array<char, 100> piece{};
  while (heard_.size() < most) {
    const ssize_t count = recv(peer, piece.data(), piece.size(), 0);
    if (count <= 0) return;
    heard_.append(piece.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace postern::test
