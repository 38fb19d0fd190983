// A connection to a socket in libmilter's syntax, every wait of which ends at one deadline. Plain system calls. One
// thread at a time, but for hang_up(); what fails leaves errno.
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <sys/socket.h>

namespace postern::mail {

/// One address to connect to, or why there is none.
struct SocketPlace {
  sockaddr_storage address{};
  socklen_t size = 0;
  std::string problem;
};
/// unix:PATH, local:PATH, a bare path, inet:PORT@HOST or inet6:PORT@HOST; HOST may be in brackets, as for
/// libmilter. Looks a host name up, for as long as the
/// system takes.
SocketPlace place_of(const std::string& socket);

class TimedConnection {
 public:
  TimedConnection(int family, std::chrono::milliseconds patience);
  ~TimedConnection();
  TimedConnection(const TimedConnection&) = delete;
  TimedConnection& operator=(const TimedConnection&) = delete;
  bool reach(const SocketPlace& place);
  /// A few bytes, which fit into any socket's buffer.
  bool say(std::string_view bytes);
  /// Exactly so many bytes; errno is 0 where the other side ended before.
  bool hear(std::size_t count, std::string& bytes);
  /// Ends what another thread waits for here.
  void hang_up();

 private:
  bool wait(short what);
  int descriptor_;
  std::chrono::steady_clock::time_point end_;
};

}  // namespace postern::mail
