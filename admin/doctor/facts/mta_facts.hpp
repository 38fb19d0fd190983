// What the MTA's own configuration says, as far as postern depends on it. Plain values, gathered by postfix_facts.cpp
// or sendmail_facts.cpp; the judgement in findings_*.cpp reads nothing else of the MTA.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace postern::admin::doctor {

enum class MtaKind { postfix, sendmail };

/// One filter of a service, with what holds for it there.
struct Milter {
  std::string name;    ///< Sendmail's; empty for Postfix
  std::string socket;  ///< as written: `unix:postern/postern.sock`, `inet:localhost:8899`
  /// What becomes of mail while it does not answer: Postfix' word (`tempfail`, `accept`, `reject`, …); Sendmail's F= is
  /// put into the same words.
  std::string when_away;
  std::chrono::seconds connect{0};  ///< how long the MTA waits for a connection
  std::chrono::seconds command{0};  ///< … for the answer to a command
  std::chrono::seconds content{0};  ///< … for the answer at the end of a message
};

/// One way by which mail comes in.
struct Service {
  std::string name;            ///< as its configuration names it: `smtp inet`, `MTA`
  bool smtp = true;            ///< false: what programs of this host hand over without SMTP (Postfix' pickup)
  bool chroot = false;         ///< runs with the queue folder as its root
  std::string address;         ///< what it listens on; empty: every address, or handed over by another service
  std::uint16_t port = 0;      ///< 0: none of its own
  bool needs_login = false;    ///< takes mail only from users who have logged in
  bool before_filter = false;  ///< what it takes goes through a content filter next (content_filter)
  bool before_proxy = false;   ///< … or through one before it is in the queue (smtpd_proxy_filter)
  bool after_filter = false;   ///< takes back what such a filter has looked at
  std::vector<Milter> milters;
};

/// The list of names that the MTA tells at one stage, without braces: `v`, `auth_authen`.
struct ToldMacros {
  std::vector<std::string> connect;
  std::vector<std::string> mail;
  std::vector<std::string> rcpt;
};

struct MtaFacts {
  MtaKind kind = MtaKind::postfix;
  std::string version;
  std::string place;  ///< the folder of main.cf, or the path of sendmail.cf
  std::string queue_directory;
  std::string user;  ///< as whom it opens the socket of a filter
  std::vector<Service> services;
  Milter usual;  ///< what holds for a filter where nothing else is said of it; its socket is empty
  ToldMacros macros;
  std::string protocol;                 ///< Postfix' milter_protocol; empty for Sendmail
  std::vector<std::string> domains;     ///< for which it takes mail, as far as it lists them; lower case
  std::vector<std::string> with_below;  ///< those of them whose subdomains it takes, too
  std::vector<std::string> unasked;     ///< tables of domains that could not be asked
  std::string host_name;
  std::string delimiters;                      ///< recipient_delimiter; empty: none
  std::optional<std::uint64_t> message_limit;  ///< bytes; none: no limit
  bool has_virtual_aliases = false;
  bool keeps_original_recipient = true;     ///< enable_original_recipient
  std::string bare_newline;                 ///< smtpd_forbid_bare_newline; empty: this version does not have it
  std::string smtp_list;                    ///< smtpd_milters as main.cf has it, its own `$` and braces kept
  std::string local_list;                   ///< non_smtpd_milters, likewise
  std::optional<std::uint64_t> least_free;  ///< queue_minfree, bytes: below it, Postfix takes no mail; none: not set
  std::string milter_maps;                  ///< smtpd_milter_maps: other filters for some clients
  std::optional<std::string> filter_pipe;   ///< the service of a content filter that is a program (pipe)
  bool trusts_shared_folders = false;       ///< Sendmail's DontBlameSendmail takes group-writable folders for safe
};

/// "Postfix" or "Sendmail".
std::string name_of(MtaKind kind);

/// The path that `service` opens for the UNIX socket `socket`, as the host sees it: relative ones begin at Postfix'
/// queue folder, and inside a chroot absolute ones do, too. Empty for any other kind of socket.
std::string path_seen(const MtaFacts& mta, const Service& service, const std::string& socket);

/// The folder that `service` has for its root: Postfix' queue in the chroot, else empty.
std::string root_of(const MtaFacts& mta, const Service& service);

/// The path of `unix:PATH` or `local:PATH`, or of a bare path; empty for any other kind.
std::string path_of(const std::string& socket);

/// HOST and PORT of an inet or inet6 socket, in Postfix' way (`inet:HOST:PORT`) or libmilter's (`inet:PORT@HOST`).
struct InetSocket {
  std::string host;  ///< lower case, without brackets
  std::string port;
};
std::optional<InetSocket> inet_of(const std::string& socket);

/// Whether the host is this machine, by its name or address alone: localhost, 127.x, ::1.
bool is_loopback(const std::string& host);

}  // namespace postern::admin::doctor
