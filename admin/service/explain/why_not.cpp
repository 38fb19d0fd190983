#include "admin/service/explain/why_not.hpp"

#include <algorithm>

#include "admin/service/log/enforced_now.hpp"

namespace postern::admin {
namespace {

bool covers(const policy::Identifier& identifier, const policy::Address& address) {
  const std::string_view key = identifier.key;
  const std::string_view domain = address.domain();
  switch (identifier.kind) {
    case policy::Identifier::Kind::address:
      return address.text() == key;
    case policy::Identifier::Kind::domain:
      return domain == key.substr(1);
    case policy::Identifier::Kind::domain_and_below:
      return domain == key.substr(2) || domain.ends_with(key.substr(1));
  }
  return false;
}

/// The first of its identifiers that is met; empty where none is.
std::string entry_met(const policy::Restriction& restriction, const policy::Message& message, const LogView& view) {
  for (const std::string& text : restriction.email) {
    const auto identifier = view.identifier(text);
    if (!identifier) continue;
    const bool met = std::any_of(message.identities.begin(), message.identities.end(),
                                 [&](const policy::Identity& one) { return covers(*identifier, one.address); });
    if (met) return text;
  }
  return {};
}

}  // namespace

std::vector<std::string> why_not(const policy::Message& message, const LogView& view, std::chrono::sys_seconds at) {
  const policy::Day day = policy::day_of(at, *view.config().council.time_zone);
  std::vector<std::string> lines;
  for (const db::LoggedRestriction& one : view.contents().restrictions) {
    const std::string why = why_not_enforced(one.restriction, day);
    if (why.empty()) continue;
    const std::string entry = entry_met(one.restriction, message, view);
    if (!entry.empty()) lines.push_back(one.restriction.reference + " would match by " + entry + ", but: " + why);
  }
  if (view.config().enforcement == conf::Enforcement::observe) {
    lines.emplace_back("enforcement is observe: all this is recorded, and the message goes on unchanged");
  }
  const auto& exempt = view.config().match.exempt_clients;
  if (!exempt.empty()) {
    lines.push_back("a message from one of the " + std::to_string(exempt.size()) +
                    " exempt_clients is not looked at, whoever sends it");
  }
  return lines;
}

}  // namespace postern::admin
