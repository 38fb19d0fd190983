#include "admin/service/digests/digests.hpp"

#include <set>

#include "admin/service/digests/kept_digest.hpp"
#include "admin/service/digests/managers_digest.hpp"
#include "admin/service/digests/officers_digest.hpp"
#include "mail/pass_token.hpp"
#include "mail/plain_message.hpp"

namespace postern::admin {
namespace {

struct Told {
  std::vector<DigestMail> mails;
  std::size_t alarmed = 0;
};
using Mails = policy::Result<Told>;

using Lines = std::vector<std::string>;

Mails for_officers(db::Store& store, const std::vector<db::KeptEntry>& kept, const LogView& view,
                   const Lines& refused_addresses) {
  const auto looks = store.last_looks();
  if (!looks) return looks.error();
  const auto last_events = store.last_events();
  if (!last_events) return last_events.error();
  Told told;
  if (auto mail = officers_digest({kept, *looks, *last_events, refused_addresses}, view))
    told.mails.push_back(std::move(*mail));
  return told;
}

Mails for_managers(db::Store& store, const std::vector<db::KeptEntry>& kept, const LogView& view,
                   std::optional<std::chrono::sys_seconds> after) {
  // An event of the very second of the last run may be told twice, and is never left out.
  const auto events = store.events({std::nullopt, after});
  if (!events) return events.error();
  return Told{manager_digests(*events, kept, view), 0};
}

Mails about_unread(db::Store& store, const std::vector<db::KeptEntry>& kept, const LogView& view) {
  const auto looks = store.last_looks();
  if (!looks) return looks.error();
  return Told{kept_alarms(kept, *looks, view), unread_in(kept, *looks, view).size()};
}

Told about_overdue(const LogView& view) {
  Told told;
  told.alarmed = overdue_reviews(view);
  if (auto mail = overdue_alarm(view)) told.mails.push_back(std::move(*mail));
  return told;
}

Mails mails_of(db::Store& store, Digest digest, std::optional<std::chrono::sys_seconds> after, const Acting& acting,
               const Lines& refused_addresses) {
  const auto contents = store.contents();
  if (!contents) return contents.error();
  auto kept = store.kept(false);
  if (!kept) return kept.error();
  const auto listed = store.last_listings();
  if (!listed) return listed.error();
  if (digest != Digest::officers) put_in_turn(*kept, *listed);
  const LogView view(acting.config, *contents, acting.now);
  switch (digest) {
    case Digest::officers:
      return for_officers(store, *kept, view, refused_addresses);
    case Digest::kept:
      return Told{kept_digests(*kept, view), 0};
    case Digest::managers:
      return for_managers(store, *kept, view, after);
    case Digest::kept_alarm:
      return about_unread(store, *kept, view);
    case Digest::review_alarm:
      return about_overdue(view);
  }
  return Told{};
}

db::OutboxRow row_of(const DigestMail& mail, const Acting& acting) {
  const std::string& bounces = acting.config.council.bounces;
  db::OutboxRow row;
  row.id = mail::random_id();
  row.kind = db::OutboxKind::digest;
  // Who does not get it after all, as from a mailbox that is no more, is told of there.
  row.mail_from = bounces;
  row.recipients = mail.to;
  row.header = mail::composed({acting.config.mail.from.empty() ? bounces : acting.config.mail.from, mail.to,
                               mail.subject, mail.text, acting.now, row.id + bounces.substr(bounces.rfind('@'))});
  row.since = acting.now;
  row.next_attempt = acting.now;
  return row;
}

}  // namespace

std::string_view run_name(Digest digest) {
  switch (digest) {
    case Digest::officers:
      return "digest-officers";
    case Digest::kept:
      return "digest-kept";
    case Digest::managers:
      return "digest-managers";
    case Digest::kept_alarm:
      return "kept-alarm";
    case Digest::review_alarm:
      return "review-alarm";
  }
  return {};
}

policy::Schedule schedule_of(Digest digest, const conf::DigestSettings& settings) {
  switch (digest) {
    case Digest::officers:
      return {settings.officers, settings.at};
    case Digest::kept:
      return {settings.kept, settings.at};
    case Digest::managers:
      return {settings.managers, settings.at};
    case Digest::kept_alarm:
    case Digest::review_alarm:
      return {policy::Recurrence::daily, settings.at};
  }
  return {};
}

policy::Result<DigestsPosted> post_digest(db::Store& store, Digest digest,
                                          std::optional<std::chrono::sys_seconds> after, const Acting& acting,
                                          const std::vector<std::string>& refused_addresses) {
  const auto told = mails_of(store, digest, after, acting, refused_addresses);
  if (!told) return told.error();
  db::Posting posting{std::string(run_name(digest)), after, acting.now, {}, {}};
  std::set<std::string> listed;
  for (const DigestMail& mail : told->mails) {
    posting.rows.push_back(row_of(mail, acting));
    for (const std::string& id : mail.listed) posting.listings.push_back({id, posting.rows.back().id});
    listed.insert(mail.listed.begin(), mail.listed.end());
  }
  if (auto posted = store.post(posting); !posted) return posted.error();
  return DigestsPosted{told->mails.size(), listed.size(), told->alarmed};
}

}  // namespace postern::admin
