#include "milter/message/session.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <spdlog/spdlog.h>

#include "milter/message/log_line.hpp"
#include "policy/ascii.hpp"

namespace postern::milter {
namespace {

/// Sendmail hands over the mail of this host's programs by SMTP too (its MSP), which then tells nothing apart but the
/// door it came in by. Debian names the one for that so.
bool is_door_of_msp(const std::string& daemon_name) {
  return daemon_name == "MSP" || daemon_name.starts_with("MSP-");
}

/// Sendmail asks the filter about recipients too whom it refuses itself after that, an unknown user: those are none of
/// the message's (faults.md M19). With Postfix an address that leads to its mailer `error` may be one that it takes.
bool is_refused_by_mta(const Macros& macros) {
  return macros("{rcpt_mailer}") == "error" && is_sendmail(macros);
}

bool has(std::span<const char* const> parameters, std::string_view wanted) {
  return std::any_of(parameters.begin(), parameters.end(),
                     [&](const char* each) { return policy::lower_ascii(each) == policy::lower_ascii(wanted); });
}

Envelope envelope_of(std::string_view path, std::span<const char* const> parameters, const Connection& connection,
                     const Macros& macros) {
  Envelope envelope;
  envelope.mail_from = path;
  envelope.mail_addr = macros("{mail_addr}");
  envelope.utf8 = has(parameters, "SMTPUTF8");
  envelope.authenticated = !macros("{auth_authen}").empty();
  // Postfix tells {mail_mailer} for SMTP only; a refusal of mail without SMTP would jam it (faults.md D8). Where a list
  // of macros leaves it out, who is not this host came by SMTP all the same.
  envelope.by_smtp = !macros("{mail_mailer}").empty() || is_remote(connection);
  envelope.by_msp = is_door_of_msp(macros("{daemon_name}"));
  return envelope;
}

class UnderWay {
 public:
  explicit UnderWay(std::atomic<std::size_t>& number) : number_(number) { ++number_; }
  ~UnderWay() { --number_; }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;

 private:
  std::atomic<std::size_t>& number_;
};

}  // namespace

Session::Session(SessionDesk& desk) : desk_(desk), place_(desk) {
  if (place_.is_over_limit()) spdlog::warn("stage=connect event=too-many-connections limit={}", desk.limit());
}

template <class Stage>
Reply Session::guarded(const char* name, Stage stage) noexcept {
  const UnderWay counted(desk_.under_way_);
  if (desk_.draining_) return put_off();
  try {
    return stage();
  } catch (const std::exception& error) {
    try {
      spdlog::critical("stage={} event=exception problem=\"{}\"", name, logged(error.what()));
    } catch (...) {  // NOLINT(bugprone-empty-catch): no memory to say so
    }
  } catch (...) {  // NOLINT(bugprone-empty-catch): the engine may be C
  }
  return put_off();
}

Reply Session::put_off() noexcept {
  if (transaction_) transaction_->put_off();
  transaction_.reset();
  return {Reply::Kind::tempfail};
}

/// The open transaction, its queue id brought up to date; null where the MTA has lost its place.
Transaction* Session::transaction(const Macros& macros) {
  if (!transaction_) return nullptr;
  if (transaction_->queue_id().empty()) transaction_->set_queue_id(macros("i"));
  return &*transaction_;
}

Reply Session::on_connect(std::span<const std::uint8_t> address, const Macros& macros) noexcept {
  return guarded("connect", [&] {
    set_address(connection_, address);
    connection_.mta_name = macros("j");
    return proceed();
  });
}

Reply Session::on_helo(std::string_view name) noexcept {
  return guarded("helo", [&] {
    connection_.helo = name;
    return proceed();
  });
}

Reply Session::on_mail(std::string_view path, std::span<const char* const> parameters, const Macros& macros) noexcept {
  return guarded("mail", [&] {
    transaction_.emplace(desk_.rules(), desk_.services(), connection_,
                         envelope_of(path, parameters, connection_, macros));
    transaction_->set_queue_id(macros("i"));
    return proceed();
  });
}

Reply Session::on_rcpt(std::string_view path, const Macros& macros) noexcept {
  return guarded("rcpt", [&] {
    Transaction* open = transaction(macros);
    if (open != nullptr && place_.is_over_limit()) open->put_off();
    if (open == nullptr || place_.is_over_limit()) return try_again();
    if (is_refused_by_mta(macros)) return proceed();
    return open->recipient(std::string(path), macros("{rcpt_addr}"));
  });
}

Reply Session::on_header(std::string_view name, std::string_view value, const Macros& macros) noexcept {
  return guarded("header", [&] {
    if (Transaction* open = transaction(macros)) open->field(std::string(name), std::string(value));
    return proceed();
  });
}

Reply Session::on_end_of_header(const Macros& macros) noexcept {
  return guarded("eoh", [&] {
    Transaction* open = transaction(macros);
    return open == nullptr ? try_again() : open->end_of_header();
  });
}

Reply Session::on_body(std::string_view bytes, const Macros& macros) noexcept {
  return guarded("body", [&] {
    Transaction* open = transaction(macros);
    return open == nullptr ? try_again() : open->body(bytes);
  });
}

Reply Session::on_end_of_message(Mta& mta, const Macros& macros) noexcept {
  return guarded("eom", [&] {
    Transaction* open = transaction(macros);
    if (open == nullptr) return try_again();
    Reply reply = open->end_of_message(mta);
    transaction_.reset();
    return reply;
  });
}

Reply Session::on_abort() noexcept {
  return guarded("abort", [&] {
    transaction_.reset();
    return proceed();
  });
}

}  // namespace postern::milter
