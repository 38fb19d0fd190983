// The larger sections of postern.yaml, each read from its map to its end. Private to conf/.
// Implemented in: council_settings.cpp, digest_settings.cpp, mail_settings.cpp
#pragma once
#include "conf/config.hpp"
#include "conf/yaml.hpp"

namespace postern::conf {

void read_council(YamlMap& map, Config& config);
void read_officer(YamlMap& map, std::vector<policy::AuthorisingOfficer>& officers);
void read_match(YamlMap& map, MatchSettings& match);
void read_mail(YamlMap& map, Config& config);
void read_junk(YamlMap& map, Config& config);
void read_digests(YamlMap& map, DigestSettings& digests);

}  // namespace postern::conf
