#include "admin/service/kept_digest.hpp"

#include <algorithm>
#include <map>

namespace postern::admin {
namespace {

/// The messages of one person.
struct Share {
  std::string address;
  std::vector<const db::KeptEntry*> entries;
};
/// By the address as it is compared: however it is written, one person gets one mail.
using Shares = std::map<std::string, Share>;

void add(Shares& shares, const std::vector<std::string>& addresses, const db::KeptEntry& entry, const LogView& view) {
  for (const std::string& address : addresses) {
    Share& share = shares.try_emplace(compared(address, view), Share{address, {}}).first->second;
    share.entries.push_back(&entry);
  }
}

DigestMail digest_to(const std::string& address, const std::vector<const db::KeptEntry*>& entries,
                     const LogView& view) {
  DigestMail mail;
  mail.to = {address};
  mail.subject = "Kept messages: " + std::to_string(entries.size()) + " waiting, the oldest since " +
                 moment_in_words(entries.front()->message.at, view);
  mail.text = "These messages were kept and not delivered. They wait for somebody to release or delete them.\n\n";
  append_kept(mail, entries, view);
  mail.text += how_to_release(view.config());
  return mail;
}

DigestMail alarm_to(const std::string& address, const std::vector<const db::KeptEntry*>& entries, const LogView& view) {
  DigestMail mail;
  mail.to = {address};
  mail.subject = "Alarm: " + counted(entries.size(), "kept message") + " that nobody has looked at";
  mail.text =
      "Nobody has looked at these kept messages for five working days. Somebody must: they were not\n"
      "delivered. This alarm comes every day until each was looked at, released or deleted.\n\n";
  append_kept(mail, entries, view);
  mail.text += how_to_release(view.config());
  return mail;
}

}  // namespace

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
  for (const db::KeptEntry& entry : kept) add(shares, owners.of(entry), entry, view);
  std::vector<DigestMail> mails;
  for (const auto& [key, share] : shares) mails.push_back(digest_to(share.address, share.entries, view));
  return mails;
}

std::vector<DigestMail> kept_alarms(const std::vector<db::KeptEntry>& kept, const Looks& looks, const LogView& view) {
  const KeptOwners owners(view);
  Shares shares;
  for (const db::KeptEntry* entry : unread_in(kept, looks, view)) {
    std::vector<std::string> told = owners.of(*entry);
    const auto overseers = owners.overseers();
    told.insert(told.end(), overseers.begin(), overseers.end());
    add(shares, each_once(told, view), *entry, view);
  }
  std::vector<DigestMail> mails;
  for (const auto& [key, share] : shares) mails.push_back(alarm_to(share.address, share.entries, view));
  return mails;
}

}  // namespace postern::admin
