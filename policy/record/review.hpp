// When a restriction is to be looked at again (policy ¶11). Pure.
#pragma once
#include <optional>

#include "policy/record/restriction.hpp"

namespace postern::policy {

/// The day of the last review that kept it going; a review that lifts is none.
std::optional<Day> last_review(const Restriction& restriction);
/// Whether the service that asked for it reported a change of circumstances after the last review.
bool circumstances_changed(const Restriction& restriction);
/// Whether a review is due within `ahead` days of `today`, or overdue, or due at once because circumstances changed.
/// Never for what is over.
bool review_is_due(const Restriction& restriction, Day today, std::chrono::days ahead);

}  // namespace postern::policy
