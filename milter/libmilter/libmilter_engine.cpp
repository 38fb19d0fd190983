#include "milter/libmilter/libmilter_engine.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <exception>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <span>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include <libmilter/mfapi.h>
#include <spdlog/spdlog.h>

#include "milter/libmilter/libmilter_edits.hpp"
#include "milter/message/log_line.hpp"
#include "milter/message/session.hpp"
#include "milter/message/session_desk.hpp"

namespace postern::milter {
namespace {

constexpr unsigned long kNeededActions = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_ADDRCPT | SMFIF_DELRCPT | SMFIF_CHGFROM;
/// What spares the MTA a round trip, or a stage that nobody looks at. None is needed.
constexpr unsigned long kWelcomeSteps = SMFIP_NOUNKNOWN | SMFIP_NODATA | SMFIP_SKIP | SMFIP_HDR_LEADSPC |
                                        SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_MAIL | SMFIP_NR_HDR;
/// Postfix sends DATA's macros on their own. With no answer to DATA, its next packet waits until they are acknowledged,
/// which takes the other side 40 ms (Nagle's algorithm and a delayed acknowledgement).
constexpr unsigned long kStallsOverTcp = SMFIP_NODATA;
/// What must be told at each stage, whatever list an administrator's guide has made shorter: that the MTA honours it is
/// welcome, and not needed.
struct ToldAt {
  int stage;
  const char* macros;
};
constexpr std::array<ToldAt, 6> kNeededMacros{{{SMFIM_CONNECT, "j v {daemon_name}"},
                                               {SMFIM_ENVFROM, "i {auth_authen} {mail_addr} {mail_mailer}"},
                                               {SMFIM_ENVRCPT, "i {rcpt_addr} {rcpt_mailer}"},
                                               {SMFIM_DATA, "i"},
                                               {SMFIM_EOH, "i"},
                                               {SMFIM_EOM, "i"}}};
/// A header field may be as large as limits.header allows by default, and more (faults.md M1).
constexpr std::size_t kLargestPacket = std::size_t{2} << 20U;
/// The MTA is silent while its client uploads a message, which takes a slow line more than half an hour (faults.md R5).
constexpr int kIdleSeconds = 7200;

/// libmilter hands its callbacks no argument of ours before a session has one, so what all of them share stands here.
struct Shared {
  std::optional<SessionDesk> desk;
  std::atomic<bool> gave_up{false};
  bool over_tcp = false;
};
Shared& shared() {
  static Shared instance;
  return instance;
}

/// What libmilter keeps as a session's private pointer, and nothing else keeps.
struct OpenSession {
  unsigned long steps = 0;  ///< the protocol steps negotiated (SMFIP_*)
  Session session;
};

OpenSession* session_if_any(SMFICTX* context) {
  return static_cast<OpenSession*>(smfi_getpriv(context));
}

sfsistat code_of(SMFICTX* context, const OpenSession& open, const Reply& reply) {
  switch (reply.kind) {
    case Reply::Kind::proceed:
      return SMFIS_CONTINUE;
    case Reply::Kind::accept:
      return SMFIS_ACCEPT;
    case Reply::Kind::skip:
      return (open.steps & SMFIP_SKIP) != 0 ? SMFIS_SKIP : SMFIS_CONTINUE;
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

/// One callback, and the wall between C++ and C: whatever happens behind it, the MTA gets an answer (faults.md M13).
/// Where no reply was negotiated for the stage (`no_reply`, SMFIP_NR_*) none may be sent: libmilter would swallow it
/// and ignore all that follows, so that the MTA waits in vain.
template <class Stage>
sfsistat answered(SMFICTX* context, unsigned long no_reply, Stage stage) noexcept {
  OpenSession* open = session_if_any(context);
  try {
    if (open == nullptr) throw std::logic_error("a callback before the negotiation");
    const Reply reply = stage(*open, macros_of(context));
    return (open->steps & no_reply) != 0 ? SMFIS_NOREPLY : code_of(context, *open, reply);
  } catch (const std::exception& error) {
    try {
      spdlog::critical("event=exception problem=\"{}\"", logged(error.what()));
    } catch (...) {  // NOLINT(bugprone-empty-catch): no memory to say so
    }
  } catch (...) {  // NOLINT(bugprone-empty-catch): libmilter is C
  }
  if (open == nullptr) return no_reply != 0 ? SMFIS_CONTINUE : SMFIS_TEMPFAIL;
  open->session.on_abort();  // a message that lost a piece on the way goes no further
  return (open->steps & no_reply) != 0 ? SMFIS_NOREPLY : SMFIS_TEMPFAIL;
}

/// The bytes of an IP address, in the network's order; none of any other family.
std::span<const std::uint8_t> bytes_of(const sockaddr* address) {
  if (address == nullptr) return {};
  if (address->sa_family == AF_INET) {
    const auto* four = reinterpret_cast<const sockaddr_in*>(address);
    return {reinterpret_cast<const std::uint8_t*>(&four->sin_addr), sizeof four->sin_addr};
  }
  if (address->sa_family == AF_INET6) {
    const auto* six = reinterpret_cast<const sockaddr_in6*>(address);
    return {reinterpret_cast<const std::uint8_t*>(&six->sin6_addr), sizeof six->sin6_addr};
  }
  return {};
}

/// Those that follow the first one: the ESMTP parameters of MAIL.
std::span<const char* const> parameters(char** arguments) {
  std::size_t count = 1;
  while (arguments[count] != nullptr) ++count;
  return {arguments + 1, count - 1};
}

/// Whether the MTA lets a filter choose its macros. Its own lists hold where it does not.
bool asks_for_macros(SMFICTX* context, unsigned long actions) {
  if ((actions & SMFIF_SETSYMLIST) == 0) return false;
  return std::all_of(kNeededMacros.begin(), kNeededMacros.end(), [&](const ToldAt& one) {
    // libmilter declares its arguments without const, and changes none.
    return smfi_setsymlist(context, one.stage, const_cast<char*>(one.macros)) == MI_SUCCESS;
  });
}

sfsistat on_negotiate(SMFICTX* context, unsigned long actions, unsigned long steps, unsigned long /*unused*/,
                      unsigned long /*unused*/, unsigned long* wanted_actions, unsigned long* wanted_steps,
                      unsigned long* /*unused*/, unsigned long* /*unused*/) {
  try {
    if ((actions & kNeededActions) != kNeededActions) {
      spdlog::error("stage=negotiate event=mta-refused offered={:#x} needed={:#x}", actions, kNeededActions);
      return SMFIS_REJECT;
    }
    *wanted_actions = kNeededActions | (asks_for_macros(context, actions) ? SMFIF_SETSYMLIST : 0);
    *wanted_steps = steps & (shared().over_tcp ? kWelcomeSteps & ~kStallsOverTcp : kWelcomeSteps);
    delete session_if_any(context);
    smfi_setpriv(context, new OpenSession{*wanted_steps, Session(*shared().desk)});
    return SMFIS_CONTINUE;
  } catch (const std::exception& error) {
    spdlog::critical("stage=negotiate event=exception problem=\"{}\"", logged(error.what()));
    return SMFIS_TEMPFAIL;
  }
}

sfsistat on_connect(SMFICTX* context, char* /*name*/, sockaddr* address) {
  return answered(context, SMFIP_NR_CONN, [&](OpenSession& open, const Macros& macros) {
    return open.session.on_connect(bytes_of(address), macros);
  });
}

sfsistat on_helo(SMFICTX* context, char* name) {
  return answered(context, SMFIP_NR_HELO,
                  [&](OpenSession& open, const Macros&) { return open.session.on_helo(name == nullptr ? "" : name); });
}

sfsistat on_mail(SMFICTX* context, char** arguments) {
  return answered(context, SMFIP_NR_MAIL, [&](OpenSession& open, const Macros& macros) {
    return open.session.on_mail(arguments[0], parameters(arguments), macros);
  });
}

sfsistat on_rcpt(SMFICTX* context, char** arguments) {
  return answered(context, 0,
                  [&](OpenSession& open, const Macros& macros) { return open.session.on_rcpt(arguments[0], macros); });
}

sfsistat on_header(SMFICTX* context, char* name, char* value) {
  return answered(context, SMFIP_NR_HDR, [&](OpenSession& open, const Macros& macros) {
    // An MTA that cannot hand over the space after the colon has eaten one.
    const char* eaten = (open.steps & SMFIP_HDR_LEADSPC) != 0 ? "" : " ";
    return open.session.on_header(name, std::string(eaten) + value, macros);
  });
}

sfsistat on_end_of_header(SMFICTX* context) {
  return answered(context, 0,
                  [&](OpenSession& open, const Macros& macros) { return open.session.on_end_of_header(macros); });
}

sfsistat on_body(SMFICTX* context, unsigned char* bytes, std::size_t size) {
  return answered(context, 0, [&](OpenSession& open, const Macros& macros) {
    return open.session.on_body({reinterpret_cast<const char*>(bytes), size}, macros);
  });
}

sfsistat on_end_of_message(SMFICTX* context) {
  return answered(context, 0, [&](OpenSession& open, const Macros& macros) {
    LibmilterMta mta(context, (open.steps & SMFIP_HDR_LEADSPC) != 0);
    return open.session.on_end_of_message(mta, macros);
  });
}

sfsistat on_abort(SMFICTX* context) {
  if (OpenSession* open = session_if_any(context)) open->session.on_abort();
  return SMFIS_CONTINUE;
}

sfsistat on_close(SMFICTX* context) {
  delete session_if_any(context);
  smfi_setpriv(context, nullptr);
  return SMFIS_CONTINUE;
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
  filter.xxfi_flags = kNeededActions | SMFIF_SETSYMLIST;
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
  shared().desk.emplace(rules, services, connections);
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
  return shared().desk->drain(patience);
}

std::size_t LibmilterEngine::connections() const {
  return shared().desk->connections();
}

}  // namespace postern::milter
