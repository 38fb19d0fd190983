#include "mail/recipient_check.hpp"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "mail/smtp_dialogue.hpp"
#include "policy/ascii.hpp"

namespace postern::mail {
namespace {

namespace asio = boost::asio;
using Kind = RecipientAnswer::Kind;
constexpr int kShuttingDown = 421;  // RFC 5321 3.8

/// Asks for one address after the other, and comes back for the rest where the server has had enough of one connection:
/// Postfix ends one after twenty refusals.
class Questions {
 public:
  Questions(asio::any_io_executor executor, SubmissionServer server, std::string mail_from,
            std::vector<std::string> addresses)
      : executor_(std::move(executor)), server_(std::move(server)), mail_from_(std::move(mail_from)) {
    for (std::string& address : addresses) check_.answers.push_back({std::move(address), Kind::not_asked});
  }

  asio::awaitable<RecipientCheck> run() {
    for (bool again = true; again;) {
      const std::size_t before = next_;
      co_await converse();
      again = check_.problem.empty() && next_ > before && next_ < check_.answers.size();
    }
    if (check_.problem.empty() && next_ < check_.answers.size()) check_.problem = ended_with_;
    if (check_.problem.empty() && all_refused_alike()) {
      check_.problem = check_.answers.front().words;
      for (RecipientAnswer& answer : check_.answers) answer.kind = Kind::not_asked;
    }
    for (std::size_t i = next_; i < check_.answers.size(); ++i) check_.answers[i].words = check_.problem;
    RecipientCheck check = std::move(check_);
    co_return check;
  }

 private:
  /// One connection.
  asio::awaitable<void> converse() {
    SmtpDialogue smtp(executor_);
    const SmtpReply greeting = co_await smtp.connect(server_.host, server_.port, server_.step_timeout);
    if (greeting.code != 220) {
      check_.problem = greeting.words;
      co_return;
    }
    const SmtpReply hello = co_await smtp.hello(server_.helo, server_.step_timeout);
    utf8_ = hello.offers("SMTPUTF8");
    const std::string from = "MAIL FROM:<" + mail_from_ + ">" + (utf8_ && needs_utf8() ? " SMTPUTF8" : "");
    SmtpReply mail = hello;
    if (hello.positive()) mail = co_await smtp.command(from, server_.step_timeout);
    if (!mail.positive()) {
      check_.problem = mail.words;
    } else {
      co_await ask_for_addresses(smtp);
    }
    const std::chrono::seconds patience = std::min<std::chrono::seconds>(server_.step_timeout, kParting);
    const std::string reset = "RSET";
    const std::string quit = "QUIT";
    const SmtpReply forgotten = co_await smtp.command(reset, patience);
    if (forgotten.code != 0) co_await smtp.command(quit, patience);
    smtp.close();
  }

  asio::awaitable<void> ask_for_addresses(SmtpDialogue& smtp) {
    while (next_ < check_.answers.size()) {
      RecipientAnswer& answer = check_.answers[next_];
      if (!can_be_asked(answer)) {
        ++next_;
        continue;
      }
      const std::string command = "RCPT TO:<" + answer.address + ">";
      const SmtpReply reply = co_await smtp.command(command, server_.step_timeout);
      if (reply.code == 0 || reply.code == kShuttingDown) {
        ended_with_ = reply.words;
        co_return;
      }
      answer.kind = reply.positive() ? Kind::accepted : reply.for_good() ? Kind::refused : Kind::put_off;
      answer.words = reply.words;
      ++next_;
    }
  }

  /// `550 5.1.1 No such user`, `550 5.2.1 Mailbox disabled`: a word about a mailbox (RFC 3463), however often it is
  /// said.
  static bool is_about_the_mailbox(const RecipientAnswer& one) {
    const std::string said = one.words.size() > 4 ? one.words.substr(4) : std::string();
    return said.starts_with("5.1.") || said.starts_with("5.2.");
  }

  /// A refusal of the client, its name or the sender comes at RCPT too (Postfix: smtpd_delay_reject): the words are the
  /// same for everybody, or differ in the address alone.
  bool all_refused_alike() const {
    const auto without_address = [](const RecipientAnswer& one) {
      std::string words = one.words;
      const std::size_t at = words.find(one.address);
      return at == std::string::npos ? words : words.erase(at, one.address.size());
    };
    return check_.answers.size() > 1 && std::all_of(check_.answers.begin(), check_.answers.end(), [&](const auto& one) {
             return one.kind == Kind::refused && !is_about_the_mailbox(one) &&
                    without_address(one) == without_address(check_.answers.front());
           });
  }

  bool needs_utf8() const {
    return !policy::is_ascii(mail_from_) ||
           std::any_of(check_.answers.begin(), check_.answers.end(),
                       [](const RecipientAnswer& one) { return !policy::is_ascii(one.address); });
  }

  bool can_be_asked(RecipientAnswer& answer) const {
    if (!fits_a_path(answer.address)) {
      answer.words = "an address with control bytes or brackets cannot be asked for";
    } else if (!utf8_ && !policy::is_ascii(answer.address)) {
      answer.words = "the server does not offer SMTPUTF8 (RFC 6531), which this address needs";
    } else {
      return true;
    }
    answer.kind = Kind::refused;
    return false;
  }

  asio::any_io_executor executor_;
  SubmissionServer server_;
  std::string mail_from_;
  RecipientCheck check_;
  std::size_t next_ = 0;  ///< the first address that has no answer yet
  bool utf8_ = false;
  std::string ended_with_;  ///< the last connection
};

asio::awaitable<void> run(asio::any_io_executor executor, SubmissionServer server, std::string mail_from,
                          std::vector<std::string> addresses, std::function<void(RecipientCheck)> done) {
  RecipientCheck check;
  for (const std::string& address : addresses) check.answers.push_back({address, Kind::not_asked});
  try {
    Questions questions(executor, std::move(server), std::move(mail_from), std::move(addresses));
    check = co_await questions.run();
  } catch (const std::exception& error) {
    check.problem = error.what();
  }
  done(std::move(check));
}

}  // namespace

void check_recipients(asio::io_context& context, const SubmissionServer& server, std::string mail_from,
                      std::vector<std::string> addresses, std::function<void(RecipientCheck)> done) {
  asio::co_spawn(context,
                 run(context.get_executor(), server, std::move(mail_from), std::move(addresses), std::move(done)),
                 asio::detached);
}

RecipientCheck checked_recipients(const SubmissionServer& server, std::string mail_from,
                                  std::vector<std::string> addresses) {
  asio::io_context context;
  RecipientCheck result;
  check_recipients(context, server, std::move(mail_from), std::move(addresses),
                   [&](RecipientCheck check) { result = std::move(check); });
  context.run();
  return result;
}

}  // namespace postern::mail
