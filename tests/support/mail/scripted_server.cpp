#include "support/mail/scripted_server.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

namespace postern::test {

namespace asio = boost::asio;
using asio::ip::tcp;

ScriptedServer::ScriptedServer(Script script)
    : script_(std::move(script)),
      acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      socket_(context_),
      port_(acceptor_.local_endpoint().port()),
      thread_([this] { serve(); }) {}

ScriptedServer::~ScriptedServer() {
  join();
}

void ScriptedServer::join() {
  if (thread_.joinable()) thread_.join();
}

const std::vector<std::string>& ScriptedServer::commands() {
  join();
  return commands_;
}

const std::string& ScriptedServer::message() {
  join();
  return message_;
}

void ScriptedServer::serve() {
  boost::system::error_code error;
  acceptor_.accept(socket_, error);
  if (error || !say("greeting", "220 ready\r\n")) return socket_.close();
  for (std::string line = read_line(); !line.empty(); line = read_line()) {
    commands_.push_back(line);
    const std::string verb = line.substr(0, 4);
    std::string step = verb;
    if (verb == "RCPT") step = "RCPT " + line.substr(9, line.size() - 10);
    const bool goes_on = say(step, verb == "DATA" ? "354 go on\r\n" : "250 fine\r\n");
    if (!goes_on || verb == "QUIT") break;
    const auto own = script_.find("DATA");
    if (verb == "DATA" && (own == script_.end() || own->second.starts_with("354")) && !read_message()) break;
  }
  socket_.close(error);
}

/// False where the connection is to end.
bool ScriptedServer::say(const std::string& step, const std::string& otherwise) {
  const auto own = script_.find(step);
  const std::string& text = own == script_.end() ? otherwise : own->second;
  if (text == kDrop) return false;
  boost::system::error_code error;
  if (!text.empty()) asio::write(socket_, asio::buffer(text), error);
  return !error;
}

bool ScriptedServer::read_message() {
  boost::system::error_code error;
  while (!message_.ends_with("\r\n.\r\n") && message_ != ".\r\n") {
    const std::size_t length = asio::read_until(socket_, asio::dynamic_buffer(received_), '\n', error);
    if (error) return false;
    message_ += received_.substr(0, length);
    received_.erase(0, length);
  }
  return say(".", "250 queued\r\n");
}

std::string ScriptedServer::read_line() {
  boost::system::error_code error;
  const std::size_t length = asio::read_until(socket_, asio::dynamic_buffer(received_), "\r\n", error);
  if (error) return {};
  std::string line = received_.substr(0, length - 2);
  received_.erase(0, length);
  return line;
}

}  // namespace postern::test
