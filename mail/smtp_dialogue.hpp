// One SMTP connection as a client: lines out, replies in, each step within its time. Private to mail/.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

namespace postern::mail {

/// The longest wait for the reply to QUIT: what was agreed before stands without it.
inline constexpr std::chrono::seconds kParting{2};

/// A reply of the server, or why there was none (code 0).
struct SmtpReply {
  int code = 0;
  std::vector<std::string> lines;  ///< text after the code
  std::string words;               ///< for people: `550 5.1.1 No such user`, or what went wrong
  bool positive() const { return code >= 200 && code < 300; }  ///< a 3xx only asks for more
  bool for_good() const { return code >= 500; }
  /// `5.3.4`: the enhanced code that the text begins with (RFC 3463, RFC 2034); empty where there is none.
  std::string enhanced_code() const;
  /// Of a reply to EHLO: whether it offers this extension, given in capitals.
  bool offers(std::string_view extension) const;
};

/// No byte of an address may end the command that it stands in, or its path.
bool fits_a_path(std::string_view address);

class SmtpDialogue {
 public:
  explicit SmtpDialogue(boost::asio::any_io_executor executor);
  boost::asio::awaitable<SmtpReply> connect(std::string host, std::uint16_t port, std::chrono::seconds patience);
  /// EHLO, and HELO where the server knows no EHLO: the reply to the last one. A `name` without a dot is replaced by
  /// this connection's own address literal.
  boost::asio::awaitable<SmtpReply> hello(std::string name, std::chrono::seconds patience);
  /// Sends `command` and CRLF, and reads the reply.
  boost::asio::awaitable<SmtpReply> command(std::string command, std::chrono::seconds patience);
  boost::asio::awaitable<SmtpReply> reply(std::chrono::seconds patience);
  /// Bytes as they are. Whether they went out.
  boost::asio::awaitable<bool> send(std::string_view bytes, std::chrono::seconds patience);
  void close();

 private:
  std::string name_or_literal(const std::string& name) const;
  void begin_step(std::chrono::seconds patience);
  SmtpReply failure(const boost::system::error_code& error);
  boost::asio::ip::tcp::socket socket_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<int> step_;  ///< lives as long as the step that the timer is for
  std::string received_;
  bool timed_out_ = false;
};

}  // namespace postern::mail
