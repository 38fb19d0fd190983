#include "admin/service/life/record_notes.hpp"

#include <algorithm>

#include "admin/service/life/step_in_hand.hpp"

namespace postern::admin {

using policy::Status;

policy::Result<Stepped> inform(db::CentralLog& log, const Target& target, const policy::Informed& informed,
                               const Acting& acting) {
  return take_step(log, target, acting, [&](StepInHand& step) {
    step.word = "informed";
    step.needs("inform", {Status::authorised, Status::in_force});
    step.after.informed = informed;
    for (const std::string& line : step.obstacles(Status::in_force)) {
      if (line.starts_with("informed")) step.refuse(line);
    }
    if (!informed.by.empty() && informed.on &&
        !policy::holds_a_post(acting.config.officers, informed.by, *informed.on)) {
      step.refuse("informed.by: \"" + informed.by + "\" is no authorising officer on " + policy::to_text(*informed.on));
    }
  });
}

policy::Result<Stepped> add_note(db::CentralLog& log, const Target& target, const std::string& text,
                                 bool change_of_circumstances, const Acting& acting) {
  return take_step(log, target, acting, [&](StepInHand& step) {
    step.word = change_of_circumstances ? "circumstances-changed" : "noted";
    step.needs_text(text, "a text");
    step.after.notes.push_back({step.today(), acting.actor.name, text, change_of_circumstances});
    if (!change_of_circumstances || !step.needs("a change of circumstances", {Status::in_force})) return;
    step.after.review_by = std::min(step.after.review_by.value_or(step.today()), step.today());
    step.note("its review is due now (¶11)");
  });
}

policy::Result<Stepped> set_legal_hold(db::CentralLog& log, const Target& target, bool hold, const std::string& why,
                                       const Acting& acting) {
  return take_step(log, target, acting, [&](StepInHand& step) {
    step.word = hold ? "hold-begun" : "hold-ended";
    step.why = why;
    step.needs_text(why, "a reason");
    if (step.before().legal_hold == hold)
      step.refuse(std::string("its legal hold is ") + (hold ? "on" : "off") + " already");
    step.after.legal_hold = hold;
  });
}

}  // namespace postern::admin
