#include "policy/record/draft_faults.hpp"

#include <algorithm>
#include <initializer_list>

#include "policy/address/wildcard.hpp"

namespace postern::policy {
namespace {

using Lines = std::vector<std::string>;

bool is_officer(const Address& address, const ActivationContext& context) {
  return std::any_of(context.officers.begin(), context.officers.end(), [&](const AuthorisingOfficer& officer) {
    return !officer.email.empty() && canonical(officer.email, context.address_rules) == address;
  });
}

/// Why nobody may be restricted by this address; empty where one may.
std::string why_no_customer(const Address& address, const ActivationContext& context) {
  if (context.council.has_domain(address.domain())) return "is an address of the council";
  if (context.is_councillor(address)) return "is a councillor's address";
  if (context.is_protected(address)) return "is a protected address";
  if (is_officer(address, context)) return "is an authorising officer's address";
  return {};
}

std::string why_no_identifier(const Identifier& identifier, const ActivationContext& context) {
  switch (identifier.kind) {
    case Identifier::Kind::address:
      return why_no_customer(Address::from_canonical(identifier.key), context);
    case Identifier::Kind::domain:
      return context.is_guarded(std::string_view(identifier.key).substr(1), false);
    case Identifier::Kind::domain_and_below:
      return context.is_guarded(std::string_view(identifier.key).substr(2), true);
  }
  return {};
}

/// Mail goes there, or is allowed there: it must be the council's.
void check_council_addresses(Lines& lines, const char* key, const std::vector<std::string>& texts,
                             const ActivationContext& context) {
  for (const std::string& text : texts) {
    const auto address = canonical(text, context.address_rules);
    if (const std::string fault = wildcard_fault(text, Allowed::address); !fault.empty()) {
      lines.push_back(std::string(key) + ": " + text + " " + fault);
    } else if (!address) {
      lines.push_back(std::string(key) + ": " + text + " is no e-mail address");
    } else if (!context.council.has_domain(address->domain())) {
      lines.push_back(std::string(key) + ": " + text + " is no address of the council");
    }
  }
}

bool is_one_of(Action action, std::initializer_list<Action> allowed) {
  return std::find(allowed.begin(), allowed.end(), action) != allowed.end();
}

bool overlap(const ContactHours& a, const ContactHours& b) {
  if (a.from >= b.to || b.from >= a.to) return false;
  return std::any_of(a.days.begin(), a.days.end(), [&](std::chrono::weekday day) {
    return std::find(b.days.begin(), b.days.end(), day) != b.days.end();
  });
}

std::string interval_in_words(const ContactHours& hours) {
  std::string days;
  for (const std::chrono::weekday day : hours.days) days += std::string(to_text(day)) + " ";
  return days + time_of_day(hours.from) + " to " + time_of_day(hours.to);
}

void check_overlaps(Lines& lines, const std::vector<ContactHours>& hours) {
  for (std::size_t i = 0; i < hours.size(); ++i) {
    for (std::size_t k = i + 1; k < hours.size(); ++k) {
      if (!overlap(hours[i], hours[k])) continue;
      lines.push_back("email.hours: " + interval_in_words(hours[i]) + " and " + interval_in_words(hours[k]) +
                      " overlap: write one interval");
    }
  }
}

void check_limits(Lines& lines, const Terms& terms) {
  for (const ContactHours& hours : terms.hours) {
    if (hours.days.empty()) lines.push_back("email.hours: an entry has no days");
    if (hours.from >= hours.to) {
      lines.push_back("email.hours: from " + time_of_day(hours.from) + " is not before to " + time_of_day(hours.to));
    }
  }
  check_overlaps(lines, terms.hours);
  if (terms.outside_hours && terms.hours.empty()) lines.push_back("email.outside_hours: is given without hours");
  if (terms.beyond_volume && !terms.volume) lines.push_back("email.beyond_volume: is given without volume");
  if (terms.outside_hours &&
      !is_one_of(*terms.outside_hours, {Action::hold, Action::quarantine, Action::reject, Action::junk})) {
    lines.push_back("email.outside_hours: must be hold, quarantine, reject or junk");
  }
  if (terms.beyond_volume && !is_one_of(*terms.beyond_volume, {Action::quarantine, Action::reject, Action::junk})) {
    lines.push_back("email.beyond_volume: must be quarantine, reject or junk");
  }
  if (terms.volume && terms.volume->messages == 0) lines.push_back("email.volume: must allow one message at least");
}

}  // namespace

Lines identifier_faults(const Restriction& restriction, const ActivationContext& context) {
  Lines lines;
  if (restriction.email.empty() && restriction.telephone.empty()) {
    lines.push_back("customer.identifiers: are missing: an e-mail address or a telephone number");
  }
  std::vector<std::string> known;
  for (const std::string& text : restriction.email) {
    if (const std::string fault = wildcard_fault(text, Allowed::address_or_domain); !fault.empty()) {
      lines.push_back("customer.identifiers.email: " + text + " " + fault);
      continue;
    }
    const auto identifier = identifier_from_text(text, context.address_rules);
    if (!identifier) {
      lines.push_back("customer.identifiers.email: " + text + " is neither an address nor @domain nor @.domain");
      continue;
    }
    if (const std::string why = why_no_identifier(*identifier, context); !why.empty()) {
      lines.push_back("customer.identifiers.email: " + text + " cannot be restricted: " + why);
    }
    if (std::find(known.begin(), known.end(), identifier->key) != known.end()) {
      lines.push_back("customer.identifiers.email: " + text + " is there twice");
    }
    known.push_back(identifier->key);
  }
  return lines;
}

Lines terms_faults(const Terms& terms, const ActivationContext& context) {
  Lines lines;
  if (terms.action == Action::forward && terms.managers.empty()) {
    lines.push_back("email.managers: are missing: whom a forwarded message goes to (¶10)");
  }
  if (terms.action == Action::hold) lines.push_back("email.action: hold is for outside_hours only");
  check_council_addresses(lines, "email.managers", terms.managers, context);
  check_council_addresses(lines, "email.contacts", terms.contacts, context);
  check_council_addresses(lines, "email.councillors", terms.councillors.addresses, context);
  const bool listed = terms.councillors.kind == CouncillorAccess::Kind::only ||
                      terms.councillors.kind == CouncillorAccess::Kind::alternative;
  if (listed && terms.councillors.addresses.empty()) lines.push_back("email.councillors: names no address");
  check_limits(lines, terms);
  return lines;
}

}  // namespace postern::policy
