#include "conf/settings_fields.hpp"

#include <algorithm>
#include <charconv>

#include "policy/address/address.hpp"
#include "policy/time/quantity.hpp"

namespace postern::conf {

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

std::optional<policy::Day> read_day(YamlMap& map, std::string_view key) {
  const auto text = map.text(key);
  if (!text) return std::nullopt;
  const auto day = policy::day_from_text(*text);
  if (!day) map.problem(key, *text + " is no day; write 2026-11-02");
  return day;
}

std::optional<std::uint16_t> port_from_text(std::string_view text) {
  std::uint16_t port = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

/// A name, an IPv4 address, or an IPv6 address in brackets; whether it is there is for whoever listens on it to say.
bool is_host(std::string_view text) {
  const bool six = text.size() > 2 && text.front() == '[' && text.back() == ']';
  const auto allowed = [](std::string_view part, std::string_view more) {
    return !part.empty() && std::all_of(part.begin(), part.end(), [&](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
             more.find(c) != std::string_view::npos;
    });
  };
  return six ? allowed(text.substr(1, text.size() - 2), ":.%") : allowed(text, ".-");
}

void set_listener(YamlMap& map, std::string_view key, std::string& target) {
  const auto text = map.text(key);
  if (!text) return;
  const std::size_t colon = text->rfind(':');
  const bool apart = colon != std::string::npos && port_from_text(std::string_view(*text).substr(colon + 1));
  if (!apart || !is_host(std::string_view(*text).substr(0, colon))) {
    return map.problem(key, "must be HOST:PORT, such as 127.0.0.1:9825 or [::1]:9825");
  }
  target = *text;
}

}  // namespace postern::conf
