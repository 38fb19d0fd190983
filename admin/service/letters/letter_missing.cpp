// What a letter cannot be written without.
#include <algorithm>

#include "admin/service/letters/letter.hpp"

namespace postern::admin {
namespace {

using Lines = std::vector<std::string>;
using policy::Restriction;
using policy::Status;

void append(Lines& lines, const Lines& more) {
  for (const std::string& line : more) {
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(line);
  }
}

void need_reasons(const Restriction& restriction, Lines& lines) {
  if (restriction.reasons.empty()) lines.emplace_back("reasons: are missing (¶10)");
}

/// A decision can be told once it was made: all but that the customer was told of it.
Lines for_decision(const Restriction& restriction, const LogView& view) {
  Lines lines;
  const policy::ActivationContext context = view.context_for(restriction.reference);
  if (restriction.status == Status::declined)
    lines.emplace_back("status: it was declined: there is no decision to tell");
  append(lines, policy::missing_for_authorisation(restriction, context));
  need_reasons(restriction, lines);
  if (restriction.email.empty())
    lines.emplace_back("customer.identifiers.email: is missing: nothing would be restricted");
  const bool to_come = restriction.status == Status::draft || restriction.status == Status::authorised;
  // What has come into force was right then; its letter can be printed again whatever has become of the rest.
  if (to_come) append(lines, policy::faults_of_draft(restriction, context));
  if (restriction.terms.councillors.kind == policy::CouncillorAccess::Kind::undecided) {
    lines.emplace_back("email.councillors: is missing: all, none, only or alternative (¶12)");
  }
  if (!restriction.review_by) lines.emplace_back("review_by: is missing (¶11)");
  return lines;
}

Lines for_warning(const Restriction& restriction) {
  Lines lines;
  if (restriction.status != Status::draft && restriction.status != Status::authorised) {
    lines.push_back("status: it is " + std::string(to_text(restriction.status)) +
                    ": a warning comes before a restriction (¶6); write the letter of the decision instead");
  }
  need_reasons(restriction, lines);
  return lines;
}

Lines for_review(const Restriction& restriction, const LogView& view) {
  Lines lines;
  if (restriction.status != Status::in_force) {
    lines.push_back("status: it is " + std::string(to_text(restriction.status)) +
                    ": only what is in force is reviewed (¶11)");
  }
  append(lines, policy::missing_for_authorisation(restriction, view.context_for(restriction.reference)));
  if (!restriction.review_by) lines.emplace_back("review_by: is missing (¶11)");
  return lines;
}

Lines for_lifting(const Restriction& restriction) {
  if (restriction.status != Status::ended || !restriction.ended) {
    return {"ended: is missing: it is " + std::string(to_text(restriction.status)) + ", and was not lifted"};
  }
  if (!restriction.authorised && !restriction.informed)
    return {"status: it ended as a draft: the customer has nothing to be told"};
  if (!restriction.ended->on) return {"ended.on: is missing"};
  return {};
}

Lines missing_in_record(conf::LetterKind kind, const Restriction& restriction, const LogView& view) {
  switch (kind) {
    case conf::LetterKind::decision:
      return for_decision(restriction, view);
    case conf::LetterKind::warning:
      return for_warning(restriction);
    case conf::LetterKind::review:
      return for_review(restriction, view);
    case conf::LetterKind::lifting:
      return for_lifting(restriction);
  }
  return {};
}

}  // namespace

Lines missing_for_letter(conf::LetterKind kind, const Restriction& restriction, const LogView& view) {
  Lines lines = missing_in_record(kind, restriction, view);
  const bool about_a_decision = kind == conf::LetterKind::decision || kind == conf::LetterKind::review;
  if (about_a_decision && view.config().council.representations.empty()) {
    lines.emplace_back(
        "council.representations: is missing in the configuration: where representations are sent (¶10)");
  }
  return lines;
}

}  // namespace postern::admin
