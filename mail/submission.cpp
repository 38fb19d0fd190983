#include "mail/submission.hpp"

#include <algorithm>
#include <fstream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include "mail/dot_stuffing.hpp"
#include "mail/sha256.hpp"
#include "mail/smtp_dialogue.hpp"
#include "policy/ascii.hpp"

namespace postern::mail {
namespace {

namespace asio = boost::asio;
using Recipients = std::vector<std::string>;
constexpr std::size_t kPiece = 64 * 1024;

/// Whether a 5xx to MAIL speaks of the message: its size, or what it needs. Anything else is about this client, its
/// name or the council's own sender, which somebody will mend.
bool is_about_the_message(const SmtpReply& reply) {
  const std::string code = reply.enhanced_code();
  return reply.code == 552 || code == "5.2.3" || code == "5.3.4" || code.starts_with("5.6.");
}

/// Whether a 5xx to RCPT speaks of the client: many servers keep such a refusal until they know the recipient.
bool is_about_the_client(const SmtpReply& reply) {
  return reply.code == 503 || reply.code == 504 || reply.code == 530 || reply.enhanced_code().starts_with("5.5.");
}

/// One submission from the greeting to QUIT. Every way out leaves each recipient in exactly one of the three lists.
class Dialogue {
 public:
  Dialogue(const asio::any_io_executor& executor, SubmissionServer server, Submission submission)
      : smtp_(executor), server_(std::move(server)), submission_(std::move(submission)) {}

  asio::awaitable<SubmissionResult> run() {
    Recipients sane;
    for (const std::string& recipient : submission_.recipients) {
      if (fits_a_path(recipient) && fits_a_path(submission_.mail_from)) {
        sane.push_back(recipient);
      } else {
        result_.refused.emplace_back(recipient, "an address with control bytes or brackets cannot be submitted");
      }
    }
    std::ifstream file;
    if (!sane.empty() && open(file, sane)) co_await submit_to(sane, file);
    smtp_.close();
    SubmissionResult result = std::move(result_);
    co_return result;
  }

 private:
  bool open(std::ifstream& file, const Recipients& recipients) {
    if (submission_.path.empty()) return true;
    file.open(submission_.path, std::ios::binary);
    if (!file) defer(recipients, "the message's file cannot be read: " + submission_.path);
    return static_cast<bool>(file);
  }

  void defer(const Recipients& recipients, const std::string& words) {
    for (const std::string& recipient : recipients) result_.deferred.emplace_back(recipient, words);
  }

  void give_up(const std::string& recipient, const SmtpReply& reply) {
    (reply.for_good() ? result_.refused : result_.deferred).emplace_back(recipient, reply.words);
  }

  /// What a reply that is not positive means for `recipients`.
  void give_up(const Recipients& recipients, const SmtpReply& reply) {
    for (const std::string& recipient : recipients) give_up(recipient, reply);
  }

  asio::awaitable<void> submit_to(const Recipients& recipients, std::ifstream& file) {
    const SmtpReply greeting = co_await smtp_.connect(server_.host, server_.port, server_.step_timeout);
    if (greeting.code != 220) {
      // A 5xx here is about this server at this time, not about the message.
      defer(recipients, greeting.words);
      co_return;
    }
    const bool understood = co_await say_hello(recipients);
    if (!understood) co_return;
    const std::string command = mail_command();
    const SmtpReply mail = co_await smtp_.command(command, server_.step_timeout);
    if (!mail.positive()) {
      is_about_the_message(mail) ? give_up(recipients, mail) : defer(recipients, mail.words);
      co_return;
    }
    const Recipients taken = co_await name_recipients(recipients);
    if (!taken.empty()) co_await send_message(taken, file);
    // The result stands whatever the server says now; little patience is enough.
    const std::chrono::seconds patience = std::min<std::chrono::seconds>(server_.step_timeout, kParting);
    const std::string quit = "QUIT";
    co_await smtp_.command(quit, patience);
  }

  asio::awaitable<bool> say_hello(const Recipients& recipients) {
    hello_ = co_await smtp_.hello(server_.helo, server_.step_timeout);
    if (!hello_.positive()) {
      defer(recipients, hello_.words);
      co_return false;
    }
    co_return can_carry(recipients);
  }

  bool can_carry(const Recipients& recipients) {
    submission_.utf8 =
        submission_.utf8 || !policy::is_ascii(submission_.mail_from) ||
        !std::all_of(recipients.begin(), recipients.end(), [](const auto& one) { return policy::is_ascii(one); });
    if (!submission_.utf8 || hello_.offers("SMTPUTF8")) return true;
    for (const std::string& recipient : recipients) {
      result_.refused.emplace_back(recipient,
                                   "the server does not offer SMTPUTF8 (RFC 6531), which this message needs");
    }
    return false;
  }

