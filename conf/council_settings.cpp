#include <algorithm>

#include <date/tz.h>

#include "conf/settings_fields.hpp"
#include "conf/settings_sections.hpp"
#include "policy/address/identifier.hpp"
#include "policy/time/day.hpp"

namespace postern::conf {
namespace {

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

}  // namespace

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
    for (const std::string& text : *days) {
      const auto day = policy::day_from_text(text);
      if (!day) map.problem("closed_days", text + " is no day; write 2026-12-25");
      if (day) council.closed_days.push_back(*day);
    }
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

}  // namespace postern::conf
