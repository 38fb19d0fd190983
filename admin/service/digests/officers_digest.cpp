#include "admin/service/digests/officers_digest.hpp"

#include <algorithm>

#include "admin/service/digests/kept_digest.hpp"
#include "admin/service/reports/report_log.hpp"
#include "policy/words/plain_words.hpp"

namespace postern::admin {
namespace {

using policy::Restriction;
using policy::Status;

bool is_over(const Restriction& restriction) {
  return restriction.status == Status::ended || restriction.status == Status::declined;
}

std::string named(const std::string& reference, const std::string& customer) {
  return "  " + reference + "  " + policy::one_line(customer) + ": ";
}

/// Nothing where there are no lines.
std::string section(const std::string& title, const std::string& lines) {
  return lines.empty() ? std::string() : title + "\n" + lines + "\n";
}

std::string review_line(const ReviewRow& row) {
  std::string line = named(row.reference, row.customer);
  line += row.review_by ? policy::in_words(*row.review_by) : std::string("no day is set");
  if (row.days < 0) line += ", " + counted(static_cast<std::size_t>(-row.days), "day") + " ago";
  if (row.circumstances_changed) line += ", and circumstances have changed";
  return line + "\n";
}

std::string reviews(const LogView& view, ReviewState state) {
  std::string lines;
  for (const ReviewRow& row : review_rows(view)) {
    if (row.review == state) lines += review_line(row);
  }
  return lines;
}

std::string not_informed(const LogView& view) {
  std::string lines;
  for (const db::LoggedRestriction& logged : view.contents().restrictions) {
    const Restriction& one = logged.restriction;
    if ((one.status != Status::authorised && one.status != Status::in_force) || one.informed) continue;
    lines += named(one.reference, customer_of(one));
    lines +=
        one.status == Status::in_force ? "in force, and not told in writing" : "authorised, and not told in writing";
    lines += "\n";
  }
  return lines;
}

std::string representations(const LogView& view) {
  std::string lines;
  for (const db::LoggedRestriction& logged : view.contents().restrictions) {
    if (is_over(logged.restriction)) continue;
    for (const policy::Representation& one : logged.restriction.representations) {
      if (!one.outcome.empty()) continue;
      lines += named(logged.restriction.reference, customer_of(logged.restriction));
      lines += "made" + (one.on ? " on " + policy::in_words(*one.on) : std::string()) + ", and without an outcome\n";
    }
  }
  return lines;
}

std::string kept_lines(const OfficersMatters& matters, const LogView& view) {
  if (matters.kept.empty()) return {};
  std::string lines = "  " + counted(matters.kept.size(), "message") + ", the oldest since " +
                      moment_in_words(matters.kept.front().message.at, view) + "\n";
  const std::size_t unread = unread_in(matters.kept, matters.looks, view).size();
  if (unread > 0) {
    lines += "  ALARM: nobody has looked at " + std::to_string(unread) + " of them for five working days\n";
  }
  return lines;
}

std::string refused_lines(const OfficersMatters& matters) {
  std::string lines;
  for (const std::string& one : matters.refused_addresses) lines += "  " + policy::one_line(one) + "\n";
  return lines;
}

std::string unmet(const OfficersMatters& matters, const LogView& view) {
  const auto& zone = *view.config().council.time_zone;
  const auto long_ago = view.now() - kUnmetFor;
  std::string lines;
  for (const LogRow& row : log_rows(view)) {
    if (!row.since || policy::start_of(*row.since, zone) > long_ago) continue;
    const auto last = matters.last_events.find(row.reference);
    if (last != matters.last_events.end() && last->second > long_ago) continue;
    lines += named(row.reference, row.customer);
    lines += last == matters.last_events.end()
                 ? "no message is on record since " + policy::in_words(*row.since) + "\n"
                 : "no message since " + policy::in_words(policy::day_of(last->second, zone)) + "\n";
  }
  return lines;
}

}  // namespace

std::vector<std::string> officers_to_tell(const LogView& view) {
  std::vector<std::string> addresses = view.config().reviews.digest_to;
  for (const policy::AuthorisingOfficer& one : view.config().officers) {
    const bool holds_post = (!one.from || *one.from <= view.today()) && (!one.until || view.today() <= *one.until);
    if (holds_post && !one.email.empty()) addresses.push_back(one.email);
  }
  return each_once(addresses, view);
}

std::size_t overdue_reviews(const LogView& view) {
  const auto rows = review_rows(view);
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [](const ReviewRow& row) { return row.review == ReviewState::overdue; }));
}

std::optional<DigestMail> overdue_alarm(const LogView& view) {
  DigestMail mail;
  mail.to = officers_to_tell(view);
  const std::size_t overdue = overdue_reviews(view);
  if (mail.to.empty() || overdue == 0) return std::nullopt;
  mail.subject = "Alarm: " + counted(overdue, "overdue review");
  mail.text = section("Reviews overdue (policy paragraph 11)", reviews(view, ReviewState::overdue)) +
              "This alarm comes every day until each was reviewed:\n"
              "postern review REF --by OFFICER --outcome maintain --note TEXT\n";
  return mail;
}

std::optional<DigestMail> officers_digest(const OfficersMatters& matters, const LogView& view) {
  DigestMail mail;
  mail.to = officers_to_tell(view);
  mail.text = section("Reviews overdue (policy paragraph 11)", reviews(view, ReviewState::overdue)) +
              section("Reviews due (policy paragraph 11)", reviews(view, ReviewState::due)) +
              section("Customers who have not been informed (policy paragraph 10)", not_informed(view)) +
              section("Representations without an outcome (policy paragraph 10)", representations(view)) +
              section("Kept messages that wait", kept_lines(matters, view)) +
              section("Addresses that take no mail: what is sent on to them does not arrive", refused_lines(matters)) +
              section("Restrictions that nobody has met for 90 days: are they still needed?", unmet(matters, view));
  if (mail.to.empty() || mail.text.empty()) return std::nullopt;
  mail.subject = "Restricted contact: what needs you, " + policy::in_words(view.today());
  mail.text += "More: postern report reviews; postern report activity RCC-…; postern quarantine list.\n";
  return mail;
}

}  // namespace postern::admin
