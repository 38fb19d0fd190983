#include "admin/service/digests/digest_text.hpp"

#include <algorithm>

#include <date/tz.h>

#include "db/shared/words.hpp"
#include "mail/envelope_path.hpp"
#include "policy/words/plain_words.hpp"

namespace postern::admin {
namespace {

constexpr std::size_t kLongestShown = 200;
constexpr std::size_t kMostListed = 500;
constexpr std::size_t kWidth = 76;

/// No more than `most` bytes, and whole characters.
std::string cut(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return text.substr(0, most) + "…";
}

std::string cause_of(const db::KeptRecipient& one) {
  std::string text = one.restriction ? *one.restriction : "the choice of " + shown(one.choice_of);
  text += ", " + std::string(db::to_text(one.status));
  return one.note.empty() ? text : text + ", " + cut(policy::one_line(one.note), kLongestShown);
}

/// Whether nobody else waits for it.
bool is_all_of_it(const KeptShare& share) {
  const auto& all = share.entry->recipients;
  return share.recipients.size() == static_cast<std::size_t>(std::count_if(
                                        all.begin(), all.end(), [](const auto& one) { return db::waits(one.status); }));
}

std::string lines_of(const KeptShare& share, const LogView& view) {
  const db::KeptEntry& entry = *share.entry;
  std::string text =
      "  " + moment_in_words(entry.message.at, view) + "\n    from     " + shown(entry.message.mail_from) + "\n";
  for (const db::KeptRecipient* one : share.recipients) {
    text += "    to       " + shown(one->recipient) + " (" + cause_of(*one) + ")\n";
  }
  text += "    size     " + std::to_string(entry.message.size) + " bytes\n";
  text += "    release  postern quarantine release " + entry.message.id;
  return text + (is_all_of_it(share) ? "\n\n" : " --only RECIPIENT\n\n");
}

}  // namespace

std::string shown(const std::string& raw) {
  const std::string address = policy::one_line(mail::without_brackets(raw));
  return address.empty() ? "<>" : cut(address, kLongestShown);
}

std::string moment_in_words(std::chrono::sys_seconds at, const LogView& view) {
  const auto& zone = *view.config().council.time_zone;
  const auto local = zone.to_local(at);
  const auto time = local - date::floor<date::days>(local);
  return policy::in_words(policy::day_of(at, zone)) + ", " +
         policy::time_of_day(std::chrono::floor<std::chrono::minutes>(time));
}

std::string counted(std::size_t number, std::string_view what) {
  return std::to_string(number) + " " + std::string(what) + (number == 1 ? "" : "s");
}

void append_kept(DigestMail& mail, const std::vector<KeptShare>& shares, const LogView& view) {
  std::vector<KeptShare> told(shares.begin(), shares.begin() + std::min(shares.size(), kMostListed));
  std::stable_sort(told.begin(), told.end(),
                   [](const KeptShare& a, const KeptShare& b) { return a.entry->message.at < b.entry->message.at; });
  for (const KeptShare& share : told) {
    mail.text += lines_of(share, view);
    mail.listed.push_back(share.entry->message.id);
  }
  if (shares.size() > mail.listed.size()) {
    mail.text +=
        "  and " + counted(shares.size() - mail.listed.size(), "other message") + ": postern quarantine list\n\n";
  }
}

std::string how_to_release(const conf::Config& config) {
  return policy::wrapped(
      "To let a message go to those who wait for it, ask ICT to run the command that stands with it.\n"
      "To see what is known of one: postern quarantine show ID\n"
      "To delete one: postern quarantine delete ID --why TEXT\n"
      "A message that nobody releases is deleted " +
          policy::in_words(config.retention.quarantine) +
          " after it came, but not within a week of the first mail that lists it, and never while it is "
          "under legal hold.\n",
      kWidth);
}

}  // namespace postern::admin
