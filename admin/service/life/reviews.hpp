// Reviews of what is in force (policy ¶11). As step.hpp.
#pragma once
#include <optional>
#include <string>

#include "admin/service/life/step.hpp"

namespace postern::admin {

struct ReviewMade {
  std::string by;  ///< the id of an authorising officer
  policy::Outcome outcome = policy::Outcome::maintain;
  std::string note;
  std::optional<policy::Day> next;  ///< empty: reviews.within_months after today, which is also the latest
};

/// maintain and vary set the date of the next review; vary expects other terms to be proposed; lift ends it.
policy::Result<Stepped> review(db::CentralLog& log, const Target& target, const ReviewMade& made, const Acting& acting);

}  // namespace postern::admin
