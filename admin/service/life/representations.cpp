#include "admin/service/life/representations.hpp"

#include <algorithm>

#include "admin/service/life/step_in_hand.hpp"

namespace postern::admin {
namespace {

using policy::Representation;
using policy::Status;

/// The one that this is the outcome of: of that day, waiting, with the same text or the only one.
Representation* waiting(std::vector<Representation>& all, const RepresentationMade& made) {
  std::vector<Representation*> open;
  for (Representation& one : all) {
    if (one.on == made.on && one.outcome.empty()) open.push_back(&one);
  }
  for (Representation* one : open) {
    if (one->text == made.text) return one;
  }
  return open.size() == 1 ? open.front() : nullptr;
}

void check_outcome(StepInHand& step, const RepresentationMade& made) {
  if (made.outcome.empty()) {
    if (!made.by.empty()) step.refuse("who considered it is given without an outcome");
    return;
  }
  step.needs_officer(made.by);
}

void complete(StepInHand& step, Representation& one, const RepresentationMade& made) {
  if (!made.text.empty() && one.text != made.text) one.text += "\n" + made.text;
  one.outcome = made.outcome;
  one.by = made.by;
  one.outcome_on = step.today();
}

void add(StepInHand& step, const RepresentationMade& made) {
  step.needs_text(made.text, "its text");
  auto& all = step.after.representations;
  const bool known = std::any_of(all.begin(), all.end(), [&](const Representation& one) {
    return one.on == made.on && one.text == made.text && made.outcome.empty();
  });
  if (known) step.refuse("this representation is recorded already");
  all.push_back({made.on, made.text, "", "", std::nullopt});
  if (made.outcome.empty()) {
    step.note("the authorising officer has to consider it (¶10): repeat this with --outcome and --by");
  } else {
    complete(step, all.back(), made);
  }
}

}  // namespace

policy::Result<Stepped> represent(db::CentralLog& log, const Target& target, const RepresentationMade& made,
                                  const Acting& acting) {
  return take_step(log, target, acting, [&](StepInHand& step) {
    step.word = made.outcome.empty() ? "represented" : "representation-considered";
    const Status status = step.before().status;
    if (status == Status::draft || status == Status::declined) {
      step.refuse("it is " + std::string(to_text(status)) + "; the customer has not been told of anything yet");
    }
    step.needs_past_or_today(made.on, "the day of the representation");
    check_outcome(step, made);
    Representation* open = made.outcome.empty() ? nullptr : waiting(step.after.representations, made);
    if (open != nullptr) {
      complete(step, *open, made);
    } else {
      add(step, made);
    }
  });
}

}  // namespace postern::admin
