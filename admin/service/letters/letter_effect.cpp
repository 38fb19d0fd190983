#include "admin/service/letters/letter_effect.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "policy/words/plain_words.hpp"

namespace postern::admin {
namespace {

using policy::Action;
using policy::CouncillorAccess;
using policy::Terms;

std::vector<std::string> one_lines(const std::vector<std::string>& texts) {
  std::vector<std::string> lines;
  for (const std::string& text : texts) {
    std::string line = policy::one_line(text);
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
  }
  return lines;
}

/// What stands behind `Email … will `.
std::string fate(Action action, const std::vector<std::string>& managers) {
  switch (action) {
    case Action::deliver:
      return "be delivered as usual";
    case Action::junk:
      return "go to the junk folder of the person you wrote to, who may not see it";
    case Action::forward:
      return "be forwarded to " + policy::joined(managers) + ", and not to the person you wrote to";
    case Action::hold:
      return "be held, and delivered when these hours next begin";
    case Action::quarantine:
      return "be kept by the council, but not delivered to the person you wrote to";
    case Action::reject:
      return "be refused, and your email service should tell you so";
  }
  return {};
}

/// Every address of the council may be written to: all are permitted, or what is not is delivered all the same.
bool reaches_everybody(const Terms& terms) {
  return terms.any_contact || terms.action == Action::deliver;
}

void set_contacts(LetterEffect& effect, const Terms& terms) {
  const std::vector<std::string> managers = one_lines(terms.managers);
  if (reaches_everybody(terms)) {
    effect.whom = "You can write to any email address of the council.";
    return;
  }
  std::vector<std::string> all = terms.contacts;
  all.insert(all.end(), terms.managers.begin(), terms.managers.end());
  effect.write_to = one_lines(all);
  const bool nobody = effect.write_to.empty();
  effect.whom = nobody ? "You cannot contact the council by email, apart from the exceptions in this letter."
                       : "By email, you can write to:";
  effect.other_email = fmt::format("Email that you send to any {}council address will {}.", nobody ? "" : "other ",
                                   fate(terms.action, managers));
}

void set_limits(LetterEffect& effect, const Terms& terms) {
  for (const policy::ContactHours& hours : terms.hours) effect.hours.push_back(policy::in_words(hours));
  if (!effect.hours.empty()) {
    effect.outside_hours = fmt::format("Email that arrives at any other time will {}.",
                                       fate(terms.outside_hours.value_or(Action::hold), {}));
  }
  if (!terms.volume) return;
  effect.volume = policy::volume_sentence(*terms.volume);
  effect.beyond_volume = fmt::format("Any more messages in the same {} will {}.", policy::to_text(terms.volume->per),
                                     fate(terms.beyond_volume.value_or(Action::quarantine), {}));
}

/// `Councillor C. Ward, cllr.ward@york.gov.uk` where the log knows the address.
std::string councillor_in_words(const std::string& address, const LogView& view) {
  const auto known = view.address(address);
  const auto found = known ? view.councillors_with(*known) : std::vector<const policy::Councillor*>{};
  if (found.empty() || found.front()->name.empty()) return policy::one_line(address);
  return fmt::format("Councillor {}, {}", policy::one_line(found.front()->name), policy::one_line(address));
}

void set_councillors(LetterEffect& effect, const Terms& terms, const LogView& view) {
  const std::vector<std::string>& addresses = terms.councillors.addresses;
  switch (terms.councillors.kind) {
    case CouncillorAccess::Kind::undecided:
      return;
    case CouncillorAccess::Kind::all:
      effect.councillors = "You can still write to any councillor. This decision does not change that.";
      break;
    case CouncillorAccess::Kind::none:
      effect.councillors = "Email that you send to a councillor is treated like email to any other council address.";
      break;
    case CouncillorAccess::Kind::only:
      for (const std::string& one : addresses) effect.councillor_list.push_back(councillor_in_words(one, view));
      effect.councillors =
          "Email to any other councillor is treated like email to any other council address. You can still write to:";
      break;
    case CouncillorAccess::Kind::alternative:
      effect.councillors = fmt::format(
          "To contact a councillor, write to {0}. Email that you send to a councillor's own "
          "address will be forwarded to {0}.",
          policy::joined(one_lines(addresses)));
      break;
  }
  effect.councillors_reason = policy::sentence(policy::one_line(terms.councillors_reason));
}

std::string councillors_in_short(const CouncillorAccess& access) {
  switch (access.kind) {
    case CouncillorAccess::Kind::undecided:
      return "councillors: not decided";
    case CouncillorAccess::Kind::all:
      return "councillors: all";
    case CouncillorAccess::Kind::none:
      return "councillors: none";
    case CouncillorAccess::Kind::only:
      return "councillors: only " + policy::joined(one_lines(access.addresses));
    case CouncillorAccess::Kind::alternative:
      return "councillors: through " + policy::joined(one_lines(access.addresses));
  }
  return {};
}

std::string action_in_short(const Terms& terms) {
  switch (terms.action) {
    case Action::deliver:
      return "delivered";
    case Action::junk:
      return "marked as junk";
    case Action::forward:
      return "forwarded to " + policy::joined(one_lines(terms.managers));
    case Action::hold:
      return "held";
    case Action::quarantine:
      return "kept in the quarantine";
    case Action::reject:
      return "refused";
  }
  return {};
}

std::string limits_note(const CouncillorAccess& access) {
  const std::string never = "These limits do not apply to the addresses that are never restricted";
  switch (access.kind) {
    case CouncillorAccess::Kind::undecided:
    case CouncillorAccess::Kind::none:
      return never + ".";
    case CouncillorAccess::Kind::all:
    case CouncillorAccess::Kind::alternative:
      return never + ", or to councillors.";
    case CouncillorAccess::Kind::only:
      return never + ", or to the councillors whom you can still write to.";
  }
  return {};
}

}  // namespace

LetterEffect effect_of(const Terms& terms, const LogView& view) {
  LetterEffect effect;
  set_contacts(effect, terms);
  set_limits(effect, terms);
  if (terms.volume || !terms.hours.empty()) effect.limits_note = limits_note(terms.councillors);
  if (terms.remind) {
    effect.reminder = fmt::format("If you write to another address, we may send you a reminder, at most once in {}.",
                                  policy::in_words(terms.remind_every.value_or(view.config().reminders_every)));
  }
  set_councillors(effect, terms, view);
  return effect;
}

std::string effect_in_short(const Terms& terms) {
  std::string text = terms.any_contact ? std::string("may write to anybody") : action_in_short(terms);
  if (!terms.any_contact && !terms.contacts.empty())
    text += "; may write to " + policy::joined(one_lines(terms.contacts));
  std::vector<std::string> hours;
  for (const policy::ContactHours& one : terms.hours) hours.push_back(policy::in_words(one));
  if (!hours.empty()) text += "; " + policy::joined(hours);
  if (terms.volume) text += "; " + policy::in_words(*terms.volume);
  return text + "; " + councillors_in_short(terms.councillors);
}

}  // namespace postern::admin
