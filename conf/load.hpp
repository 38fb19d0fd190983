// postern.yaml in, every problem out. Reads files; no other side effect.
#pragma once
#include <string>
#include <string_view>

#include "conf/config.hpp"
#include "policy/result.hpp"

namespace postern::conf {

/// `option` (of --config), else $POSTERN_CONFIG, else /etc/postern/postern.yaml.
std::string config_path(const std::string& option);

/// All problems in one go, each `FILE:LINE: KEY: what is wrong; what is allowed`. A file that cannot be read is one
/// too.
policy::Result<Config> load(const std::string& path);
/// The same for text in hand; `name` stands for the file in problems.
policy::Result<Config> load_text(std::string_view text, const std::string& name);

/// Provider rules from YAML text in the form of conf/address-rules.yaml.
policy::Result<policy::AddressRules> load_address_rules(std::string_view text, const std::string& name);

}  // namespace postern::conf
