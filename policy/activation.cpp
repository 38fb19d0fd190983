#include "policy/activation.hpp"

#include <algorithm>

#include "policy/draft_faults.hpp"

namespace postern::policy {
namespace {

using Lines = std::vector<std::string>;

void check_date(Lines& lines, const char* key, const std::optional<Day>& day, const ActivationContext& context) {
  if (!day) {
    lines.push_back(std::string(key) + ": is missing");
  } else if (*day > context.today) {
    lines.push_back(std::string(key) + ": lies in the future (" + to_text(*day) + ")");
  }
}

bool held_on(const AuthorisingOfficer& officer, Day day) {
  return (!officer.from || *officer.from <= day) && (!officer.until || day <= *officer.until);
}

/// The person who drafted it cannot authorise it, by whatever name (policy ¶10).
bool is_drafter(const AuthorisingOfficer& officer, const std::string& drafted_by) {
  if (drafted_by.empty()) return false;
  return drafted_by == officer.id || drafted_by == officer.user || drafted_by == officer.name ||
         drafted_by == officer.email;
}

void check_officer(Lines& lines, const Restriction& restriction, const ActivationContext& context) {
  const Authorisation& authorised = *restriction.authorised;
  const auto officer = std::find_if(context.officers.begin(), context.officers.end(),
                                    [&](const AuthorisingOfficer& one) { return one.id == authorised.by; });
  if (officer == context.officers.end()) {
    lines.push_back("authorised.by: \"" + authorised.by + "\" is no authorising officer of the configuration (¶10)");
    return;
  }
  if (authorised.on && !held_on(*officer, *authorised.on)) {
    lines.push_back("authorised.by: " + authorised.by + " did not hold the post on " + to_text(*authorised.on));
  }
  if (is_drafter(*officer, restriction.drafted_by)) {
    lines.push_back("authorised.by: " + authorised.by + " drafted it; somebody else must authorise it (¶10)");
  }
}

void check_grounds(Lines& lines, const Restriction& restriction) {
  if (restriction.reasons.empty()) lines.push_back("reasons: are missing");
  if (restriction.warnings.empty() && restriction.no_warning_because.empty()) {
    lines.push_back("warnings: are missing; give them, or no_warning_because (¶6)");
  }
  if (restriction.measures_considered.empty()) {
    lines.push_back("measures_considered: is missing: the lesser measures thought of (¶9)");
  }
  if (!restriction.requested_by || restriction.requested_by->name.empty()) {
    lines.push_back("requested_by: is missing: the service that asked for it");
  }
}

void check_councillors(Lines& lines, const Terms& terms) {
  using Kind = CouncillorAccess::Kind;
  if (terms.councillors.kind == Kind::undecided) {
    lines.push_back("email.councillors: is missing: all, none, only or alternative (¶12)");
  }
  if (terms.councillors.kind == Kind::none && terms.councillors_reason.empty()) {
    lines.push_back("email.councillors_reason: is missing: why no councillor may be written to (¶12)");
  }
}

void check_review(Lines& lines, const Restriction& restriction, const ActivationContext& context) {
  if (!restriction.review_by) {
    lines.push_back("review_by: is missing (¶11)");
    return;
  }
  if (*restriction.review_by < context.today) {
    lines.push_back("review_by: lies in the past (" + to_text(*restriction.review_by) + ")");
  }
  if (!restriction.authorised || !restriction.authorised->on) return;
  Day latest = *restriction.authorised->on + std::chrono::months{context.review_within_months};
  if (!latest.ok()) latest = latest.year() / latest.month() / std::chrono::last;
  if (*restriction.review_by > latest) {
    lines.push_back("review_by: is later than " + std::to_string(context.review_within_months) +
                    " months after the authorisation (" + to_text(latest) + " at the latest, ¶11)");
  }
}

void check_informed(Lines& lines, const Restriction& restriction, const ActivationContext& context) {
  if (!restriction.informed) {
    lines.push_back("informed: is missing: when and how the customer was told in writing (¶10)");
    return;
  }
  check_date(lines, "informed.on", restriction.informed->on, context);
  if (restriction.informed->how.empty()) lines.push_back("informed.how: is missing (¶10)");
  if (restriction.informed->on && restriction.authorised && restriction.authorised->on &&
      *restriction.informed->on < *restriction.authorised->on) {
    lines.push_back("informed.on: is before the decision (" + to_text(*restriction.authorised->on) + ")");
  }
}

void check_sole(Lines& lines, const Restriction& restriction, const ActivationContext& context) {
  for (const std::string& text : restriction.email) {
    const auto identifier = identifier_from_text(text, context.address_rules);
    if (!identifier) continue;
    const std::string other = context.belongs_to(identifier->key);
    if (!other.empty() && other != restriction.reference) {
      lines.push_back("customer.identifiers: " + text + " is in force in " + other + " already");
    }
  }
}

void append(Lines& lines, Lines more) {
  for (std::string& line : more) {
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
  }
}

}  // namespace

Lines faults_of_draft(const Restriction& restriction, const ActivationContext& context) {
  Lines lines = identifier_faults(restriction, context);
  append(lines, terms_faults(restriction.terms, context));
  if (restriction.starts && restriction.ends && *restriction.ends < *restriction.starts) {
    lines.push_back("ends: is before starts");
  }
  return lines;
}

Lines missing_for_authorisation(const Restriction& restriction, const ActivationContext& context) {
  Lines lines;
  if (!restriction.authorised) {
    lines.push_back("authorised: is missing: who decided, when, and where the approval is on file (¶10)");
    return lines;
  }
  check_officer(lines, restriction, context);
  check_date(lines, "authorised.on", restriction.authorised->on, context);
  if (restriction.authorised->evidence.empty()) {
    lines.push_back("authorised.evidence: is missing: where the approval is on file (¶10)");
  }
  return lines;
}

Lines missing_for_force(const Restriction& restriction, const ActivationContext& context) {
  Lines lines;
  if (restriction.email.empty()) lines.push_back("customer.identifiers.email: is missing: nothing would be restricted");
  check_grounds(lines, restriction);
  append(lines, missing_for_authorisation(restriction, context));
  append(lines, faults_of_draft(restriction, context));
  check_councillors(lines, restriction.terms);
  check_review(lines, restriction, context);
  check_informed(lines, restriction, context);
  if (restriction.ends && *restriction.ends < context.today) {
    lines.push_back("ends: lies in the past (" + to_text(*restriction.ends) + ")");
  }
  check_sole(lines, restriction, context);
  return lines;
}

}  // namespace postern::policy
