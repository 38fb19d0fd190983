#include "admin/service/life/decisions.hpp"

#include <algorithm>

#include "admin/service/life/step_in_hand.hpp"
#include "policy/record/emergency.hpp"

namespace postern::admin {
namespace {

using policy::Status;
using Lines = std::vector<std::string>;

bool has(const Lines& lines, const std::string& line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

bool concerns_the_decision(const std::string& line) {
  return line.starts_with("email") || line.starts_with("authorised") || line.starts_with("drafted_by");
}

bool is_over(Status status) {
  return status == Status::ended || status == Status::declined;
}

/// The terms that waited become those in force, with an authorisation of their own.
void change_over(StepInHand& step) {
  policy::Restriction& after = step.after;
  if (after.authorised == step.before().authorised) {
    step.refuse("that is the authorisation of the present terms; the proposed ones need one of their own (¶10)");
  }
  after.terms = after.proposal->terms;
  after.drafted_by = after.proposal->drafted_by;
  after.proposal.reset();
  step.word = "varied";
  const Lines old = step.was().obstacles(step.before(), Status::in_force);
  for (const std::string& line : step.obstacles(Status::in_force)) {
    // The customer is told of the new terms once there are some, and old faults were there before.
    if (line.starts_with("informed") || (has(old, line) && !concerns_the_decision(line))) continue;
    step.refuse(line);
  }
  after.informed.reset();
  step.note("its terms have changed: tell the customer in writing, and record it with `inform` (¶10)");
}

/// The latest day that the policy allows (¶11), where nobody has named one.
void set_review(StepInHand& step) {
  const auto& decided = step.after.authorised->on;
  if (step.after.review_by || !decided) return;
  step.after.review_by = policy::months_after(*decided, step.acting().config.reviews.within_months);
  step.note("its review is due by " + policy::to_text(*step.after.review_by) + " (reviews.within_months)");
}

void authorise_in_force(StepInHand& step) {
  if (step.before().proposal) return change_over(step);
  if (!policy::lapses_at(step.before())) {
    return step.refuse("it is in force, and no variation of it is proposed: there is nothing to authorise");
  }
  step.refuse_all(policy::missing_for_authorisation(step.after, step.was().context_for(step.after.reference)));
}

}  // namespace

policy::Result<Stepped> authorise(db::CentralLog& log, const Target& target, const policy::Authorisation& authorisation,
                                  const Acting& acting) {
  return take_step(log, target, acting, [&](StepInHand& step) {
    step.word = "authorised";
    if (step.before().status == Status::authorised) {
      return step.refuse("it is authorised already, by " +
                         step.before().authorised.value_or(policy::Authorisation{}).by +
                         "; `vary` it to have it decided anew");
    }
    if (!step.needs("authorise", {Status::draft, Status::in_force})) return;
    step.after.authorised = authorisation;
    set_review(step);
    if (step.before().status == Status::in_force) return authorise_in_force(step);
    step.after.status = Status::authorised;
    step.refuse_all(step.obstacles(Status::authorised));
  });
}

policy::Result<Stepped> activate(db::CentralLog& log, const Target& target,
                                 const std::optional<policy::Reference>& supersedes, const Acting& acting) {
  return take_step(log, target, acting, [&](StepInHand& step) {
    step.word = "activated";
    if (!step.needs("activate", {Status::draft, Status::authorised})) return;
    step.after.status = Status::in_force;
    if (supersedes) step.supersede(*supersedes);
    step.refuse_all(step.obstacles(Status::in_force));
    if (step.after.starts && *step.after.starts > step.today()) {
      step.note("it starts on " + policy::to_text(*step.after.starts));
    }
  });
}

policy::Result<Stepped> lift(db::CentralLog& log, const Target& target, const std::string& by, const std::string& why,
                             const Acting& acting) {
  return take_step(log, target, acting, [&](StepInHand& step) {
    step.word = "lifted";
    step.why = why;
    if (is_over(step.before().status)) {
      step.refuse("it is " + std::string(to_text(step.before().status)) + " already");
    }
    step.needs_officer(by);
    step.needs_text(why, "a reason");
    step.after.status = Status::ended;
    step.after.ended = policy::Ended{step.today(), by, policy::Ending::lifted, why};
  });
}

policy::Result<Stepped> decline(db::CentralLog& log, const Target& target, const std::string& by,
                                const std::string& why, const Acting& acting) {
  return take_step(log, target, acting, [&](StepInHand& step) {
    step.word = "declined";
    step.why = why;
    step.needs("decline", {Status::draft, Status::authorised});
    step.needs_officer(by);
    step.needs_text(why, "a reason");
    step.after.status = Status::declined;
    step.after.notes.push_back({step.today(), by, "Declined: " + why, false});
  });
}

}  // namespace postern::admin
