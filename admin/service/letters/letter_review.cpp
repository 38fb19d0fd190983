#include "admin/service/letters/letter_review.hpp"

namespace postern::admin {
namespace {

/// `waits`: the new terms are drafted, but nobody has authorised them yet.
std::string outcome_in_words(policy::Outcome outcome, bool waits) {
  switch (outcome) {
    case policy::Outcome::maintain:
      return "The restriction continues as it is.";
    case policy::Outcome::vary:
      return waits ? "We want to change the restriction. Until we write to you again, it stays as described in this "
                     "letter."
                   : "The restriction continues, with changes. This letter describes what it means for you now.";
    case policy::Outcome::lift:
      return "The restriction ends.";
  }
  return {};
}

}  // namespace

std::optional<ReviewOutcome> review_outcome_of(const policy::Restriction& restriction) {
  if (restriction.reviews.empty()) return std::nullopt;
  const policy::Review& last = restriction.reviews.back();
  return ReviewOutcome{last.on, last.by, outcome_in_words(last.outcome, restriction.proposal.has_value()), last.note,
                       last.next};
}

}  // namespace postern::admin
