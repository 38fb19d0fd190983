#include "admin/service/kept/decided_anew.hpp"

#include <algorithm>
#include <optional>

#include "admin/service/kept/decided_anew_rows.hpp"
#include "admin/service/kept/file_sum.hpp"
#include "mail/host_name.hpp"
#include "mail/message_file.hpp"
#include "mail/read_message.hpp"
#include "policy/decision/decide.hpp"
#include "policy/decision/recipient_address.hpp"

namespace postern::admin {
namespace {

/// Messages of one look, for which the outbox waits: the next one follows within a second.
constexpr std::size_t kAtATime = 20;

/// What the gateway knew of the message, read from its bytes again. An error is why it cannot be decided.
policy::Result<HeldMessage> read_again(const db::KeptEntry& entry, const mail::KeptMessages& files,
                                       const RulesNow& rules, std::chrono::sys_seconds now) {
  const conf::Config& config = *rules.config;
  const policy::AddressRules& address_rules = rules.snapshot->address_rules();
  const std::string path = files.path(entry.message.id);
  if (auto whole = is_whole(path, entry.message); !whole) return whole.error();
  // It was within the limit when it came; the file has line ends besides.
  const auto header = mail::header_of(path, 2 * config.limits.header);
  if (!header) return header.error();
  const mail::Reading reading{config.match.identities, address_rules, config.limits.identities, config.authserv_ids};
  auto found = mail::writers({entry.message.mail_from}, *header, reading);
  if (found.excessive) return policy::refused(path + ": its header names too many addresses");

  HeldMessage held{entry, {}, mail::message_of(std::move(found)), {}};
  held.authenticated =
      mail::particulars({entry.message.mail_from}, *header, held.message.identities, reading).authenticated;
  const std::vector<std::string> own_names{mail::host_name()};
  for (const db::KeptRecipient& one : entry.recipients) {
    if (!db::is_due(one, entry.message.at, now)) continue;
    auto read = policy::read_recipient(one.recipient, {}, own_names, config.council, address_rules);
    if (!read || read->doubtful) return policy::refused(one.recipient + ": is no plain e-mail address");
    held.message.recipients.push_back({one.recipient, std::move(read->address)});
    held.due.push_back(one);
  }
  return held;
}

/// For what cannot be decided: whoever is due waits for people from now on.
HeldMessage undecided(const db::KeptEntry& entry, std::chrono::sys_seconds now) {
  HeldMessage held{entry, {}, {}, {}};
  std::copy_if(entry.recipients.begin(), entry.recipients.end(), std::back_inserter(held.due),
               [&](const db::KeptRecipient& one) { return db::is_due(one, entry.message.at, now); });
  return held;
}

policy::Result<db::Redecision> decided(const HeldMessage& held, db::Store& store, const RulesNow& rules,
                                       std::chrono::sys_seconds now) {
  const policy::Snapshot& snapshot = *rules.snapshot;
  const auto quotas = policy::quotas(held.message, snapshot, now);
  const auto used = store.usage(quotas);
  if (!used) return used.error();
  auto decisions = policy::decide(held.message, snapshot, *used, now);
  if (rules.config->enforcement == conf::Enforcement::observe) {
    for (policy::Decision& decision : decisions) {
      decision.action = policy::Action::deliver;
      decision.forward_to.clear();
    }
    return released_rows(held, decisions, *rules.config, now);
  }
  db::Redecision rows = released_rows(held, decisions, *rules.config, now);
  rows.counts = policy::counted(decisions, quotas);
  return rows;
}

policy::Result<db::Redecision> redecision_of(const db::KeptEntry& entry, db::Store& store,
                                             const mail::KeptMessages& files, const RulesNow& rules,
                                             std::chrono::sys_seconds now) {
  const auto held = read_again(entry, files, rules, now);
  if (held) return decided(*held, store, rules, now);
  // A disk that is away now may be there in a second.
  if (held.error().fault == policy::Fault::unavailable) return held.error();
  return kept_rows(undecided(entry, now), held.error().problems.front(), now);
}

void append(std::vector<DecidedAnew>& all, const db::Redecision& rows) {
  for (const db::Event& event : rows.events) {
    const auto action = policy::action_from_text(event.action);
    all.push_back({rows.message, event.recipient, action.value_or(policy::Action::quarantine), event.note});
  }
}

}  // namespace

policy::Result<HeldMailLook> decide_held_mail(db::Store& store, const mail::KeptMessages& files, const RulesNow& rules,
                                              std::chrono::sys_seconds now, const std::set<std::string>& passed_over) {
  const auto due = store.held_until(now, kAtATime + passed_over.size());
  if (!due) return due.error();
  HeldMailLook look;
  for (const db::KeptEntry& entry : *due) {
    if (passed_over.contains(entry.message.id)) continue;
    const auto rows = redecision_of(entry, store, files, rules, now);
    const auto done = rows ? store.redecide(*rows) : policy::Result<>(rows.error());
    if (done) {
      append(look.decided, *rows);
      continue;
    }
    look.failed[entry.message.id] = done.error().problems.front();
    // A store that is away is away for all of them, and each would wait for it.
    if (rows && done.error().fault == policy::Fault::unavailable) break;
  }
  return look;
}

}  // namespace postern::admin
