#include "admin/service/gate/restriction_gate.hpp"

#include <algorithm>
#include <set>

#include "admin/service/gate/journal_gate.hpp"
#include "policy/record/emergency.hpp"

namespace postern::admin {
namespace {

using policy::Restriction;
using policy::Status;

/// How far along its life a state is: it never goes back.
int step_of(Status status) {
  switch (status) {
    case Status::draft:
      return 0;
    case Status::authorised:
      return 1;
    case Status::in_force:
      return 2;
    case Status::ended:
    case Status::declined:
      return 3;
  }
  return 0;
}

bool adds_a_domain(const Restriction& before, const Restriction& after, const LogView& view) {
  std::set<std::string> known;
  for (const std::string& text : before.email) {
    if (const auto one = view.identifier(text)) known.insert(one->key);
  }
  return std::any_of(after.email.begin(), after.email.end(), [&](const std::string& text) {
    const auto one = view.identifier(text);
    return one && one->kind != policy::Identifier::Kind::address && !known.contains(one->key);
  });
}

bool changes_terms(const Restriction& before, const Restriction& after, const LogView& view) {
  return before.terms != after.terms || adds_a_domain(before, after, view);
}

void check_step(const Restriction& before, const Restriction& after, std::vector<std::string>& lines) {
  const std::string from(to_text(before.status));
  const std::string to(to_text(after.status));
  if (step_of(before.status) == 3) {
    lines.push_back("it is " + from + ", and stays as it is; write a new restriction without this reference");
  } else if (after.status == Status::declined && before.status != Status::draft) {
    lines.push_back("it is " + from + ": only a draft can be declined; lift it instead");
  } else if (step_of(after.status) < step_of(before.status)) {
    lines.push_back("it is " + from + ", and does not go back to " + to + "; write status: " + from);
  }
}

/// A decision was about one restriction: it brings none back that has ended since, when an old document is applied
/// again.
void check_own_decision(const Restriction& after, const LogView& was, std::vector<std::string>& lines) {
  const Restriction* ended = was.ended_under_the_decision_of(after);
  if (ended == nullptr) return;
  lines.push_back("authorised: " + ended->reference + " was under this very decision and has ended" +
                  (ended->ended && ended->ended->on ? " on " + policy::to_text(*ended->ended->on) : std::string()) +
                  "; a new restriction needs a new one (¶10)");
}

void check_ending(const Restriction* before, const Restriction& after, const LogView& view,
                  std::vector<std::string>& lines) {
  if (after.status != Status::ended) {
    if (after.ended) lines.push_back("ended is given, but the status is " + std::string(to_text(after.status)));
    return;
  }
  if (!after.ended || !after.ended->on || after.ended->why.empty()) {
    lines.push_back("ended is needed, with on, by, how and why");
    return;
  }
  if (*after.ended->on > view.today()) lines.push_back("ended.on lies in the future");
  if (before == nullptr || after.ended->how != policy::Ending::lifted) return;
  if (!is_officer(view.config(), after.ended->by, *after.ended->on)) {
    lines.push_back("ended.by is no authorising officer on that day: \"" + after.ended->by + "\"");
  }
}

/// New terms are a new decision: whoever authorised the old ones has not seen them (decision.md 7).
void check_new_terms(const Restriction& before, const Restriction& after, const LogView& view,
                     std::vector<std::string>& lines) {
  if (before.status != Status::authorised && before.status != Status::in_force) return;
  if (step_of(after.status) == 3 || !changes_terms(before, after, view)) return;
  if (before.authorised == after.authorised) {
    lines.push_back("its terms (email, or a domain among the identifiers) change: that needs a new authorised");
  }
}

/// An emergency that is in another log already, in an exported document.
bool brings_an_emergency(const Restriction* before, const Restriction& after) {
  return before == nullptr && after.status == Status::in_force && policy::lapses_at(after);
}

std::vector<std::string> emergency_obstacles(const Restriction& after, const LogView& view) {
  policy::ActivationContext context = view.context_for(after.reference);
  const auto at = after.emergency->at.value_or(std::chrono::sys_seconds{});
  context.today = policy::day_of(at, *view.config().council.time_zone);
  std::vector<std::string> lines = policy::missing_for_emergency(after, context);
  if (at > view.now()) lines.emplace_back("emergency.at: lies in the future");
  if (*policy::lapses_at(after) <= view.now()) lines.emplace_back("emergency.at: it has lapsed since");
  return lines;
}

bool is_settled_change(const Restriction* before, const Restriction& after, const LogView& view) {
  return before != nullptr && before->status == after.status && !changes_terms(*before, after, view);
}

/// What was wrong before (a review that is overdue, an officer who has left) must not keep a note from being added.
void drop_old(std::vector<std::string>& lines, const std::vector<std::string>& old) {
  std::erase_if(lines, [&](const std::string& line) { return std::find(old.begin(), old.end(), line) != old.end(); });
}

}  // namespace

bool is_officer(const conf::Config& config, std::string_view id, policy::Day day) {
  return policy::holds_a_post(config.officers, id, day);
}

bool complete_emergency(Restriction& restriction, const LogView& view, std::chrono::sys_seconds now) {
  const auto lapse = policy::lapses_at(restriction);
  if (restriction.status != Status::in_force || !lapse || *lapse <= now) return false;
  if (!view.obstacles(restriction, Status::in_force).empty()) return false;
  restriction.emergency->completed = now;
  return true;
}

std::vector<std::string> refusals(const Restriction* before, const Restriction& after, const LogView& view,
                                  const LogView& was) {
  std::vector<std::string> lines;
  if (before != nullptr) check_step(*before, after, lines);
  if (!lines.empty()) return lines;
  check_ending(before, after, view, lines);
  if (before == nullptr && step_of(after.status) < 3) check_own_decision(after, was, lines);
  if (before != nullptr) check_new_terms(*before, after, view, lines);
  check_journal(before, after, view, lines);
  if (step_of(after.status) == 3) return lines;
  std::vector<std::string> obstacles =
      brings_an_emergency(before, after) ? emergency_obstacles(after, view) : view.obstacles(after, after.status);
  if (is_settled_change(before, after, view)) drop_old(obstacles, was.obstacles(*before, before->status));
  lines.insert(lines.end(), obstacles.begin(), obstacles.end());
  return lines;
}

std::vector<std::string> changed_fields(const Restriction& before, const Restriction& after) {
  std::vector<std::string> fields;
  const auto compare = [&](const auto& a, const auto& b, const char* field) {
    if (a != b && (fields.empty() || fields.back() != field)) fields.emplace_back(field);
  };
  compare(before.customer_name, after.customer_name, "customer");
  compare(before.email, after.email, "customer");
  compare(before.telephone, after.telephone, "customer");
  compare(before.support_worker, after.support_worker, "support_worker");
  compare(before.requested_by, after.requested_by, "requested_by");
  compare(before.drafted_by, after.drafted_by, "drafted_by");
  compare(before.reasons, after.reasons, "reasons");
  compare(before.warnings, after.warnings, "warnings");
  compare(before.no_warning_because, after.no_warning_because, "no_warning_because");
  compare(before.measures_considered, after.measures_considered, "measures_considered");
  compare(before.terms, after.terms, "email");
  compare(before.other_channels, after.other_channels, "other_channels");
  compare(before.authorised, after.authorised, "authorised");
  compare(before.informed, after.informed, "informed");
  compare(before.starts, after.starts, "starts");
  compare(before.ends, after.ends, "ends");
  compare(before.review_by, after.review_by, "review_by");
  compare(before.legal_hold, after.legal_hold, "legal_hold");
  compare(before.status, after.status, "status");
  compare(before.ended, after.ended, "ended");
  compare(before.reviews, after.reviews, "reviews");
  compare(before.representations, after.representations, "representations");
  compare(before.notes, after.notes, "notes");
  compare(before.emergency, after.emergency, "emergency");
  compare(before.proposal, after.proposal, "proposal");
  return fields;
}

std::string audit_word(const Restriction* before, const Restriction& after) {
  if (before != nullptr && before->status == after.status) return before->terms == after.terms ? "amended" : "varied";
  switch (after.status) {
    case Status::draft:
      return "drafted";
    case Status::authorised:
      return "authorised";
    case Status::in_force:
      return "activated";
    case Status::ended:
      return after.ended ? std::string(to_text(after.ended->how)) : "ended";
    case Status::declined:
      return "declined";
  }
  return {};
}

}  // namespace postern::admin
