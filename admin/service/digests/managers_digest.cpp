#include "admin/service/digests/managers_digest.hpp"

#include <algorithm>
#include <map>

#include "admin/service/digests/kept_owners.hpp"

namespace postern::admin {
namespace {

struct Share {
  std::string address;
  std::vector<const db::Event*> forwarded;
  std::vector<KeptShare> kept;
};
using Managers = std::map<policy::Reference, std::vector<std::string>>;

Managers managers_of(const LogView& view) {
  Managers managers;
  for (const db::LoggedRestriction& one : view.contents().restrictions) {
    if (one.restriction.status != policy::Status::in_force) continue;
    managers[one.restriction.reference] = each_once(one.restriction.terms.managers, view);
  }
  return managers;
}

/// A forward to a councillor's alternative address, or to one that a councillor chose, is no manager's.
bool went_to_managers(const db::Event& event) {
  return event.restriction && event.action == "forward" && event.rule == "restricted" && event.note != "observed";
}

std::string line_of(const db::Event& event, const LogView& view) {
  return "  " + moment_in_words(event.at, view) + "  " + *event.restriction + "\n    from  " + shown(event.address) +
         "\n    to    " + shown(event.recipient) + "\n";
}

DigestMail mail_of(const Share& share, const LogView& view) {
  constexpr std::size_t kMostTold = 500;
  DigestMail mail;
  mail.to = {share.address};
  mail.subject = "Restricted contact: " + std::to_string(share.forwarded.size()) + " forwarded to you, " +
                 std::to_string(share.kept.size()) + " waiting for you";
  mail.text = "Forwarded to you since the last digest: " + std::to_string(share.forwarded.size()) + "\n\n";
  for (std::size_t i = 0; i < std::min(share.forwarded.size(), kMostTold); ++i) {
    mail.text += line_of(*share.forwarded[i], view);
  }
  if (share.forwarded.size() > kMostTold) {
    mail.text += "  and " + std::to_string(share.forwarded.size() - kMostTold) + " more: postern events\n";
  }
  if (!share.forwarded.empty()) mail.text += "\n";
  mail.text += "Kept, and waiting for you: " + std::to_string(share.kept.size()) + "\n\n";
  append_kept(mail, share.kept, view);
  if (!share.kept.empty()) mail.text += how_to_release(view.config());
  return mail;
}

}  // namespace

std::vector<DigestMail> manager_digests(const std::vector<db::Event>& events, const std::vector<db::KeptEntry>& kept,
                                        const LogView& view) {
  const Managers managers = managers_of(view);
  std::map<std::string, Share> shares;
  for (const auto& [reference, addresses] : managers) {
    for (const std::string& address : addresses) shares.try_emplace(compared(address, view), Share{address, {}, {}});
  }
  for (const db::Event& event : events) {
    if (!went_to_managers(event) || !managers.contains(*event.restriction)) continue;
    for (const std::string& address : managers.at(*event.restriction)) {
      shares.at(compared(address, view)).forwarded.push_back(&event);
    }
  }
  const KeptOwners owners(view);
  for (const db::KeptEntry& entry : kept) {
    for (const KeptShare& one : owners.of(entry)) {
      const auto share = shares.find(compared(one.owner, view));
      if (share != shares.end()) share->second.kept.push_back(one);
    }
  }
  std::vector<DigestMail> mails;
  for (const auto& [key, share] : shares) {
    if (!share.forwarded.empty() || !share.kept.empty()) mails.push_back(mail_of(share, view));
  }
  return mails;
}

}  // namespace postern::admin