  std::string mail_command() const {
    std::string command = "MAIL FROM:<" + submission_.mail_from + ">";
    if ((submission_.eight_bit || submission_.utf8) && hello_.offers("8BITMIME")) command += " BODY=8BITMIME";
    if (submission_.utf8) command += " SMTPUTF8";
    return command;
  }

  asio::awaitable<Recipients> name_recipients(const Recipients& recipients) {
    Recipients taken;
    for (const std::string& recipient : recipients) {
      const std::string command = "RCPT TO:<" + recipient + ">";
      const SmtpReply reply = co_await smtp_.command(command, server_.step_timeout);
      if (reply.positive()) {
        taken.push_back(recipient);
      } else if (is_about_the_client(reply)) {
        result_.deferred.emplace_back(recipient, reply.words);
      } else {
        give_up(recipient, reply);
      }
    }
    co_return taken;
  }

  asio::awaitable<void> send_message(const Recipients& taken, std::ifstream& file) {
    const std::string command = "DATA";
    const SmtpReply go_on = co_await smtp_.command(command, server_.step_timeout);
    if (go_on.code != 354) {
      give_up(taken, go_on);
      co_return;
    }
    const std::string problem = co_await send_content(file);
    if (!problem.empty()) {
      defer(taken, problem);
      // Half a message must not look like a whole one: the connection is cut before the final dot.
      smtp_.close();
      co_return;
    }
    const SmtpReply done = co_await smtp_.reply(server_.data_timeout);
    // Only 250 says that the server answers for the message now (RFC 5321 4.2.5).
    if (done.code == 250) {
      result_.accepted.insert(result_.accepted.end(), taken.begin(), taken.end());
    } else {
      give_up(taken, done);
    }
  }

  /// The header, the file and the final dot; answers with what went wrong, if anything.
  asio::awaitable<std::string> send_content(std::ifstream& file) {
    std::string problem;
    DotStuffing stuffing;
    std::string piece = stuffing.piece(submission_.header);
    bool sent = co_await smtp_.send(piece, server_.step_timeout);
    Sha256 sum;
    std::uint64_t size = 0;
    std::vector<char> bytes(kPiece);
    while (sent && file.is_open() && !file.eof()) {
      file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
      if (file.bad() || (file.fail() && !file.eof())) {
        problem = "the message's file cannot be read";
        co_return problem;
      }
      const auto count = static_cast<std::size_t>(file.gcount());
      sum.add(bytes.data(), count);
      size += count;
      piece = stuffing.piece(std::string_view(bytes.data(), count));
      sent = co_await smtp_.send(piece, server_.step_timeout);
    }
    if (sent && file.is_open() && (size != submission_.size || sum.finish() != submission_.sha256)) {
      result_.damaged = true;
      problem = "the message's file is not what was kept (its size or SHA-256 differs); nothing of it was delivered: " +
                submission_.path;
      co_return problem;
    }
    piece = stuffing.end();
    if (sent) sent = co_await smtp_.send(piece, server_.step_timeout);
    if (!sent) problem = "the connection was lost while the message was sent";
    co_return problem;
  }

  SmtpDialogue smtp_;
  SubmissionServer server_;
  Submission submission_;
  SmtpReply hello_;
  SubmissionResult result_;
};

asio::awaitable<void> run(SubmissionServer server, Submission submission, std::function<void(SubmissionResult)> done,
                          asio::any_io_executor executor) {
  const auto everybody = submission.recipients;
  SubmissionResult result;
  try {
    Dialogue dialogue(executor, std::move(server), std::move(submission));
    result = co_await dialogue.run();
  } catch (const std::exception& error) {
    result = {};
    for (const std::string& recipient : everybody) result.deferred.emplace_back(recipient, error.what());
  }
  done(std::move(result));
}

}  // namespace

void submit(asio::io_context& context, const SubmissionServer& server, Submission submission,
            std::function<void(SubmissionResult)> done) {
  asio::co_spawn(context, run(server, std::move(submission), std::move(done), context.get_executor()), asio::detached);
}

SubmissionResult submitted(const SubmissionServer& server, Submission submission) {
  asio::io_context context;
  SubmissionResult result;
  submit(context, server, std::move(submission), [&](SubmissionResult done) { result = std::move(done); });
  context.run();
  return result;
}

}  // namespace postern::mail
