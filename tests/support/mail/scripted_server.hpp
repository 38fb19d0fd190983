// An SMTP server that says what a test tells it to, on a loopback port and a thread of its own. Takes one connection.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace postern::test {

/// Bytes sent for each step, with CRLF where the test wants them. An empty text says nothing and waits until the client
/// goes away; `kDrop` ends the connection. A step is `greeting`, `EHLO`, `HELO`, `MAIL`, `DATA`, `.` (the final dot),
/// `QUIT`, or `RCPT` and the address: what is not scripted gets a friendly reply.
using Script = std::map<std::string, std::string>;
inline const std::string kDrop = "drop";
inline const std::string kHang;

class ScriptedServer {
 public:
  explicit ScriptedServer(Script script);
  /// The client must have gone away: waits for the thread.
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;
  std::uint16_t port() const { return port_; }
  /// What came, once the client has gone away: the commands in order, and the message with its dots.
  const std::vector<std::string>& commands();
  const std::string& message();

 private:
  void serve();
  bool say(const std::string& step, const std::string& otherwise);
  bool read_message();
  std::string read_line();
  void join();

  Script script_;
  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::ip::tcp::socket socket_;
  std::uint16_t port_;
  std::string received_;
  std::vector<std::string> commands_;
  std::string message_;
  std::thread thread_;
};

}  // namespace postern::test
