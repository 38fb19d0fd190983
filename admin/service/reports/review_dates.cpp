#include "admin/service/reports/review_dates.hpp"

#include "policy/record/review.hpp"

namespace postern::admin {

std::string_view to_text(ReviewState state) {
  switch (state) {
    case ReviewState::later:
      return "later";
    case ReviewState::due:
      return "due";
    case ReviewState::overdue:
      return "overdue";
  }
  return {};
}

std::optional<policy::Day> review_due_on(const policy::Restriction& restriction) {
  return restriction.review_by;
}

ReviewState review_state(const policy::Restriction& restriction, policy::Day today, const conf::Config& config) {
  const auto day = review_due_on(restriction);
  if (!day) return ReviewState::due;
  if (*day < today) return ReviewState::overdue;
  const auto warn_before = std::chrono::floor<std::chrono::days>(config.reviews.warn_before);
  return policy::review_is_due(restriction, today, warn_before) ? ReviewState::due : ReviewState::later;
}

}  // namespace postern::admin
