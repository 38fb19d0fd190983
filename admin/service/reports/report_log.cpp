#include "admin/service/reports/report_log.hpp"

#include <algorithm>

#include "admin/service/letters/letter_effect.hpp"
#include "policy/record/review.hpp"

namespace postern::admin {
namespace {

using policy::Restriction;
using policy::Status;

std::string decided_by(const Restriction& restriction, const conf::Config& config) {
  // An emergency comes into force on the word of one officer, before the decision is complete (decision.md 7).
  if (!restriction.authorised && !restriction.emergency) return {};
  const std::string& id = restriction.authorised ? restriction.authorised->by : restriction.emergency->by;
  const auto found =
      std::find_if(config.officers.begin(), config.officers.end(), [&](const auto& one) { return one.id == id; });
  if (found == config.officers.end()) return id;
  if (found->name.empty() || found->title.empty()) return found->name.empty() ? found->title : found->name;
  return found->name + ", " + found->title;
}

std::string requested_by(const Restriction& restriction) {
  return restriction.requested_by ? restriction.requested_by->name : std::string();
}

LogRow log_row(const Restriction& one, const LogView& view) {
  LogRow row;
  row.reference = one.reference;
  row.customer = customer_of(one);
  row.decided_on = one.authorised ? one.authorised->on : std::nullopt;
  if (!one.authorised && one.emergency && one.emergency->at) {
    row.decided_on = policy::day_of(*one.emergency->at, *view.config().council.time_zone);
  }
  row.since = one.starts ? one.starts : row.decided_on;
  row.started = !one.starts || *one.starts <= view.today();
  row.reasons = one.reasons;
  row.decided_by = decided_by(one, view.config());
  row.requested_by = requested_by(one);
  row.effect = effect_in_short(one.terms);
  row.review_by = review_due_on(one);
  row.review = review_state(one, view.today(), view.config());
  if (one.informed) {
    row.informed = one.informed->on;
    row.informed_how = one.informed->how;
  }
  return row;
}

ReviewRow review_row(const Restriction& one, const LogView& view) {
  ReviewRow row;
  row.reference = one.reference;
  row.customer = customer_of(one);
  row.status = one.status;
  row.review_by = review_due_on(one);
  row.circumstances_changed = policy::circumstances_changed(one);
  if (one.status == Status::in_force) row.review = review_state(one, view.today(), view.config());
  if (row.review_by) row.days = (std::chrono::sys_days{*row.review_by} - std::chrono::sys_days{view.today()}).count();
  row.decided_by = decided_by(one, view.config());
  row.requested_by = requested_by(one);
  row.missing = view.problems_of(one);
  return row;
}

bool sooner(const ReviewRow& a, const ReviewRow& b) {
  if (a.circumstances_changed != b.circumstances_changed) return a.circumstances_changed;
  if (a.review_by != b.review_by) return a.review_by && (!b.review_by || *a.review_by < *b.review_by);
  return policy::lower(a.reference, b.reference);
}

}  // namespace

std::string customer_of(const Restriction& restriction) {
  if (!restriction.customer_name.empty()) return restriction.customer_name;
  return restriction.email.empty() ? std::string() : restriction.email.front();
}

std::vector<LogRow> log_rows(const LogView& view) {
  std::vector<LogRow> rows;
  for (const db::LoggedRestriction& logged : view.contents().restrictions) {
    const Restriction& one = logged.restriction;
    if (one.status != Status::in_force || (one.ends && *one.ends < view.today())) continue;
    rows.push_back(log_row(one, view));
  }
  return rows;
}

std::vector<ReviewRow> review_rows(const LogView& view) {
  std::vector<ReviewRow> rows;
  for (const db::LoggedRestriction& logged : view.contents().restrictions) {
    const Restriction& one = logged.restriction;
    if (one.status == Status::ended || one.status == Status::declined) continue;
    ReviewRow row = review_row(one, view);
    if (row.review != ReviewState::later || !row.missing.empty()) rows.push_back(std::move(row));
  }
  std::sort(rows.begin(), rows.end(), sooner);
  return rows;
}

}  // namespace postern::admin
