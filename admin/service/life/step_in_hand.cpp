#include "admin/service/life/step_in_hand.hpp"

#include <algorithm>

#include "admin/service/gate/audit_notes.hpp"
#include "admin/service/gate/restriction_gate.hpp"
#include "admin/service/life/expiry.hpp"
#include "admin/service/life/history.hpp"
#include "policy/ascii.hpp"

namespace postern::admin {
namespace {

constexpr int kAttempts = 3;

const db::LoggedRestriction* find(const db::LogContents& contents, const policy::Reference& reference) {
  const auto found = std::find_if(contents.restrictions.begin(), contents.restrictions.end(),
                                  [&](const auto& one) { return one.restriction.reference == reference; });
  return found == contents.restrictions.end() ? nullptr : &*found;
}

std::string listed(std::initializer_list<policy::Status> states) {
  std::string text;
  for (const policy::Status state : states) text += (text.empty() ? "" : " or ") + std::string(to_text(state));
  return text;
}

}  // namespace

StepInHand::StepInHand(const db::LogContents& contents, const db::LoggedRestriction& found, const Acting& acting)
    : after(found.restriction),
      contents_(contents),
      found_(found),
      acting_(acting),
      was_(acting.config, contents, acting.now) {}

void StepInHand::refuse(const std::string& line) {
  problems_.push_back(before().reference + ": " + line);
}

void StepInHand::refuse_all(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) refuse(line);
}

bool StepInHand::needs(const std::string& step, std::initializer_list<policy::Status> states) {
  if (std::find(states.begin(), states.end(), before().status) == states.end()) {
    refuse("it is " + std::string(to_text(before().status)) + "; " + step + " is for what is " + listed(states));
    return false;
  }
  const std::string over = why_over(before(), acting_.config, acting_.now);
  if (!over.empty()) refuse("it has run out: " + over);
  return over.empty();
}

void StepInHand::needs_officer(const std::string& id) {
  if (is_officer(acting_.config, id, today())) return;
  refuse("\"" + id + "\" is no authorising officer today; write an id of the configuration");
}

void StepInHand::needs_text(const std::string& text, const char* what) {
  if (policy::is_blank(text)) refuse(std::string(what) + " is needed");
}

void StepInHand::needs_past_or_today(policy::Day day, const char* what) {
  if (day > today()) refuse(std::string(what) + " lies in the future (" + policy::to_text(day) + ")");
}

void StepInHand::supersede(const policy::Reference& other) {
  const db::LoggedRestriction* superseded = find(contents_, other);
  if (superseded == nullptr || other == before().reference) {
    return refuse("it cannot supersede " + other + ": there is no such other restriction");
  }
  if (superseded->restriction.status != policy::Status::in_force) {
    return refuse("it cannot supersede " + other + ", which is " +
                  std::string(to_text(superseded->restriction.status)));
  }
  policy::Restriction ended = superseded->restriction;
  ended.status = policy::Status::ended;
  ended.ended = policy::Ended{today(), after.authorised ? after.authorised->by : acting_.actor.name,
                              policy::Ending::superseded, "Superseded by " + before().reference};
  others_.push_back(
      {ended, superseded->version, note_of("superseded", &superseded->restriction, ended, ended.ended->why)});
}

db::LogContents StepInHand::contents_after() const {
  db::LogContents contents = contents_;
  const auto replace = [&](const policy::Restriction& one) {
    for (db::LoggedRestriction& known : contents.restrictions) {
      if (known.restriction.reference == one.reference) known.restriction = one;
    }
  };
  replace(after);
  for (const db::RestrictionChange& other : others_) replace(other.restriction);
  return contents;
}

std::vector<std::string> StepInHand::obstacles(policy::Status status) const {
  const db::LogContents contents = contents_after();
  return LogView(acting_.config, contents, acting_.now).obstacles(after, status);
}

void StepInHand::complete_emergency() {
  if (!after.emergency || after.emergency->completed) return;
  const db::LogContents contents = contents_after();
  if (!admin::complete_emergency(after, LogView(acting_.config, contents, acting_.now), acting_.now)) return;
  note("the emergency is complete: it no longer lapses");
}

db::ChangeSet StepInHand::changes() const {
  db::ChangeSet changes;
  changes.based_on = contents_.revision;
  changes.restrictions.push_back({after, found_.version, note_of(word, &before(), after, why)});
  changes.restrictions.insert(changes.restrictions.end(), others_.begin(), others_.end());
  return changes;
}

Stepped StepInHand::answer() const {
  const db::LogContents contents = contents_after();
  const LogView view(acting_.config, contents, acting_.now);
  return {after, found_.version + 1, view.problems_of(after), notes_};
}

policy::Result<Stepped> take_step(db::CentralLog& log, const Target& target, const Acting& acting,
                                  const std::function<void(StepInHand&)>& work) {
  for (int attempt = 1;; ++attempt) {
    const auto contents = log.contents();
    if (!contents) return contents.error();
    const db::LoggedRestriction* found = find(*contents, target.reference);
    if (found == nullptr) return policy::refused(target.reference + ": there is no such restriction");
    if (target.based_on != 0 && target.based_on != found->version) {
      return changed_since(log, target.reference, target.based_on);
    }
    StepInHand step(*contents, *found, acting);
    work(step);
    if (step.refused()) return policy::Error{policy::Fault::refused, step.problems()};
    step.complete_emergency();
    const auto committed = log.commit(step.changes(), acting.actor, acting.now);
    if (committed) return step.answer();
    if (committed.error().fault != policy::Fault::conflict) return committed.error();
    const auto present = log.restriction(target.reference);
    if (!present) return present.error();
    if (present->version != found->version) return changed_since(log, target.reference, found->version);
    if (attempt == kAttempts) return committed.error();  // something else of the log changes all the time
  }
}

}  // namespace postern::admin
