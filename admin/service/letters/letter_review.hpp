// The outcome of the last review, as a letter tells it (policy ¶11). Pure. Private to admin/service.
#pragma once
#include <optional>
#include <string>

#include "policy/record/restriction.hpp"

namespace postern::admin {

struct ReviewOutcome {
  std::optional<policy::Day> on;
  std::string by;       ///< the id of an authorising officer
  std::string outcome;  ///< what was decided, a sentence for the customer
  std::string note;     ///< the reason
  std::optional<policy::Day> next;
};

/// Nothing where the record holds none: the letter then leaves the place for it open.
std::optional<ReviewOutcome> review_outcome_of(const policy::Restriction& restriction);

}  // namespace postern::admin
