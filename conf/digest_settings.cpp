#include "conf/settings_sections.hpp"
#include "policy/time/contact_hours.hpp"

namespace postern::conf {
namespace {

void set_recurrence(YamlMap& map, std::string_view key, policy::Recurrence& target) {
  using policy::Recurrence;
  const auto word = map.one_of(key, {"daily", "weekly", "off"});
  if (!word) return;
  target = *word == "daily" ? Recurrence::daily : *word == "weekly" ? Recurrence::weekly : Recurrence::off;
}

}  // namespace

void read_digests(YamlMap& map, DigestSettings& digests) {
  set_recurrence(map, "officers", digests.officers);
  set_recurrence(map, "kept", digests.kept);
  set_recurrence(map, "managers", digests.managers);
  if (const auto text = map.text("at")) {
    const auto time = policy::time_of_day_from_text(*text);
    if (time && *time < std::chrono::hours{24}) {
      digests.at = *time;
    } else {
      map.problem("at", "is " + *text + "; write a time of day from 00:00 to 23:59, such as \"07:00\"");
    }
  }
  map.finish();
}

}  // namespace postern::conf
