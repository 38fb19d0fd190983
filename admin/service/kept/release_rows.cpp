#include "admin/service/kept/release_rows.hpp"

#include <set>

#include "mail/envelope_path.hpp"
#include "mail/host_name.hpp"
#include "mail/pass_token.hpp"
#include "mail/trace_field.hpp"

namespace postern::admin {
namespace {

std::vector<std::string> each_once(const std::vector<std::string>& recipients, const conf::Config& config) {
  const policy::AddressRules rules = config.council.address_rules(config.providers);
  std::set<std::string> seen;
  std::vector<std::string> addresses;
  for (const std::string& raw : recipients) {
    const auto known = policy::canonical(raw, rules);
    if (seen.insert(known ? known->text() : raw).second) addresses.push_back(mail::without_brackets(raw));
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
  row.header =
      mail::received_field({message.helo, message.client, message.queue_id, mail::host_name(), row.id, acting.now});
  row.token = mail::random_id();
  row.since = acting.now;
  row.next_attempt = acting.now;
  if (!entry.recipients.empty()) row.restriction = entry.recipients.front().restriction;
  return row;
}

}  // namespace postern::admin
