// One setting at a time out of a map: each puts the value into `target`, or a problem into the map's list and leaves
// `target` as it is. Private to conf/.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "conf/yaml.hpp"
#include "policy/time/day.hpp"

namespace postern::conf {

void set_text(YamlMap& map, std::string_view key, std::string& target);
void set_duration(YamlMap& map, std::string_view key, std::chrono::seconds& target);
void set_size(YamlMap& map, std::string_view key, std::uint64_t& target);
void set_count(YamlMap& map, std::string_view key, std::size_t& target, long long most);
/// One line that may go into a header field or a reply.
void set_line(YamlMap& map, std::string_view key, std::string& target);
void set_address(YamlMap& map, std::string_view key, std::string& target);
/// HOST:PORT to listen on; an IPv6 address in brackets.
void set_listener(YamlMap& map, std::string_view key, std::string& target);
std::optional<policy::Day> read_day(YamlMap& map, std::string_view key);
/// A port from 1 to 65535, and nothing else in the text.
std::optional<std::uint16_t> port_from_text(std::string_view text);

}  // namespace postern::conf
