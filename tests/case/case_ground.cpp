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

std::chrono::minutes time(const std::string& text, Line& line) {
  const auto time = policy::time_of_day_from_text(text);
  if (!time) line.broken("no time of day is " + text);
  return *time;
}

/// `daily`, or days of the week.
std::vector<std::chrono::weekday> days(Line& line) {
  std::vector<std::chrono::weekday> days;
  if (line.skip("daily")) {
    for (unsigned number = 0; number < 7; ++number) days.emplace_back(number);
  }
  for (auto day = line.day(); day; day = line.day()) days.push_back(*day);
  if (days.empty()) line.broken("hours begin with daily or days, as mon tue");
  return days;
}

/// Days, and `FROM-TO` for all of them; then perhaps other days with theirs.
std::vector<policy::ContactHours> hours(Line& line) {
  std::vector<policy::ContactHours> hours;
  do {
    const auto on = days(line);
    do {
      const std::string interval = line.word("an interval, as 09:00-12:00");
      const std::size_t dash = interval.find('-');
      if (dash == std::string::npos) line.broken("no interval is " + interval);
      hours.push_back({on, time(interval.substr(0, dash), line), time(interval.substr(dash + 1), line)});
    } while (line.next_has('-') && line.next_has(':'));
  } while (line.next_is_day() || line.next_is("daily"));
  return hours;
}

policy::Volume volume(Line& line) {
  const unsigned messages = line.number();
  if (!line.skip("per")) line.broken("`per` and a period are missing");
  const std::string per = line.word("day, week or month");
  for (const auto period : {policy::Period::day, policy::Period::week, policy::Period::month}) {
    if (to_text(period) == per) return {messages, period};
  }
  line.broken("a volume is per day, week or month, not " + per);
}

bool limit(policy::Terms& terms, const std::string& key, Line& line) {
  if (key == "hours") {
    terms.hours = hours(line);
  } else if (key == "outside") {
    terms.outside_hours = line.action();
  } else if (key == "volume") {
    terms.volume = volume(line);
  } else if (key == "beyond") {
    terms.beyond_volume = line.action();
  } else {
    return false;
  }
  return true;
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
    } else if (!limit(terms, key, line)) {
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
  } else if (key == "closed_days") {
    settings.closed_today = line.skip("today");
    if (!settings.closed_today) line.broken("closed_days are today");
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
