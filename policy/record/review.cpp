#include "policy/record/review.hpp"

#include <algorithm>

namespace postern::policy {

std::optional<Day> last_review(const Restriction& restriction) {
  std::optional<Day> last;
  for (const Review& review : restriction.reviews) {
    if (review.outcome != Outcome::lift && review.on && (!last || *last < *review.on)) last = review.on;
  }
  return last;
}

bool circumstances_changed(const Restriction& restriction) {
  const auto reviewed = last_review(restriction);
  return std::any_of(restriction.notes.begin(), restriction.notes.end(), [&](const Note& note) {
    return note.change_of_circumstances && (!reviewed || (note.on && *note.on > *reviewed));
  });
}

bool review_is_due(const Restriction& restriction, Day today, std::chrono::days ahead) {
  if (restriction.status == Status::ended || restriction.status == Status::declined) return false;
  if (circumstances_changed(restriction)) return true;
  return restriction.review_by && std::chrono::sys_days{*restriction.review_by} <= std::chrono::sys_days{today} + ahead;
}

}  // namespace postern::policy
