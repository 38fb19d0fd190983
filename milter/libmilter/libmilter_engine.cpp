#include "milter/libmilter/libmilter_engine.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <csignal>
#include <cstring>
#include <exception>
#include <memory>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include <libmilter/mfapi.h>
#include <spdlog/spdlog.h>

#include "milter/libmilter/libmilter_edits.hpp"
#include "milter/libmilter/libmilter_session.hpp"
#include "milter/message/log_line.hpp"

namespace postern::milter {
namespace {

constexpr unsigned long kNeededActions = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_ADDRCPT | SMFIF_DELRCPT | SMFIF_CHGFROM;
/// What spares the MTA a round trip, or a stage that nobody looks at. None is needed.
constexpr unsigned long kWelcomeSteps = SMFIP_NOUNKNOWN | SMFIP_NODATA | SMFIP_SKIP | SMFIP_HDR_LEADSPC |
                                        SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_MAIL | SMFIP_NR_HDR;
/// Postfix sends DATA's macros on their own. With no answer to DATA, its next packet waits until they are acknowledged,
/// which takes the other side 40 ms (Nagle's algorithm and a delayed acknowledgement).
constexpr unsigned long kStallsOverTcp = SMFIP_NODATA;
/// A header field may be as large as limits.header allows by default, and more (faults.md M1).
constexpr std::size_t kLargestPacket = std::size_t{2} << 20U;
constexpr int kIdleSeconds = 1800;  // libmilter's own default is two hours (faults.md R5)

/// libmilter hands its callbacks no argument of ours before a session has one, so what all of them share stands here.
struct Shared {
  RulesInForce* rules = nullptr;
  const Services* services = nullptr;
  std::size_t limit = 0;
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> under_way{0};
  std::atomic<bool> draining{false};
  std::atomic<bool> gave_up{false};
  bool over_tcp = false;
};
Shared& shared() {
  static Shared instance;
  return instance;
}

class UnderWay {
 public:
  UnderWay() { ++shared().under_way; }
  ~UnderWay() { --shared().under_way; }
  UnderWay(const UnderWay&) = delete;
  UnderWay& operator=(const UnderWay&) = delete;
};

Session* session_if_any(SMFICTX* context) {
  return static_cast<Session*>(smfi_getpriv(context));
}

/// Where no reply was negotiated for a stage, none may be sent.
sfsistat silent_or_continue(const Session& session, unsigned long step) {
  return (session.steps & step) != 0 ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

/// A stage that failed: its message goes no further. Where the stage has no reply (`no_reply`, SMFIP_NR_*), libmilter
/// would swallow one and ignore all that follows, so that the MTA waits in vain: then the next stage that has a reply
/// finds no transaction, and puts the message off.
sfsistat put_off(SMFICTX* context, unsigned long no_reply) noexcept {
  Session* session = session_if_any(context);
  if (session == nullptr) return no_reply != 0 ? SMFIS_CONTINUE : SMFIS_TEMPFAIL;
  if (session->transaction) session->transaction->put_off();
  session->transaction.reset();
  return (session->steps & no_reply) != 0 ? SMFIS_NOREPLY : SMFIS_TEMPFAIL;
}

/// The wall between C++ and C: whatever happens behind it, the MTA gets an answer (faults.md M13).
template <class Callback>
sfsistat guarded(const char* stage, SMFICTX* context, unsigned long no_reply, Callback callback) noexcept {
  const UnderWay counted;
  if (shared().draining) return put_off(context, no_reply);
  try {
    return callback();
  } catch (const std::exception& error) {
    try {
      spdlog::critical("stage={} event=exception problem=\"{}\"", stage, logged(error.what()));
    } catch (...) {  // NOLINT(bugprone-empty-catch): no memory to say so
    }
  } catch (...) {  // NOLINT(bugprone-empty-catch): libmilter is C
  }
  return put_off(context, no_reply);
}

Session& session_of(SMFICTX* context) {
  Session* session = session_if_any(context);
  if (session == nullptr) throw std::logic_error("a callback before the negotiation");
  return *session;
}

std::string macro(SMFICTX* context, const char* name) {
  // libmilter declares its arguments without const, and changes none.
  const char* value = smfi_getsymval(context, const_cast<char*>(name));
  return value == nullptr ? std::string() : std::string(value);
}

sfsistat answer(SMFICTX* context, const Session& session, const Reply& reply) {
  switch (reply.kind) {
    case Reply::Kind::proceed:
      return SMFIS_CONTINUE;
    case Reply::Kind::accept:
      return SMFIS_ACCEPT;
    case Reply::Kind::skip:
      return (session.steps & SMFIP_SKIP) != 0 ? SMFIS_SKIP : SMFIS_CONTINUE;
    case Reply::Kind::discard:
      return SMFIS_DISCARD;
    case Reply::Kind::tempfail:
      set_reply(context, reply);
      return SMFIS_TEMPFAIL;
    case Reply::Kind::reject:
      set_reply(context, reply);
      return SMFIS_REJECT;
  }
  return SMFIS_TEMPFAIL;
}

void set_client(Connection& connection, const sockaddr* address) {
  if (address == nullptr) return;
  std::array<char, INET6_ADDRSTRLEN> text{};
  const auto set = [&](int family, const void* bytes, std::size_t size) {
    const auto* first = static_cast<const std::uint8_t*>(bytes);
    connection.address.assign(first, first + size);
    if (inet_ntop(family, bytes, text.data(), text.size()) != nullptr) connection.client = text.data();
  };
  if (address->sa_family == AF_INET) {
    sockaddr_in four{};
    std::memcpy(&four, address, sizeof four);
    set(AF_INET, &four.sin_addr, 4);
  } else if (address->sa_family == AF_INET6) {
    sockaddr_in6 six{};
    std::memcpy(&six, address, sizeof six);
    if (IN6_IS_ADDR_V4MAPPED(&six.sin6_addr)) {
      set(AF_INET, &six.sin6_addr.s6_addr[12], 4);
    } else {
      set(AF_INET6, &six.sin6_addr, 16);
    }
  }
}

sfsistat on_negotiate(SMFICTX* context, unsigned long actions, unsigned long steps, unsigned long /*unused*/,
                      unsigned long /*unused*/, unsigned long* wanted_actions, unsigned long* wanted_steps,
                      unsigned long* /*unused*/, unsigned long* /*unused*/) {
  return guarded("negotiate", context, 0, [&]() -> sfsistat {
    if ((actions & kNeededActions) != kNeededActions) {
      spdlog::error("stage=negotiate event=mta-refused offered={:#x} needed={:#x}", actions, kNeededActions);
      return SMFIS_REJECT;
    }
    *wanted_actions = kNeededActions;
    *wanted_steps = steps & (shared().over_tcp ? kWelcomeSteps & ~kStallsOverTcp : kWelcomeSteps);
    auto session = std::make_unique<Session>();
    session->steps = *wanted_steps;
    session->over_limit = ++shared().connections > shared().limit;
    if (session->over_limit) spdlog::warn("stage=connect event=too-many-connections limit={}", shared().limit);
    smfi_setpriv(context, session.release());
    return SMFIS_CONTINUE;
  });
}

sfsistat on_connect(SMFICTX* context, char* /*name*/, sockaddr* address) {
  return guarded("connect", context, SMFIP_NR_CONN, [&] {
    Session& session = session_of(context);
    set_client(session.connection, address);
    return silent_or_continue(session, SMFIP_NR_CONN);
  });
}

sfsistat on_helo(SMFICTX* context, char* name) {
  return guarded("helo", context, SMFIP_NR_HELO, [&] {
    Session& session = session_of(context);
    session.connection.helo = name == nullptr ? "" : name;
    return silent_or_continue(session, SMFIP_NR_HELO);
  });
}

bool has_argument(char** arguments, const char* wanted) {
  for (char** argument = arguments; *argument != nullptr; ++argument) {
    if (strcasecmp(*argument, wanted) == 0) return true;
  }
  return false;
}

/// Sendmail hands over the mail of this host's programs by SMTP too (its MSP), which then tells nothing apart but the
/// door it came in by. Debian names the one for that so.
bool is_door_of_msp(const std::string& daemon_name) {
  return daemon_name == "MSP" || daemon_name.starts_with("MSP-");
}

sfsistat on_mail(SMFICTX* context, char** arguments) {
  return guarded("mail", context, SMFIP_NR_MAIL, [&] {
    Session& session = session_of(context);
    Envelope envelope;
    envelope.mail_from = arguments[0];
    envelope.utf8 = has_argument(arguments + 1, "SMTPUTF8");
    envelope.authenticated = !macro(context, "{auth_authen}").empty();
    // Postfix tells {mail_mailer} for SMTP only; a refusal of mail without SMTP would jam it (faults.md D8).
    envelope.by_smtp = !macro(context, "{mail_mailer}").empty();
    envelope.by_msp = is_door_of_msp(macro(context, "{daemon_name}"));
    session.transaction.emplace(shared().rules->current(), *shared().services, session.connection, std::move(envelope));
    session.transaction->set_queue_id(macro(context, "i"));
    return silent_or_continue(session, SMFIP_NR_MAIL);
  });
}

/// The open transaction, its queue id brought up to date; null where the MTA has lost its place.
Transaction* transaction_of(SMFICTX* context, Session& session) {
  if (!session.transaction) return nullptr;
  if (session.transaction->queue_id().empty()) session.transaction->set_queue_id(macro(context, "i"));
  return &*session.transaction;
}

/// Sendmail asks the filter about recipients too whom it refuses itself after that, an unknown user: those are none of
/// the message's (faults.md M19). With Postfix an address that leads to its mailer `error` may be one that it takes.
bool is_refused_by_mta(SMFICTX* context) {
  return macro(context, "{rcpt_mailer}") == "error" && !is_postfix(context);
}

sfsistat on_rcpt(SMFICTX* context, char** arguments) {
  return guarded("rcpt", context, 0, [&]() -> sfsistat {
    Session& session = session_of(context);
    Transaction* transaction = transaction_of(context, session);
    if (transaction != nullptr && session.over_limit) transaction->put_off();
    if (transaction == nullptr || session.over_limit) return answer(context, session, try_again());
    if (is_refused_by_mta(context)) return SMFIS_CONTINUE;
    return answer(context, session, transaction->recipient(arguments[0]));
  });
}

sfsistat on_header(SMFICTX* context, char* name, char* value) {
  return guarded("header", context, SMFIP_NR_HDR, [&]() -> sfsistat {
    Session& session = session_of(context);
    if (Transaction* transaction = transaction_of(context, session)) {
      // An MTA that cannot hand over the space after the colon has eaten one.
      const char* eaten = (session.steps & SMFIP_HDR_LEADSPC) != 0 ? "" : " ";
      transaction->field(name, std::string(eaten) + value);
    }
    return silent_or_continue(session, SMFIP_NR_HDR);
  });
}

sfsistat on_end_of_header(SMFICTX* context) {
  return guarded("eoh", context, 0, [&] {
    Session& session = session_of(context);
    Transaction* transaction = transaction_of(context, session);
    return answer(context, session, transaction == nullptr ? try_again() : transaction->end_of_header());
  });
}

sfsistat on_body(SMFICTX* context, unsigned char* bytes, std::size_t size) {
  return guarded("body", context, 0, [&] {
    Session& session = session_of(context);
    Transaction* transaction = transaction_of(context, session);
    if (transaction == nullptr) return answer(context, session, try_again());
    return answer(context, session, transaction->body({reinterpret_cast<const char*>(bytes), size}));
  });
}

sfsistat on_end_of_message(SMFICTX* context) {
  return guarded("eom", context, 0, [&] {
    Session& session = session_of(context);
    Transaction* transaction = transaction_of(context, session);
    if (transaction == nullptr) return answer(context, session, try_again());
    LibmilterMta mta(context, (session.steps & SMFIP_HDR_LEADSPC) != 0);
    const Reply reply = transaction->end_of_message(mta);
    session.transaction.reset();
    return answer(context, session, reply);
  });
}

sfsistat on_abort(SMFICTX* context) {
  return guarded("abort", context, 0, [&]() -> sfsistat {
    if (Session* session = session_if_any(context)) session->transaction.reset();
    return SMFIS_CONTINUE;
  });
}

sfsistat on_close(SMFICTX* context) {
  return guarded("close", context, 0, [&]() -> sfsistat {
    std::unique_ptr<Session> session(session_if_any(context));
    smfi_setpriv(context, nullptr);
    if (!session) return SMFIS_CONTINUE;
    session.reset();  // what its last message counted is there once the session is not
    --shared().connections;
    return SMFIS_CONTINUE;
  });
}

/// Edits are packets that follow each other unanswered. The sockets of a listener inherit this from it; libmilter shows
/// it to nobody, but beside it this process listens for the metrics only, which it does no harm.
void send_edits_at_once() {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  const int on = 1;
  for (int file = 0; file < static_cast<int>(std::min<rlim_t>(files.rlim_cur, 1024)); ++file) {
    int listens = 0;
    socklen_t size = sizeof listens;
    if (getsockopt(file, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || listens == 0) continue;
    setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
}

smfiDesc description() {
  static std::string name = "postern";
  smfiDesc filter{};
  filter.xxfi_name = name.data();
  filter.xxfi_version = SMFI_VERSION;
  filter.xxfi_flags = kNeededActions;
  filter.xxfi_negotiate = on_negotiate;
  filter.xxfi_connect = on_connect;
  filter.xxfi_helo = on_helo;
  filter.xxfi_envfrom = on_mail;
  filter.xxfi_envrcpt = on_rcpt;
  filter.xxfi_header = on_header;
  filter.xxfi_eoh = on_end_of_header;
  filter.xxfi_body = on_body;
  filter.xxfi_eom = on_end_of_message;
  filter.xxfi_abort = on_abort;
  filter.xxfi_close = on_close;
  return filter;
}

}  // namespace

LibmilterEngine::LibmilterEngine(RulesInForce& rules, const Services& services, std::size_t connections) {
  shared().rules = &rules;
  shared().services = &services;
  shared().limit = connections;
}

policy::Result<> LibmilterEngine::listen(const conf::MilterSettings& settings) {
  std::string socket = settings.socket;
  shared().over_tcp = socket.starts_with("inet");
  smfi_setmaxdatasize(kLargestPacket);
  if (smfi_register(description()) != MI_SUCCESS || smfi_settimeout(kIdleSeconds) != MI_SUCCESS ||
      smfi_setconn(socket.data()) != MI_SUCCESS) {
    return policy::refused("milter.socket: " + settings.socket + ": libmilter does not take it");
  }
  if (smfi_opensocket(false) != MI_SUCCESS) {
    return policy::unavailable("milter.socket: " + settings.socket +
                               ": cannot be made; is the folder there and writable, the address free?");
  }
  if (shared().over_tcp) send_edits_at_once();
  return policy::Done{};
}

policy::Result<> LibmilterEngine::run() {
  std::thread([] {
    shared().gave_up = smfi_main() != MI_SUCCESS;
    kill(getpid(), SIGTERM);
  }).detach();
  sigset_t stops;
  sigemptyset(&stops);
  for (const int signal : {SIGTERM, SIGHUP, SIGINT}) sigaddset(&stops, signal);
  int taken = 0;
  sigwait(&stops, &taken);
  if (shared().gave_up) return policy::unavailable("libmilter gave up; its own words are in the system log");
  return policy::Done{};
}

bool LibmilterEngine::drain(std::chrono::milliseconds patience) {
  shared().draining = true;
  constexpr std::chrono::milliseconds kStep{10};
  constexpr std::chrono::milliseconds kReplyOnItsWay{100};
  for (; shared().under_way > 0; patience -= kStep) {
    if (patience <= kStep) return false;
    std::this_thread::sleep_for(kStep);
  }
  // libmilter writes the reply once the callback has returned.
  std::this_thread::sleep_for(kReplyOnItsWay);
  return true;
}

std::size_t LibmilterEngine::connections() const {
  return shared().connections;
}

}  // namespace postern::milter
