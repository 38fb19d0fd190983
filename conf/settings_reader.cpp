#include "conf/settings_reader.hpp"

#include <algorithm>
#include <charconv>

#include <date/tz.h>

#include "conf/network.hpp"
#include "policy/day.hpp"
#include "policy/identifier.hpp"
#include "policy/quantity.hpp"

namespace postern::conf {
namespace {

void set_text(YamlMap& map, std::string_view key, std::string& target) {
  if (auto text = map.text(key)) target = std::move(*text);
}

void set_duration(YamlMap& map, std::string_view key, std::chrono::seconds& target) {
  const auto text = map.text(key);
  if (!text) return;
  const auto duration = policy::duration_from_text(*text);
  if (!duration || duration->count() == 0) return map.problem(key, "must be a duration such as 30s, 5m, 12h or 7d");
  target = *duration;
}

void set_size(YamlMap& map, std::string_view key, std::uint64_t& target) {
  const auto text = map.text(key);
  if (!text) return;
  const auto size = policy::size_from_text(*text);
  if (!size) return map.problem(key, "must be a size such as 64KiB or 25MiB");
  target = *size;
}

void set_count(YamlMap& map, std::string_view key, std::size_t& target, long long most) {
  if (const auto number = map.integer(key, 1, most)) target = static_cast<std::size_t>(*number);
}

/// One line that may go into a header field or a reply.
void set_line(YamlMap& map, std::string_view key, std::string& target) {
  auto text = map.text(key);
  if (!text) return;
  const bool control =
      std::any_of(text->begin(), text->end(), [](char c) { return static_cast<unsigned char>(c) < ' '; });
  if (control) return map.problem(key, "must be one line without control characters");
  target = std::move(*text);
}

void set_address(YamlMap& map, std::string_view key, std::string& target) {
  const auto text = map.text(key);
  if (!text) return;
  const auto mailbox = policy::parse_mailbox(*text);
  if (!mailbox || text->find('<') != std::string::npos) return map.problem(key, *text + " is no e-mail address");
  target = mailbox->text();
}

bool is_socket(const std::string& socket) {
  for (const std::string_view prefix : {"unix:/", "local:/", "inet:", "inet6:"}) {
    if (socket.starts_with(prefix) && socket.size() > prefix.size()) return true;
  }
  return false;
}

void read_milter(YamlMap& map, MilterSettings& milter) {
  set_text(map, "socket", milter.socket);
  if (!is_socket(milter.socket)) map.problem("socket", "must be unix:/PATH, inet:PORT@HOST or inet6:PORT@HOST");
  if (const auto mode = map.text("socket_mode")) {
    const auto read = std::from_chars(mode->data(), mode->data() + mode->size(), milter.socket_mode, 8);
    if (read.ec != std::errc{} || read.ptr != mode->data() + mode->size() || milter.socket_mode > 0777) {
      map.problem("socket_mode", "must be an octal mode in quotes, such as \"0660\"");
    }
  }
  set_text(map, "socket_group", milter.socket_group);
  if (const auto at_border = map.boolean("at_border")) milter.at_border = *at_border;
  map.finish();
}

void read_domains(YamlMap& map, policy::Council& council) {
  const auto domains = map.texts("domains");
  if (!domains && map.node().find("domains") != nullptr) return;
  if (!domains || domains->empty())
    return map.problem("domains", "is needed: the council's mail domains, such as [york.gov.uk]");
  for (const std::string& text : *domains) {
    const bool below = text.starts_with('.');
    const auto domain = policy::canonical_domain(std::string_view(text).substr(below ? 1 : 0));
    if (!domain || domain->starts_with('[') || text.find('@') != std::string::npos) {
      map.problem("domains", text + " is no domain; write york.gov.uk, or .york.gov.uk for all below it");
    } else {
      council.domains.push_back((below ? "." : "") + *domain);
    }
  }
}

void read_time_zone(YamlMap& map, policy::Council& council) {
  const std::string name = map.text("time_zone").value_or("Europe/London");
  try {
    council.time_zone = date::locate_zone(name);
  } catch (const std::exception&) {
    map.problem("time_zone", name + " is no time zone that this machine knows; write one such as Europe/London");
    try {
      council.time_zone = date::locate_zone("Etc/UTC");
    } catch (const std::exception&) {
      map.problem("time_zone", "this machine has no time zones; install tzdata");
    }
  }
}

void read_council(YamlMap& map, Config& config) {
  policy::Council& council = config.council;
  council.name = "the council";
  set_line(map, "name", council.name);
  read_domains(map, council);
  if (const auto delimiter = map.text("recipient_delimiter")) {
    if (delimiter->find_first_of("@. \t") != std::string::npos || delimiter->size() > 5) {
      map.problem("recipient_delimiter", "must be the MTA's delimiter characters, such as \"+\", or \"\" for none");
    }
    council.recipient_delimiter = *delimiter;
  }
  read_time_zone(map, council);
  if (const auto days = map.texts("closed_days")) {
    for (const std::string& day : *days) {
      if (!policy::day_from_text(day)) map.problem("closed_days", day + " is no day; write 2026-12-25");
    }
    config.closed_days = *days;
  }
  if (auto ids = map.texts("authserv_ids")) {
    for (std::string& id : *ids) {
      std::transform(id.begin(), id.end(), id.begin(),
                     [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    }
    config.authserv_ids = std::move(*ids);
  }
  set_address(map, "representations", council.representations);
  council.reply = "Your contact with " + council.name +
                  " by e-mail is restricted. Please write to {contact} or see our letter to you.";
  set_line(map, "reply", council.reply);
  map.finish();
}

void read_match(YamlMap& map, MatchSettings& match) {
  using policy::IdentityKind;
  if (const auto kinds = map.texts("identities")) {
    match.identities.clear();
    for (const std::string& text : *kinds) {
      const auto known = {IdentityKind::envelope, IdentityKind::from,        IdentityKind::sender,
                          IdentityKind::reply_to, IdentityKind::resent_from, IdentityKind::resent_sender};
      const auto* kind =
          std::find_if(known.begin(), known.end(), [&](IdentityKind one) { return to_text(one) == text; });
      if (kind == known.end()) {
        map.problem("identities",
                    "is " + text + "; allowed: envelope, from, sender, reply-to, resent-from, resent-sender");
      } else {
        match.identities.push_back(*kind);
      }
    }
    if (kinds->empty()) map.problem("identities", "is empty: nothing would ever match");
  }
  if (const auto exempt = map.boolean("exempt_authenticated")) match.exempt_authenticated = *exempt;
  if (const auto networks = map.texts("exempt_clients")) {
    for (const std::string& text : *networks) {
      if (auto network = network_from_text(text)) {
        match.exempt_clients.push_back(std::move(*network));
      } else {
        map.problem("exempt_clients",
                    text + " is no network; write 192.0.2.0/24 or 2001:db8::/32, no bits after the prefix");
      }
    }
  }
  map.finish();
}

std::optional<policy::Day> read_day(YamlMap& map, std::string_view key) {
  const auto text = map.text(key);
  if (!text) return std::nullopt;
  const auto day = policy::day_from_text(*text);
  if (!day) map.problem(key, *text + " is no day; write 2026-11-02");
  return day;
}

void read_officer(YamlMap& map, std::vector<policy::AuthorisingOfficer>& officers) {
  policy::AuthorisingOfficer officer;
  set_line(map, "id", officer.id);
  if (officer.id.empty()) map.problem("id", "is needed: a short name for the post");
  for (const auto& other : officers) {
    if (other.id == officer.id) map.problem("id", officer.id + " is there already");
  }
  set_line(map, "name", officer.name);
  set_line(map, "title", officer.title);
  set_address(map, "email", officer.email);
  set_text(map, "user", officer.user);
  officer.from = read_day(map, "from");
  officer.until = read_day(map, "until");
  map.finish();
  officers.push_back(std::move(officer));
}

void read_submit(YamlMap& map, MailSettings& mail) {
  const auto url = map.text("submit");
  if (!url) return;
  constexpr std::string_view kScheme = "smtp://";
  const std::size_t colon = url->rfind(':');
  if (url->starts_with(kScheme) && colon > kScheme.size()) {
    const char* end = url->data() + url->size();
    const auto read = std::from_chars(url->data() + colon + 1, end, mail.submit_port);
    mail.submit_host = url->substr(kScheme.size(), colon - kScheme.size());
    if (mail.submit_host.starts_with('[') && mail.submit_host.ends_with(']')) {
      mail.submit_host = mail.submit_host.substr(1, mail.submit_host.size() - 2);
    }
    if (read.ec == std::errc{} && read.ptr == end && mail.submit_port > 0) return;
  }
  map.problem("submit", "must be smtp://HOST:PORT");
}

void read_mail(YamlMap& map, Config& config) {
  read_submit(map, config.mail);
  set_line(map, "from", config.mail.from);
  set_address(map, "bounces", config.council.bounces);
  map.finish();
}

void read_junk(YamlMap& map, Config& config) {
  map.map("headers", [&](YamlMap& headers) {
    config.junk_headers.clear();
    for (const auto& [name, node] : headers.node().fields) {
      std::string value;
      set_line(headers, name, value);
      // X-Postern-Pass and X-Postern-Action mean something to postern itself.
      const bool plain = !name.empty() && name != "X-Postern-Pass" && name != "X-Postern-Action" &&
                         std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7F && c != ':'; });
      if (!plain || value.size() > 900 || name.size() > 60)
        headers.problem(name, "is no header field that can be added");
      config.junk_headers.emplace_back(name, value);
    }
  });
  if (config.junk_headers.empty()) map.problem("headers", "is empty: junk would look like any other mail");
  map.finish();
}

void read_reviews(YamlMap& map, ReviewSettings& reviews) {
  if (const auto months = map.integer("within_months", 1, 12)) reviews.within_months = static_cast<int>(*months);
  if (const auto overdue = map.one_of("overdue", {"keep", "soften", "lapse"})) {
    using Overdue = ReviewSettings::Overdue;
    reviews.overdue = *overdue == "keep" ? Overdue::keep : *overdue == "soften" ? Overdue::soften : Overdue::lapse;
  }
  if (auto addresses = map.texts("digest_to")) {
    for (const std::string& address : *addresses) {
      if (!policy::parse_mailbox(address)) map.problem("digest_to", address + " is no e-mail address");
    }
    reviews.digest_to = std::move(*addresses);
  }
  set_duration(map, "warn_before", reviews.warn_before);
  map.finish();
}

void read_limits(YamlMap& map, Limits& limits) {
  set_count(map, "identities", limits.identities, 1'000'000);
  set_size(map, "header", limits.header);
  if (limits.header < 1024 || limits.header > (64ULL << 20U)) map.problem("header", "must be from 1KiB to 64MiB");
  set_count(map, "recipients", limits.recipients, 1'000'000);
  set_count(map, "connections", limits.connections, 100'000);
  set_size(map, "spool_free", limits.spool_free);
  map.finish();
}

void read_retention(YamlMap& map, Retention& retention) {
  set_duration(map, "quarantine", retention.quarantine);
  set_duration(map, "contact_events", retention.contact_events);
  set_duration(map, "ended_restrictions", retention.ended_restrictions);
  map.finish();
}

void read_log(YamlMap& map, LogSettings& log) {
  const auto level = map.one_of("level", {"trace", "debug", "info", "warning", "error", "critical", "off"});
  if (level) log.level = *level;
  if (const auto format = map.one_of("format", {"text", "json"})) log.json = *format == "json";
  map.finish();
}

void read_store(YamlMap& top, Config& config) {
  set_text(top, "store", config.store);
  const bool sqlite = config.store.starts_with("sqlite:/") || config.store.starts_with("sqlite:.");
  if (!sqlite && !config.store.starts_with("postgresql://")) {
    top.problem("store", "must be sqlite:/PATH or postgresql://USER@HOST/NAME");
  }
}

void read_listeners(YamlMap& top, Config& config) {
  set_text(top, "control", config.control);
  if (!config.control.starts_with("unix:/")) top.problem("control", "must be unix:/PATH");
  top.map("metrics", [&](YamlMap& map) {
    set_text(map, "listen", config.metrics_listen);
    map.finish();
  });
  top.map("console", [&](YamlMap& map) {
    set_text(map, "listen", config.console_listen);
    map.finish();
  });
}

}  // namespace

SettingsFiles read_settings(YamlMap& top, Config& config) {
  SettingsFiles files;
  read_store(top, config);
  if (const auto mode = top.one_of("enforcement", {"enforce", "observe"})) {
    config.enforcement = *mode == "enforce" ? Enforcement::enforce : Enforcement::observe;
  }
  top.map("milter", [&](YamlMap& map) { read_milter(map, config.milter); });
  read_listeners(top, config);
  if (top.field("council") == nullptr) top.problem("council", "is needed, with domains: [york.gov.uk] at least");
  top.map("council", [&](YamlMap& map) { read_council(map, config); });
  top.map("match", [&](YamlMap& map) { read_match(map, config.match); });
  top.maps("authorising_officers", [&](YamlMap& map) { read_officer(map, config.officers); });
  top.map("mail", [&](YamlMap& map) { read_mail(map, config); });
  top.map("quarantine", [&](YamlMap& map) {
    set_text(map, "directory", config.quarantine.directory);
    if (!config.quarantine.directory.starts_with('/')) map.problem("directory", "must be a path that begins with /");
    set_size(map, "max_message", config.quarantine.max_message);
    map.finish();
  });
  top.map("junk", [&](YamlMap& map) { read_junk(map, config); });
  top.map("reminders", [&](YamlMap& map) {
    set_duration(map, "every", config.reminders_every);
    map.finish();
  });
  top.map("reviews", [&](YamlMap& map) { read_reviews(map, config.reviews); });
  top.map("limits", [&](YamlMap& map) { read_limits(map, config.limits); });
  top.map("retention", [&](YamlMap& map) { read_retention(map, config.retention); });
  top.map("log", [&](YamlMap& map) { read_log(map, config.log); });
  set_text(top, "address_rules", files.address_rules);
  set_text(top, "guarded_domains", files.guarded_domains);
  top.finish();
  return files;
}

}  // namespace postern::conf
