#include "admin/service/letter_review.hpp"

namespace postern::admin {

std::optional<ReviewOutcome> review_outcome_of(const policy::Restriction&) {
  return std::nullopt;  // the record does not hold reviews yet
}

}  // namespace postern::admin
