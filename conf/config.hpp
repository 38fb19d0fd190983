// Typed settings with their defaults: postern.yaml after it was read and found right. Plain values, immutable once
// loaded; a reload makes new ones.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "policy/address/address_rules.hpp"
#include "policy/decision/message.hpp"
#include "policy/record/activation.hpp"
#include "policy/record/council.hpp"
#include "policy/time/schedule.hpp"
#include "policy/words/template_text.hpp"

namespace postern::conf {

enum class Enforcement { enforce, observe };

struct MilterSettings {
  std::string socket = "unix:/var/spool/postfix/postern/postern.sock";  ///< libmilter's syntax
  unsigned socket_mode = 0660;
  std::string socket_group;  ///< empty: as the process has it
  bool at_border = true;     ///< false behind another MX or a cloud filter: keep instead of refuse
};

/// A network in CIDR form; a message whose client lies in one is not looked at.
struct Network {
  std::string text;                  ///< as written, `192.0.2.0/24` or `2001:db8::/32`
  std::vector<std::uint8_t> prefix;  ///< 4 or 16 bytes, host bits zero
  unsigned length = 0;
};

struct MatchSettings {
  std::vector<policy::IdentityKind> identities = {policy::IdentityKind::envelope, policy::IdentityKind::from,
                                                  policy::IdentityKind::sender, policy::IdentityKind::reply_to};
  bool exempt_authenticated = true;
  std::vector<Network> exempt_clients;
};

struct MailSettings {
  std::string submit_host = "127.0.0.1";
  std::uint16_t submit_port = 25;
  std::string from;  ///< header From of notices; empty: bounces
};

struct QuarantineSettings {
  std::string directory = "/var/lib/postern/quarantine";
  std::uint64_t max_message = 50ULL << 20U;  ///< bytes; a larger message that would have to be kept is refused
};

struct ReviewSettings {
  int within_months = 12;
  policy::Overdue overdue = policy::Overdue::keep;
  std::vector<std::string> digest_to;
  std::chrono::seconds warn_before = std::chrono::days{30};
};

/// Who is told what, and how often; a time is local to the council.
struct DigestSettings {
  policy::Recurrence officers = policy::Recurrence::weekly;  ///< the authorising officers and reviews.digest_to
  policy::Recurrence kept = policy::Recurrence::daily;       ///< whoever owns kept messages
  policy::Recurrence managers = policy::Recurrence::off;     ///< each manager
  std::chrono::minutes at = std::chrono::hours{7};           ///< since midnight
};

/// The key `limits` (postern.yaml(5)). Counts are at least 1.
struct Limits {
  std::size_t identities = 1000;             ///< addresses in one header; a message with more is refused
  std::uint64_t header = 1ULL << 20U;        ///< bytes, 1 KiB to 64 MiB; a message with a larger one is refused
  std::size_t recipients = 10000;            ///< of one message; further ones are put off
  std::size_t connections = 500;             ///< sessions of the MTA at a time; further ones are put off
  std::uint64_t spool_free = 100ULL << 20U;  ///< bytes that stay free on the quarantine's disk; 0: none need to
};

struct Retention {
  std::chrono::seconds quarantine = std::chrono::days{90};
  std::chrono::seconds contact_events = std::chrono::days{400};
  std::chrono::seconds ended_restrictions = std::chrono::days{730};
};

struct TemplateSettings {
  std::string directory;  ///< a council's own templates; need not be there
  std::string language = "en";
};

struct LogSettings {
  std::string level = "info";  ///< a level of spdlog: trace, debug, info, warning, error, critical, off
  bool json = false;
};

struct Config {
  std::string store = "sqlite:/var/lib/postern/postern.db";
  Enforcement enforcement = Enforcement::enforce;
  MilterSettings milter;
  std::string control = "unix:/run/postern/control.sock";
  std::string metrics_listen;  ///< HOST:PORT; empty: off
  policy::Council council;
  std::vector<std::string> authserv_ids;  ///< lower case
  MatchSettings match;
  std::vector<policy::AuthorisingOfficer> officers;
  MailSettings mail;
  QuarantineSettings quarantine;
  std::vector<std::pair<std::string, std::string>> junk_headers = {{"X-Spam-Flag", "YES"}, {"X-Postern-Junk", "yes"}};
  std::chrono::seconds reminders_every = std::chrono::days{7};
  ReviewSettings reviews;
  DigestSettings digests;
  Limits limits;
  Retention retention;
  std::string console_listen = "127.0.0.1:8025";
  TemplateSettings letters = {.directory = "/etc/postern/letters"};
  TemplateSettings notices = {.directory = "/etc/postern/notices"};
  LogSettings log;
  /// The shipped ones, or those under `notices`: read with the configuration, so that what a message gives rise to does
  /// not depend on a file at that moment.
  policy::NoticeTemplates notice_templates;
  policy::AddressRules providers;  ///< from the shipped address-rules.yaml, or from the file under `address_rules`
  std::vector<std::string> guarded_domains;  ///< canonical; each with all below it
};

/// The keys, as postern.yaml writes them with dots, in which `now` differs from `before` and which only a restart takes
/// up.
std::vector<std::string> keys_that_need_a_restart(const Config& before, const Config& now);

}  // namespace postern::conf
