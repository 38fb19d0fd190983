// When a restriction is to be reviewed, and how near that is (policy ¶11). Pure.
#pragma once
#include <optional>
#include <string_view>

#include "conf/config.hpp"
#include "policy/record/restriction.hpp"

namespace postern::admin {

enum class ReviewState { later, due, overdue };
std::string_view to_text(ReviewState state);  ///< `later`, `due`, `overdue`

/// The day by which it must be reviewed; nothing where the record has none.
std::optional<policy::Day> review_due_on(const policy::Restriction& restriction);
/// Due from `reviews.warn_before` on, or at once when circumstances changed; overdue from the day after. Without a day
/// it is due.
ReviewState review_state(const policy::Restriction& restriction, policy::Day today, const conf::Config& config);

}  // namespace postern::admin
