#include "admin/service/life/variation.hpp"

#include <nlohmann/json.hpp>

#include "admin/service/life/step_in_hand.hpp"
#include "db/json/record_json.hpp"
#include "policy/record/emergency.hpp"

namespace postern::admin {
namespace {

using policy::Status;

void check_nothing_else(StepInHand& step, const policy::Restriction& written) {
  if (!written.reference.empty() && written.reference != step.before().reference) {
    step.refuse("the document is about " + written.reference);
  }
  const auto recorded = db::to_json(step.before());
  const auto wanted = db::to_json(written);
  for (const auto& [key, value] : wanted.items()) {
    if (key == "email" || key == "reference" || key == "status") continue;
    if (!recorded.contains(key) || recorded[key] != value) {
      step.refuse(key + ": differs from the log; `vary` changes email only, `apply` changes the rest");
    }
  }
}

void change_draft(StepInHand& step) {
  policy::Restriction& after = step.after;
  step.word = "varied";
  if (after.authorised) step.note("it must be authorised anew: the decision was about other terms (¶10)");
  after.status = Status::draft;
  after.authorised.reset();
  after.informed.reset();
  step.refuse_all(step.obstacles(Status::draft));
}

void propose(StepInHand& step, const policy::Terms& terms, const std::string& why) {
  policy::Restriction& after = step.after;
  if (step.before().proposal) {
    step.note("it replaces the proposal of " + step.before().proposal->drafted_by);
  }
  // Checked as if they were in force already; the terms in force stay.
  after.terms = terms;
  step.refuse_all(step.obstacles(Status::draft));
  after.terms = step.before().terms;
  after.proposal = policy::Proposal{step.acting().actor.name, step.today(), why, terms};
  step.word = "proposed";
  step.note("the terms in force stay until the proposal is authorised");
}

void vary_in_force(StepInHand& step, const policy::Terms& terms, const std::string& why) {
  if (policy::lapses_at(step.before())) {
    return step.refuse("it is an emergency: its terms stay as they are until everything else is there");
  }
  if (terms != step.before().terms) return propose(step, terms, why);
  if (!step.before().proposal) return step.refuse("these are the terms that are in force: nothing would change");
  step.after.proposal.reset();
  step.word = "proposal-withdrawn";
  step.note("the proposal of " + step.before().proposal->drafted_by + " is withdrawn");
}

}  // namespace

policy::Result<Stepped> vary(db::CentralLog& log, const Target& target, const NewTerms& wanted, const std::string& why,
                             const Acting& acting) {
  return take_step(log, target, acting, [&](StepInHand& step) {
    step.why = why;
    if (!step.needs("vary", {Status::draft, Status::authorised, Status::in_force})) return;
    if (wanted.written) check_nothing_else(step, *wanted.written);
    if (step.before().status == Status::in_force) return vary_in_force(step, wanted.terms, why);
    if (wanted.terms == step.before().terms) return step.refuse("these are its terms: nothing would change");
    step.after.terms = wanted.terms;
    change_draft(step);
  });
}

}  // namespace postern::admin
