#include "admin/service/life/reviews.hpp"

#include <algorithm>

#include "admin/service/life/step_in_hand.hpp"

namespace postern::admin {
namespace {

using policy::Outcome;

void set_next(StepInHand& step, const std::optional<policy::Day>& wanted) {
  const int months = step.acting().config.reviews.within_months;
  const policy::Day latest = policy::months_after(step.today(), months);
  const policy::Day next = wanted.value_or(latest);
  if (next < step.today()) step.refuse("the next review lies in the past (" + policy::to_text(next) + ")");
  if (next > latest) {
    step.refuse("the next review is later than " + std::to_string(months) + " months after this one (" +
                policy::to_text(latest) + " at the latest, ¶11)");
  }
  step.after.review_by = next;
  step.after.reviews.back().next = next;
}

void end_it(StepInHand& step, const ReviewMade& made) {
  if (made.next) step.refuse("a review that lifts it has no next one");
  step.word = "lifted";
  step.after.status = policy::Status::ended;
  step.after.ended = policy::Ended{step.today(), made.by, policy::Ending::lifted, made.note};
}

void expect_variation(StepInHand& step) {
  const auto& proposal = step.before().proposal;
  step.note(proposal ? "the proposal of " + proposal->drafted_by + " waits to be authorised"
                     : "now propose its new terms: postern vary " + step.before().reference + " FILE");
}

void note_open_representations(StepInHand& step) {
  const auto& all = step.before().representations;
  const auto open = std::count_if(all.begin(), all.end(), [](const auto& one) { return one.outcome.empty(); });
  if (open > 0) step.note("representations that nobody has considered yet: " + std::to_string(open) + " (¶10)");
}

}  // namespace

policy::Result<Stepped> review(db::CentralLog& log, const Target& target, const ReviewMade& made,
                               const Acting& acting) {
  return take_step(log, target, acting, [&](StepInHand& step) {
    step.word = "reviewed";
    step.why = made.note;
    step.needs("review", {policy::Status::in_force});
    step.needs_officer(made.by);
    step.needs_text(made.note, "a note");
    step.after.reviews.push_back({step.today(), made.by, made.outcome, made.note, std::nullopt});
    if (made.outcome == Outcome::lift) return end_it(step, made);
    set_next(step, made.next);
    if (made.outcome == Outcome::vary) expect_variation(step);
    note_open_representations(step);
  });
}

}  // namespace postern::admin
