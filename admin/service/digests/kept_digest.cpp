#include "admin/service/digests/kept_digest.hpp"

#include <algorithm>
#include <map>

namespace postern::admin {
namespace {

/// By the owner's address as it is compared, what is theirs: however it is written, one person gets one mail.
using Shares = std::map<std::string, std::vector<KeptShare>>;

void add(Shares& shares, const std::vector<KeptShare>& more, const LogView& view) {
  for (const KeptShare& one : more) shares[compared(one.owner, view)].push_back(one);
}

bool is_among(const std::vector<std::string>& addresses, const std::string& address, const LogView& view) {
  return std::any_of(addresses.begin(), addresses.end(),
                     [&](const std::string& one) { return compared(one, view) == compared(address, view); });
}

std::chrono::sys_seconds oldest_of(const std::vector<KeptShare>& shares) {
  const auto oldest = std::min_element(shares.begin(), shares.end(), [](const KeptShare& a, const KeptShare& b) {
    return a.entry->message.at < b.entry->message.at;
  });
  return oldest->entry->message.at;
}

DigestMail digest_of(const std::vector<KeptShare>& shares, const LogView& view) {
  DigestMail mail;
  mail.to = {shares.front().owner};
  mail.subject = "Kept messages: " + std::to_string(shares.size()) + " waiting, the oldest since " +
                 moment_in_words(oldest_of(shares), view);
  mail.text = "These messages were kept and not delivered. They wait for somebody to release or delete them.\n\n";
  append_kept(mail, shares, view);
  mail.text += how_to_release(view.config());
  return mail;
}

DigestMail alarm_of(const std::vector<KeptShare>& shares, const LogView& view) {
  DigestMail mail;
  mail.to = {shares.front().owner};
  mail.subject = "Alarm: " + counted(shares.size(), "kept message") + " that nobody has looked at";
  mail.text =
      "Nobody has looked at these kept messages for five working days. Somebody must: they were not\n"
      "delivered. This alarm comes every day until each was looked at, released or deleted.\n\n";
  append_kept(mail, shares, view);
  mail.text += how_to_release(view.config());
  return mail;
}

}  // namespace

void put_in_turn(std::vector<db::KeptEntry>& kept, const Listed& listed) {
  const auto turn = [&](const db::KeptEntry& entry) {
    const auto found = listed.find(entry.message.id);
    return found == listed.end() ? std::chrono::sys_seconds::min() : found->second;
  };
  std::stable_sort(kept.begin(), kept.end(),
                   [&](const db::KeptEntry& a, const db::KeptEntry& b) { return turn(a) < turn(b); });
}

std::vector<const db::KeptEntry*> unread_in(const std::vector<db::KeptEntry>& kept, const Looks& looks,
                                            const LogView& view) {
  const KeptOwners owners(view);
  std::vector<const db::KeptEntry*> unread;
  for (const db::KeptEntry& entry : kept) {
    if (owners.is_unread(entry, looks)) unread.push_back(&entry);
  }
  return unread;
}

std::vector<DigestMail> kept_digests(const std::vector<db::KeptEntry>& kept, const LogView& view) {
  const KeptOwners owners(view);
  Shares shares;
  for (const db::KeptEntry& entry : kept) add(shares, owners.of(entry), view);
  std::vector<DigestMail> mails;
  for (const auto& [key, share] : shares) mails.push_back(digest_of(share, view));
  return mails;
}

std::vector<DigestMail> kept_alarms(const std::vector<db::KeptEntry>& kept, const Looks& looks, const LogView& view) {
  const KeptOwners owners(view);
  Shares shares;
  for (const db::KeptEntry* entry : unread_in(kept, looks, view)) {
    const auto overseers = owners.overseers();
    add(shares, owners.all_for(overseers, *entry), view);
    auto theirs = owners.of(*entry);
    std::erase_if(theirs, [&](const KeptShare& one) { return is_among(overseers, one.owner, view); });
    add(shares, theirs, view);
  }
  std::vector<DigestMail> mails;
  for (const auto& [key, share] : shares) mails.push_back(alarm_of(share, view));
  return mails;
}

}  // namespace postern::admin
