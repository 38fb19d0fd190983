#include "admin/service/release_rows.hpp"

#include <array>
#include <set>
#include <unistd.h>

#include "mail/pass_token.hpp"
#include "mail/trace_field.hpp"

namespace postern::admin {
namespace {

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  return name.data();
}

/// As RCPT takes it, byte for byte where it has no source route.
std::string without_brackets(const std::string& raw) {
  const bool bracketed = raw.size() >= 2 && raw.front() == '<' && raw.back() == '>';
  std::string address = bracketed ? raw.substr(1, raw.size() - 2) : raw;
  if (!address.starts_with('@')) return address;
  const auto mailbox = policy::parse_mailbox(raw);
  return mailbox ? mailbox->text() : address;
}

std::vector<std::string> each_once(const std::vector<std::string>& recipients, const conf::Config& config) {
  const policy::AddressRules rules = config.council.address_rules(config.providers);
  std::set<std::string> seen;
  std::vector<std::string> addresses;
  for (const std::string& raw : recipients) {
    const auto known = policy::canonical(raw, rules);
    if (seen.insert(known ? known->text() : raw).second) addresses.push_back(without_brackets(raw));
  }
  return addresses;
}

}  // namespace

db::OutboxRow release_row(const db::KeptEntry& entry, const std::vector<std::string>& recipients,
                          const std::optional<std::string>& to, const Acting& acting) {
  const db::KeptMessage& message = entry.message;
  db::OutboxRow row;
  row.id = mail::random_id();
  row.kind = db::OutboxKind::release;
  row.state = db::OutboxState::ready;
  row.kept_id = message.id;
  row.mail_from = acting.config.council.bounces;
  row.recipients = each_once(to ? std::vector<std::string>{*to} : recipients, acting.config);
  row.header = mail::received_field({message.helo, message.client, message.queue_id, host_name(), row.id, acting.now});
  row.token = mail::random_id();
  row.since = acting.now;
  row.next_attempt = acting.now;
  if (!entry.recipients.empty()) row.restriction = entry.recipients.front().restriction;
  return row;
}

}  // namespace postern::admin
