#include "admin/service/digests/kept_owners.hpp"

#include <algorithm>
#include <set>

#include "db/shared/words.hpp"
#include "policy/time/unread.hpp"
#include "policy/time/working_days.hpp"

namespace postern::admin {

std::vector<std::string> each_once(const std::vector<std::string>& addresses, const LogView& view) {
  std::set<policy::Address> seen;
  std::vector<std::string> once;
  for (const std::string& text : addresses) {
    const auto known = view.address(text);
    if (known && seen.insert(*known).second) once.push_back(policy::parse_mailbox(text)->text());
  }
  return once;
}

std::string compared(const std::string& address, const LogView& view) {
  const auto known = view.address(address);
  return known ? known->text() : address;
}

KeptOwners::KeptOwners(const LogView& view) : view_(view) {
  for (const db::LoggedRestriction& one : view.contents().restrictions) {
    restrictions_[one.restriction.reference] = &one.restriction;
  }
}

std::vector<std::string> KeptOwners::overseers() const {
  return each_once(view_.config().reviews.digest_to, view_);
}

std::vector<std::string> KeptOwners::of(const db::KeptRecipient& one) const {
  const auto found = one.restriction ? restrictions_.find(*one.restriction) : restrictions_.end();
  std::vector<std::string> owners;
  if (found != restrictions_.end()) owners = each_once(found->second->terms.managers, view_);
  if (owners.empty()) owners = overseers();
  if (owners.empty()) owners.push_back(view_.config().council.bounces);
  return owners;
}

std::vector<KeptShare> KeptOwners::of(const db::KeptEntry& entry) const {
  std::vector<KeptShare> shares;
  for (const db::KeptRecipient& one : entry.recipients) {
    if (!db::waits(one.status)) continue;
    for (const std::string& owner : of(one)) {
      const auto found = std::find_if(shares.begin(), shares.end(), [&](const KeptShare& share) {
        return compared(share.owner, view_) == compared(owner, view_);
      });
      KeptShare& share = found != shares.end() ? *found : shares.emplace_back(KeptShare{owner, &entry, {}});
      share.recipients.push_back(&one);
    }
  }
  return shares;
}

std::vector<KeptShare> KeptOwners::all_for(const std::vector<std::string>& addresses,
                                           const db::KeptEntry& entry) const {
  std::vector<const db::KeptRecipient*> waiting;
  for (const db::KeptRecipient& one : entry.recipients) {
    if (db::waits(one.status)) waiting.push_back(&one);
  }
  std::vector<KeptShare> shares;
  for (const std::string& address : addresses) shares.push_back({address, &entry, waiting});
  return shares;
}

bool KeptOwners::can_be(std::chrono::sys_seconds at) const {
  return at <= view_.now() + policy::kClockAhead;
}

bool KeptOwners::needs_somebody(const db::KeptEntry& entry) const {
  return std::any_of(entry.recipients.begin(), entry.recipients.end(), [&](const db::KeptRecipient& one) {
    const bool held = one.status == db::KeptStatus::held && one.release_at && *one.release_at > view_.now();
    return db::waits(one.status) && !(held && can_be(entry.message.at));
  });
}

bool KeptOwners::is_unread(const db::KeptEntry& entry, const Looks& looks) const {
  if (!needs_somebody(entry)) return false;
  std::optional<std::chrono::sys_seconds> since;
  if (can_be(entry.message.at)) since = entry.message.at;
  const auto looked = looks.find(entry.message.id);
  if (looked != looks.end() && can_be(looked->second))
    since = since ? std::max(*since, looked->second) : looked->second;
  if (!since) return true;
  const auto& zone = *view_.config().council.time_zone;
  const auto& closed_days = view_.config().council.closed_days;
  return policy::after_working_days(*since, policy::kWorkingDaysUnread, closed_days, zone) <= view_.now();
}

}  // namespace postern::admin
