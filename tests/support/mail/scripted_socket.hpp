// A Unix socket where one client is heard and told what a test wants. On a thread of its own, which ends with the
// client.
#pragma once
#include <string>
#include <thread>

namespace postern::test {

class ScriptedSocket {
 public:
  enum class Then { close, hang };
  /// Says `answer` once `count` bytes have come, and then closes, or waits until the client goes away.
  ScriptedSocket(std::string path, std::size_t count, std::string answer, Then then = Then::hang);
  ~ScriptedSocket();
  ScriptedSocket(const ScriptedSocket&) = delete;
  ScriptedSocket& operator=(const ScriptedSocket&) = delete;
  /// All that came, once the client has gone away.
  const std::string& heard();

 private:
  void serve();
  void hear(int peer, std::size_t most);
  std::size_t count_;
  std::string answer_;
  Then then_;
  std::string heard_;
  int listener_;
  std::thread thread_;
};

}  // namespace postern::test
