#include "admin/service/letter_review.hpp"

namespace postern::admin {

std::optional<ReviewOutcome> last_review(const policy::Restriction&) {
  return std::nullopt;  // the record does not hold reviews yet
}

}  // namespace postern::admin
