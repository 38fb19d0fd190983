#include "admin/doctor/sendmail/sendmail_lines.hpp"

#include <algorithm>

#include "admin/doctor/facts/mta_words.hpp"
#include "admin/doctor/facts/wording.hpp"
#include "mail/header_field.hpp"

namespace postern::admin::doctor {
namespace {

using std::chrono::seconds;

std::vector<std::string> apart(std::string_view text, char at_each) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(at_each), text.size());
    if (std::string part = trimmed(text.substr(0, end)); !part.empty()) parts.push_back(std::move(part));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

/// F=T puts mail off, F=R refuses it, F=4 ends the connection with 421; without any, mail passes.
std::string when_away(const std::string& flags) {
  if (flags.find('T') != std::string::npos) return "tempfail";
  if (flags.find('4') != std::string::npos) return "tempfail";
  if (flags.find('R') != std::string::npos) return "reject";
  return "accept";
}

/// `C:30s;S:30s;R:30s;E:5m` over Sendmail's own: 5 minutes, 10 s, 10 s, 5 minutes.
void take_timeouts(Milter& filter, const std::string& text) {
  filter.connect = std::chrono::minutes{5};
  filter.command = seconds{10};
  filter.content = std::chrono::minutes{5};
  for (const std::string& each : apart(text, ';')) {
    if (each.size() < 3 || each[1] != ':') continue;
    const auto time = mta_time(each.substr(2));
    if (!time) continue;
    if (each[0] == 'C') filter.connect = *time;
    if (each[0] == 'R') filter.command = *time;
    if (each[0] == 'E') filter.content = *time;
  }
}

Milter filter_of(std::string_view line) {
  const std::size_t comma = std::min(line.find(','), line.size());
  Milter filter;
  filter.name = trimmed(line.substr(0, comma));
  auto said = equates(line.substr(std::min(comma + 1, line.size())));
  filter.socket = said["s"];
  filter.when_away = when_away(said["f"]);
  take_timeouts(filter, said["t"]);
  return filter;
}

void take_option(SendmailLines& lines, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) return;
  lines.options[mail::lower(trimmed(text.substr(0, equals)))].push_back(trimmed(text.substr(equals + 1)));
}

/// What a C or F line has for `w`, `R` or `{VirtHost}`, the classes of domains whose mail is taken (`Cwexample.org`,
/// `C{w}example.org`); empty for any other class.
std::string for_domains(std::string_view line) {
  for (const std::string_view name : {"w", "R", "{w}", "{R}", "{VirtHost}"}) {
    if (line.substr(1).starts_with(name)) return trimmed(line.substr(1 + name.size()));
  }
  return {};
}

void take_domains(SendmailLines& lines, const std::string& line) {
  const std::string_view name = std::string_view(line).substr(1);
  const bool relayed = name.starts_with('R') || name.starts_with("{R}");
  const std::string rest = for_domains(line);
  if (line[0] == 'C') {
    for (const std::string& word : apart(rest, ' ')) {
      if (is_client_address(word)) continue;
      lines.domains.push_back(mail::lower(word));
      if (relayed) lines.relayed.push_back(lines.domains.back());
    }
  } else if (const std::size_t path = rest.find('/'); path != std::string::npos) {
    lines.domain_files.push_back({apart(rest.substr(path), ' ').front(), relayed});
  }
}

void take_line(SendmailLines& lines, const std::string& line) {
  if (line.starts_with("O ")) take_option(lines, line.substr(2));
  if (line.starts_with('X')) lines.filters.push_back(filter_of(std::string_view(line).substr(1)));
  if (line.starts_with("Kaccess ")) lines.has_access_map = true;
  if (line.starts_with("DZ")) lines.version = trimmed(line.substr(2));
  if (line.starts_with("Dj")) lines.host_name = mail::lower(trimmed(line.substr(2)));
  if (line.starts_with('C') || line.starts_with('F')) take_domains(lines, line);
}

}  // namespace

bool is_client_address(const std::string& word) {
  return word.find_first_not_of("0123456789./[]") == std::string::npos || mail::lower(word).starts_with("ipv6:");
}

std::string SendmailLines::option(const std::string& name) const {
  const auto found = options.find(mail::lower(name));
  return found == options.end() ? std::string() : found->second.back();
}

SendmailLines sendmail_lines(std::string_view text) {
  SendmailLines lines;
  std::string whole;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && (line[0] == ' ' || line[0] == '\t')) {
      whole += line;
      continue;
    }
    take_line(lines, whole);
    whole = line;
  }
  take_line(lines, whole);
  return lines;
}

std::map<std::string, std::string> equates(std::string_view text) {
  std::map<std::string, std::string> found;
  for (const std::string& each : comma_list(text)) {
    const std::size_t equals = each.find('=');
    if (equals == std::string::npos) continue;
    const std::string key = mail::lower(trimmed(each.substr(0, equals)));
    const std::string value = trimmed(each.substr(equals + 1));
    found[key] = value;
    found.emplace(key.substr(0, 1), value);
  }
  return found;
}

std::vector<std::string> comma_list(std::string_view text) {
  return apart(text, ',');
}

}  // namespace postern::admin::doctor
