// Who may have decided, when, and where it is on file (policy ¶10).
#include <algorithm>

#include "policy/record/activation_lines.hpp"

namespace postern::policy {
namespace {

using Lines = std::vector<std::string>;

bool held_on(const AuthorisingOfficer& officer, Day day) {
  return (!officer.from || *officer.from <= day) && (!officer.until || day <= *officer.until);
}

/// Names as people write them: case and blanks around them mean nothing.
bool same_name(std::string_view a, std::string_view b) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto trimmed = [&](std::string_view text) {
    const std::size_t begin = text.find_first_not_of(kBlanks);
    return begin == std::string_view::npos ? std::string_view{}
                                           : text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
  };
  a = trimmed(a);
  b = trimmed(b);
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return lower(x) == lower(y);
  });
}

/// The person who drafted it cannot authorise it, by whatever name (policy ¶10).
bool is_drafter(const AuthorisingOfficer& officer, const std::string& drafted_by) {
  if (is_blank(drafted_by)) return false;
  return same_name(drafted_by, officer.id) || same_name(drafted_by, officer.user) ||
         same_name(drafted_by, officer.name) || same_name(drafted_by, officer.email);
}

/// Everybody who has or had the post; the one who held it on `day` alone, where there is one.
std::vector<const AuthorisingOfficer*> holders(const std::string& id, const std::optional<Day>& day,
                                               const std::vector<AuthorisingOfficer>& officers) {
  std::vector<const AuthorisingOfficer*> all;
  std::vector<const AuthorisingOfficer*> that_day;
  for (const AuthorisingOfficer& one : officers) {
    if (one.id != id) continue;
    all.push_back(&one);
    if (day && held_on(one, *day)) that_day.push_back(&one);
  }
  return that_day.empty() ? all : that_day;
}

void check_officer(Lines& lines, const Restriction& restriction, const ActivationContext& context) {
  const Authorisation& authorised = *restriction.authorised;
  const auto found = holders(authorised.by, authorised.on, context.officers);
  if (found.empty()) {
    lines.push_back("authorised.by: \"" + authorised.by + "\" is no authorising officer of the configuration (¶10)");
    return;
  }
  if (authorised.on && !held_on(*found.front(), *authorised.on)) {
    lines.push_back("authorised.by: " + authorised.by + " did not hold the post on " + to_text(*authorised.on));
  }
  if (std::any_of(found.begin(), found.end(),
                  [&](const auto* one) { return is_drafter(*one, restriction.drafted_by); })) {
    lines.push_back("authorised.by: " + authorised.by + " drafted it; somebody else must authorise it (¶10)");
  }
}

}  // namespace

bool holds_a_post(const std::vector<AuthorisingOfficer>& officers, std::string_view id, Day day) {
  return std::any_of(officers.begin(), officers.end(),
                     [&](const AuthorisingOfficer& one) { return one.id == id && held_on(one, day); });
}

Lines missing_for_authorisation(const Restriction& restriction, const ActivationContext& context) {
  Lines lines;
  if (!restriction.authorised) {
    lines.push_back("authorised: is missing: who decided, when, and where the approval is on file (¶10)");
    return lines;
  }
  check_officer(lines, restriction, context);
  if (is_blank(restriction.drafted_by)) {
    lines.push_back("drafted_by: is missing: somebody else than the authorising officer (¶10)");
  }
  check_date(lines, "authorised.on", restriction.authorised->on, context);
  if (is_blank(restriction.authorised->evidence)) {
    lines.push_back("authorised.evidence: is missing: where the approval is on file (¶10)");
  }
  return lines;
}

}  // namespace postern::policy
