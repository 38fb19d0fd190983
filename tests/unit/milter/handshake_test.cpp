// Whether a filter answers at a socket; posternd's own answers are in tests/protocol/test_watchdog.py.
#include "milter/handshake.hpp"

#include <sys/un.h>
#include <thread>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "contract/temporary_folder.hpp"

using namespace postern::milter;
using postern::contract::TemporaryFolder;
using namespace std::chrono_literals;

namespace {

/// Listens at `path`; takes one caller, reads what it says and answers with `bytes`; with none, it keeps silent.
class Filter {
 public:
  Filter(const std::filesystem::path& path, std::string bytes)
      : number_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.string().copy(static_cast<char*>(address.sun_path), sizeof address.sun_path - 1);
    REQUIRE(bind(number_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(listen(number_, 1) == 0);
    if (!bytes.empty()) thread_ = std::jthread([this, bytes] { answer(bytes); });
  }
  ~Filter() {
    if (thread_.joinable()) thread_.join();
    close(number_);
  }
  Filter(const Filter&) = delete;
  Filter& operator=(const Filter&) = delete;
  std::string heard;

 private:
  void answer(const std::string& bytes) {
    const int caller = accept(number_, nullptr, nullptr);
    heard.resize(17);
    if (recv(caller, heard.data(), heard.size(), MSG_WAITALL) == 17) {
      send(caller, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    close(caller);
  }

  int number_;
  std::jthread thread_;
};

std::string fault_at(const std::string& socket, std::chrono::milliseconds patience,
                     const std::stop_token& stopping = {}) {
  const auto handshake = Handshake::with(socket);
  REQUIRE(handshake);
  return handshake->fault(patience, stopping);
}

}  // namespace

TEST_CASE("a filter that negotiates is well", "[milter][watchdog]") {
  const TemporaryFolder folder;
  const std::string path = (folder / "s").string();
  std::string heard;
  {
    Filter filter(path, std::string("\0\0\0\15O\0\0\0\6\0\0\1\377\0\0\0\0", 17));
    CHECK(fault_at("unix:" + path, 60s).empty());
    while (filter.heard.size() < 17) std::this_thread::yield();
    heard = filter.heard;
  }
  CHECK(heard.substr(0, 9) == std::string("\0\0\0\15O\0\0\0\6", 9));
}

TEST_CASE("what does not negotiate is not, and the reason is said", "[milter][watchdog]") {
  const TemporaryFolder folder;
  const std::string path = (folder / "s").string();
  CHECK(fault_at("unix:" + path, 60s) == "milter.socket: No such file or directory");
  SECTION("refuses") {
    const Filter filter(path, std::string("\0\0\0\1r", 5));
    CHECK(fault_at("unix:" + path, 60s) == "milter.socket: the negotiation was refused");
  }
  SECTION("closes") {
    const Filter filter(path, "x");
    CHECK(fault_at("unix:" + path, 60s) == "milter.socket: closed before the negotiation");
  }
  SECTION("is silent") {
    const Filter filter(path, "");
    CHECK(fault_at("unix:" + path, 10ms) == "nobody answers at milter.socket");
  }
}

TEST_CASE("a handshake that is told to stop does not wait for an answer", "[milter][watchdog]") {
  const TemporaryFolder folder;
  const Filter silent(folder / "s", "");
  std::stop_source source;
  source.request_stop();
  CHECK_FALSE(fault_at("unix:" + (folder / "s").string(), 1h, source.get_token()).empty());
}

TEST_CASE("the address of a TCP socket is looked up when the handshake is made", "[milter][watchdog]") {
  CHECK(fault_at("inet:1@127.0.0.1", 60s) == "milter.socket: Connection refused");
  CHECK_FALSE(Handshake::with("inet6:1@127.0.0.1"));
}
