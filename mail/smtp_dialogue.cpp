#include "mail/smtp_dialogue.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace postern::mail {
namespace {

namespace asio = boost::asio;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kLongestReply = 64 * 1024;  // RFC 5321 4.5.3.1.5 says 512 bytes a line

/// A server's words go into the store and onto terminals.
std::string printable(std::string_view text) {
  std::string safe;
  for (const char c : text.substr(0, 500)) safe += c >= ' ' && c <= '~' ? c : '?';
  return safe;
}

SmtpReply no_reply(std::string words) {
  SmtpReply none;
  none.words = std::move(words);
  return none;
}

/// The three digits that a line of a reply begins with (RFC 5321 4.2.1); 0 where it is no such line, as `2500 ok`.
int code_of(const std::string& line) {
  const std::size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
  if (digits != 3 || line[0] < '2' || line[0] > '5') return 0;
  if (line.size() > 3 && line[3] != ' ' && line[3] != '-') return 0;
  return std::stoi(line.substr(0, 3));
}

/// Adds one line of a reply. Whether the reply is whole, or no reply at all: then its code is 0. Every line of a reply
/// has the same code.
bool add_line(SmtpReply& reply, std::string line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
  const int code = code_of(line);
  if (code == 0 || (reply.code != 0 && reply.code != code)) {
    reply = no_reply("the server's answer is no SMTP: " + printable(line));
    return true;
  }
  reply.code = code;
  reply.lines.push_back(line.size() > 4 ? line.substr(4) : std::string());
  reply.words = printable(line);
  return line.size() == 3 || line[3] != '-';
}

std::string upper(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

}  // namespace

bool SmtpReply::offers(std::string_view extension) const {
  return std::any_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return upper(line.substr(0, line.find(' '))) == extension; });
}

std::string SmtpReply::enhanced_code() const {
  if (lines.empty()) return {};
  const std::string word = lines.front().substr(0, lines.front().find(' '));
  const bool in_form = word.size() >= 5 && word[1] == '.' && word.find_first_not_of("0123456789.") == std::string::npos;
  return in_form ? word : std::string();
}

bool fits_a_path(std::string_view address) {
  return std::all_of(address.begin(), address.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != 0x7F; }) &&
         address.find_first_of("<>") == std::string_view::npos;
}

SmtpDialogue::SmtpDialogue(asio::any_io_executor executor)
    : socket_(executor), resolver_(executor), timer_(std::move(executor)) {}

/// A step that takes longer closes the socket, which ends whatever waits on it.
void SmtpDialogue::begin_step(std::chrono::seconds patience) {
  step_ = std::make_shared<int>();
  timer_.expires_after(patience);
  // An expiry may already be under way when its step ends: the token tells whether this step is still the one.
  timer_.async_wait([this, step = std::weak_ptr<int>(step_)](const boost::system::error_code& error) {
    if (error || step.expired()) return;
    timed_out_ = true;
    resolver_.cancel();
    close();
  });
}

SmtpReply SmtpDialogue::failure(const boost::system::error_code& error) {
  return no_reply(timed_out_ ? "the server did not answer in time" : error.message());
}

// In the coroutines below, what is awaited with and what is returned has a name: g++ 12 destroys some temporaries of a
// suspended expression twice.

asio::awaitable<SmtpReply> SmtpDialogue::connect(std::string host, std::uint16_t port, std::chrono::seconds patience) {
  begin_step(patience);
  SmtpReply answer;
  const std::string service = std::to_string(port);
  auto [unresolved, addresses] = co_await resolver_.async_resolve(host, service, kTuple);
  if (unresolved) {
    answer = failure(unresolved);
    co_return answer;
  }
  auto [error, endpoint] = co_await asio::async_connect(socket_, addresses, kTuple);
  if (error) {
    answer = failure(error);
    co_return answer;
  }
  answer = co_await reply(patience);
  co_return answer;
}

/// A client without a full name says its address (RFC 5321 4.1.1.1): servers refuse `EHLO vm`.
std::string SmtpDialogue::name_or_literal(const std::string& name) const {
  boost::system::error_code error;
  const asio::ip::address own = socket_.local_endpoint(error).address();
  if (error || name.find('.') != std::string::npos) return name;
  return (own.is_v6() ? "[IPv6:" : "[") + own.to_string() + "]";
}

asio::awaitable<SmtpReply> SmtpDialogue::hello(std::string name, std::chrono::seconds patience) {
  name = name_or_literal(name);
  const std::string extended = "EHLO " + name;
  const std::string plain = "HELO " + name;
  SmtpReply answer = co_await command(extended, patience);
  if (answer.for_good()) answer = co_await command(plain, patience);
  co_return answer;
}

asio::awaitable<SmtpReply> SmtpDialogue::command(std::string command, std::chrono::seconds patience) {
  command += "\r\n";
  SmtpReply answer;
  const bool sent = co_await send(command, patience);
  if (sent) {
    answer = co_await reply(patience);
  } else {
    answer = failure(asio::error::connection_reset);
  }
  co_return answer;
}

asio::awaitable<SmtpReply> SmtpDialogue::reply(std::chrono::seconds patience) {
  begin_step(patience);
  SmtpReply answer;
  std::size_t total = 0;
  for (bool whole = false; !whole;) {
    auto buffer = asio::dynamic_buffer(received_, kLongestReply);
    auto [error, length] = co_await asio::async_read_until(socket_, buffer, '\n', kTuple);
    if (error) {
      answer = failure(error);
      co_return answer;
    }
    total += length;
    whole = add_line(answer, received_.substr(0, length));
    received_.erase(0, length);
    // A reply that never ends must not count for what its lines say.
    if (!whole && total > kLongestReply) {
      answer = no_reply("the server's answer does not end");
      co_return answer;
    }
  }
  step_.reset();
  timer_.cancel();
  co_return answer;
}

asio::awaitable<bool> SmtpDialogue::send(std::string_view bytes, std::chrono::seconds patience) {
  begin_step(patience);
  auto [error, written] = co_await asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()), kTuple);
  co_return !error;
}

void SmtpDialogue::close() {
  boost::system::error_code ignored;
  step_.reset();
  timer_.cancel();
  socket_.close(ignored);
}

}  // namespace postern::mail
