#include "conf/settings_reader.hpp"

#include <charconv>

#include "conf/own_templates.hpp"
#include "conf/settings_fields.hpp"
#include "conf/settings_sections.hpp"

namespace postern::conf {
namespace {

/// libmilter's syntax, as far as this version takes it.
bool is_socket(std::string_view socket) {
  if (socket.starts_with("unix:/") || socket.starts_with("local:/")) return true;
  if (!socket.starts_with("inet:") && !socket.starts_with("inet6:")) return false;
  const std::string_view rest = socket.substr(socket.find(':') + 1);
  const std::size_t at = rest.find('@');
  return at != std::string_view::npos && at + 1 < rest.size() && port_from_text(rest.substr(0, at)).has_value();
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

void read_reviews(YamlMap& map, ReviewSettings& reviews) {
  if (const auto months = map.integer("within_months", 1, 12)) reviews.within_months = static_cast<int>(*months);
  if (const auto overdue = map.one_of("overdue", {"keep", "soften", "lapse"})) {
    using policy::Overdue;
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

void read_templates(YamlMap& map, TemplateSettings& templates) {
  set_text(map, "directory", templates.directory);
  if (!templates.directory.starts_with('/')) map.problem("directory", "must be a path that begins with /");
  set_text(map, "language", templates.language);
  if (!is_language(templates.language)) map.problem("language", "must be a language code such as en or cy");
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
    set_listener(map, "listen", config.metrics_listen);
    map.finish();
  });
  top.map("console", [&](YamlMap& map) {
    set_listener(map, "listen", config.console_listen);
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
  top.map("digests", [&](YamlMap& map) { read_digests(map, config.digests); });
  top.map("limits", [&](YamlMap& map) { read_limits(map, config.limits); });
  top.map("retention", [&](YamlMap& map) { read_retention(map, config.retention); });
  top.map("letters", [&](YamlMap& map) { read_templates(map, config.letters); });
  top.map("notices", [&](YamlMap& map) { read_templates(map, config.notices); });
  top.map("log", [&](YamlMap& map) { read_log(map, config.log); });
  set_text(top, "address_rules", files.address_rules);
  set_text(top, "guarded_domains", files.guarded_domains);
  top.finish();
  return files;
}

}  // namespace postern::conf
