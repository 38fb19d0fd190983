// Reads the typed settings out of postern.yaml's tree. Private to conf/.
#pragma once
#include "conf/config.hpp"
#include "conf/yaml.hpp"

namespace postern::conf {

/// Every problem goes to the map's own list. `address_rules` and `guarded_domains` are file names: load.cpp reads them.
struct SettingsFiles {
  std::string address_rules;
  std::string guarded_domains;
};
SettingsFiles read_settings(YamlMap& top, Config& config);

}  // namespace postern::conf
