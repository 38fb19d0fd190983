#include "case/case_ground.hpp"

#include <algorithm>

namespace postern::cases {
namespace {

using policy::CouncillorAccess;

policy::Day day(Line& line) {
  const std::string text = line.word("the day");
  const auto day = policy::day_from_text(text);
  if (!day) line.broken("no day is " + text);
  return *day;
}

CouncillorAccess access(Line& line) {
  const std::string kind = line.word("all, none, only or alternative");
  if (kind == "all") return {CouncillorAccess::Kind::all, {}};
  if (kind == "none") return {CouncillorAccess::Kind::none, {}};
  if (kind == "only") return {CouncillorAccess::Kind::only, line.addresses()};
  if (kind == "alternative") return {CouncillorAccess::Kind::alternative, {line.address()}};
  line.broken("councillors are all, none, only or alternative, not " + kind);
}

void contacts(policy::Terms& terms, Line& line) {
  terms.any_contact = line.skip("any");
  if (!terms.any_contact) terms.contacts = line.addresses();
}

void restriction(policy::Rules& rules, Line& line) {
  policy::RestrictionInForce made;
  policy::Terms terms;
  made.reference = line.word("the reference");
  if (!line.skip("of")) line.broken("`of` and the customer's addresses are missing");
  made.identifiers = line.addresses();
  terms.action = line.action();
  terms.councillors.kind = CouncillorAccess::Kind::all;
  while (!line.at_end()) {
    const std::string key = line.word("a key");
    if (key == "to") {
      terms.managers = line.addresses();
    } else if (key == "contacts") {
      contacts(terms, line);
    } else if (key == "councillors") {
      terms.councillors = access(line);
    } else if (key == "starts") {
      made.starts = day(line);
    } else if (key == "ends") {
      made.ends = day(line);
    } else if (key == "reply") {
      terms.reply = line.rest();
    } else {
      line.broken("a restriction has no " + key);
    }
  }
  made.terms = std::make_shared<const policy::Terms>(std::move(terms));
  rules.restrictions.push_back(std::move(made));
}

/// A second line about one councillor adds a choice.
policy::Councillor& known(std::vector<policy::Councillor>& councillors, std::vector<std::string> addresses) {
  const auto found = std::find_if(councillors.begin(), councillors.end(), [&](const policy::Councillor& one) {
    return one.addresses.front() == addresses.front();
  });
  if (found != councillors.end()) return *found;
  policy::Councillor made;
  made.name = addresses.front();
  made.addresses = std::move(addresses);
  return councillors.emplace_back(std::move(made));
}

void councillor(policy::Rules& rules, Line& line) {
  policy::Councillor& one = known(rules.councillors, line.addresses());
  if (!line.skip("chose")) return;
  policy::Choice choice;
  choice.action = line.action();
  if (choice.action == policy::Action::forward) {
    if (!line.skip("to")) line.broken("`to` and an address are missing");
    choice.forward_to = line.address();
  }
  if (!line.skip("for")) line.broken("`for` and the customer's address are missing");
  choice.customer = line.address();
  one.choices.push_back(std::move(choice));
}

bool yes(Line& line) {
  const std::string word = line.word("yes or no");
  if (word != "yes" && word != "no") line.broken("yes or no is wanted, not " + word);
  return word == "yes";
}

std::vector<policy::IdentityKind> identities(Line& line) {
  using Kind = policy::IdentityKind;
  std::vector<Kind> kinds;
  do {
    const std::string word = line.word("an identity");
    const auto all = {Kind::envelope, Kind::from, Kind::sender, Kind::reply_to, Kind::resent_from, Kind::resent_sender};
    const auto* found = std::find_if(all.begin(), all.end(), [&](Kind kind) { return to_text(kind) == word; });
    if (found == all.end()) line.broken("no identity is called " + word);
    kinds.push_back(*found);
  } while (!line.at_end());
  return kinds;
}

void setting(Settings& settings, Line& line) {
  const std::string key = line.word("the setting");
  if (key == "at_border") {
    settings.at_border = yes(line);
  } else if (key == "exempt_authenticated") {
    settings.exempt_authenticated = yes(line);
  } else if (key == "identities") {
    settings.identities = identities(line);
  } else {
    line.broken("cases know no setting " + key);
  }
}

}  // namespace

bool read_ground(Ground& ground, const std::string& what, Line& line) {
  if (what == "restriction") {
    restriction(ground.rules, line);
  } else if (what == "councillor") {
    councillor(ground.rules, line);
  } else if (what == "protected") {
    ground.rules.protected_addresses.push_back({line.address(), "a case"});
  } else if (what == "setting") {
    setting(ground.settings, line);
  } else {
    return false;
  }
  line.end();
  return true;
}

}  // namespace postern::cases
