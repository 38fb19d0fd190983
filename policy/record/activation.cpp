#include "policy/record/activation.hpp"

#include <algorithm>

#include "policy/record/activation_lines.hpp"
#include "policy/record/draft_faults.hpp"
#include "policy/record/review.hpp"

namespace postern::policy {
namespace {

using Lines = std::vector<std::string>;

/// An entry that says neither when nor what is no warning.
bool says_something(const Warning& warning) {
  return warning.on || !is_blank(warning.note);
}

void check_warnings(Lines& lines, const Restriction& restriction, const ActivationContext& context) {
  const bool given = std::any_of(restriction.warnings.begin(), restriction.warnings.end(), says_something);
  if (!given && is_blank(restriction.no_warning_because)) {
    lines.push_back("warnings: are missing; give them, or no_warning_because (¶6)");
  }
  for (const Warning& warning : restriction.warnings) {
    if (warning.on && *warning.on > context.today) {
      lines.push_back("warnings: on lies in the future (" + to_text(*warning.on) + ")");
    }
  }
}

void check_grounds(Lines& lines, const Restriction& restriction, const ActivationContext& context) {
  if (is_blank(restriction.reasons)) lines.push_back("reasons: are missing");
  check_warnings(lines, restriction, context);
  if (is_blank(restriction.measures_considered)) {
    lines.push_back("measures_considered: is missing: the lesser measures thought of (¶9)");
  }
  if (!restriction.requested_by || is_blank(restriction.requested_by->name)) {
    lines.push_back("requested_by: is missing: the service that asked for it");
  }
}

void check_councillors(Lines& lines, const Terms& terms) {
  using Kind = CouncillorAccess::Kind;
  if (terms.councillors.kind == Kind::undecided) {
    lines.push_back("email.councillors: is missing: all, none, only or alternative (¶12)");
  }
  if (terms.councillors.kind == Kind::none && is_blank(terms.councillors_reason)) {
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
  // Without a decision it would be made today at the earliest: all that is missing is told at once.
  const bool decided = restriction.authorised && restriction.authorised->on;
  Day counted_from = decided ? *restriction.authorised->on : context.today;
  const auto reviewed = last_review(restriction);
  const bool by_review = decided && reviewed && *reviewed > counted_from;
  if (by_review) counted_from = *reviewed;
  const Day latest = months_after(counted_from, context.review_within_months);
  if (*restriction.review_by > latest) {
    lines.push_back("review_by: is later than " + std::to_string(context.review_within_months) + " months after the " +
                    (by_review ? "last review" : "authorisation") + " (" + to_text(latest) + " at the latest, ¶11)");
  }
}

void check_informed(Lines& lines, const Restriction& restriction, const ActivationContext& context) {
  if (!restriction.informed) {
    lines.push_back("informed: is missing: when and how the customer was told in writing (¶10)");
    return;
  }
  check_date(lines, "informed.on", restriction.informed->on, context);
  if (is_blank(restriction.informed->how)) lines.push_back("informed.how: is missing (¶10)");
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

Lines obstacles_of_customer(const Restriction& restriction, const ActivationContext& context) {
  Lines lines;
  if (restriction.email.empty()) lines.push_back("customer.identifiers.email: is missing: nothing would be restricted");
  append(lines, faults_of_draft(restriction, context));
  check_sole(lines, restriction, context);
  return lines;
}

Day months_after(Day day, int months) {
  const Day later = day + std::chrono::months{months};
  return later.ok() ? later : Day{later.year() / later.month() / std::chrono::last};
}

Lines missing_for_force(const Restriction& restriction, const ActivationContext& context) {
  Lines lines;
  if (restriction.email.empty()) lines.push_back("customer.identifiers.email: is missing: nothing would be restricted");
  check_grounds(lines, restriction, context);
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
