#include "admin/service/gate/people_gate.hpp"

#include <algorithm>
#include <set>

#include "policy/address/wildcard.hpp"

namespace postern::admin {
namespace {

/// Why this is no address of the council; empty where it is one.
std::string why_not_ours(const std::string& text, const LogView& view) {
  const std::string fault = policy::wildcard_fault(text, policy::Allowed::address);
  if (!fault.empty()) return fault;
  if (!view.address(text)) return "is no e-mail address";
  return view.council_address(text) ? std::string() : "is no address of the council";
}

std::set<policy::Address> canonical_set(const std::vector<std::string>& addresses, const LogView& view) {
  std::set<policy::Address> found;
  for (const std::string& text : addresses) {
    if (auto known = view.address(text)) found.insert(std::move(*known));
  }
  return found;
}

/// A councillor's own mailbox, and one of a former name.
constexpr std::size_t kMostAddresses = 2;

bool names(const std::vector<std::string>& addresses, const policy::Address& address, const LogView& view) {
  return std::any_of(addresses.begin(), addresses.end(),
                     [&](const std::string& text) { return view.address(text) == address; });
}

bool has_run_out(const policy::Restriction& one) {
  return one.status == policy::Status::ended || one.status == policy::Status::declined;
}

/// Whose the address is, where it is no councillor's: a choice about it would keep a citizen from the council, by
/// nobody's decision (policy ¶13). Empty where nothing speaks against it.
std::string other_owner(const policy::Address& address, const LogView& view) {
  const auto context = view.context_for({});
  if (context.is_protected(address) || address.local() == "postmaster" || address.local() == "abuse") {
    return "a protected address";
  }
  for (const policy::AuthorisingOfficer& officer : context.officers) {
    if (view.address(officer.email) == address) return "the authorising officer " + officer.id;
  }
  for (const db::LoggedRestriction& one : view.contents().restrictions) {
    if (has_run_out(one.restriction)) continue;
    const std::string& reference = one.restriction.reference;
    if (names(one.restriction.terms.managers, address, view)) return "a manager of " + reference;
  }
  return {};
}

void check_owners(const policy::Councillor& councillor, const LogView& view, std::vector<std::string>& lines) {
  if (councillor.addresses.size() > kMostAddresses) {
    lines.push_back(std::to_string(councillor.addresses.size()) + " addresses: a councillor has " +
                    std::to_string(kMostAddresses) + " at most; a mailbox of a service is nobody's own");
  }
  for (const std::string& text : councillor.addresses) {
    const auto known = view.address(text);
    const std::string owner = known ? other_owner(*known, view) : std::string();
    if (!owner.empty()) lines.push_back(text + " is " + owner + ", and no councillor's");
  }
}

void check_addresses(const policy::Councillor& councillor, const LogView& view, std::vector<std::string>& lines) {
  if (councillor.addresses.empty()) lines.emplace_back("an address is needed");
  for (const std::string& text : councillor.addresses) {
    if (const std::string why = why_not_ours(text, view); !why.empty()) lines.push_back(text + " " + why);
  }
  if (lines.empty() && canonical_set(councillor.addresses, view).size() != councillor.addresses.size()) {
    lines.emplace_back("an address is written twice");
  }
  check_owners(councillor, view, lines);
}

std::string customer_key(const policy::Choice& choice, const LogView& view) {
  const auto known = view.address(choice.customer);
  return known ? known->text() : choice.customer;
}

}  // namespace

std::vector<std::string> faults_of(const policy::Choice& choice, const LogView& view) {
  std::vector<std::string> lines;
  const std::string about = "choice about " + choice.customer + ": ";
  const auto customer = view.address(choice.customer);
  const std::string fault = policy::wildcard_fault(choice.customer, policy::Allowed::address);
  if (!fault.empty()) lines.push_back(about + "it " + fault);
  if (!customer) lines.push_back(about + "the customer must be an e-mail address");
  if (customer && view.is_council(*customer)) lines.push_back(about + "an address of the council is no customer");
  if (choice.action == policy::Action::forward && !why_not_ours(choice.forward_to, view).empty()) {
    lines.push_back(about + "it can be forwarded to an address of the council only, not to \"" + choice.forward_to +
                    "\"");
  }
  if (choice.action != policy::Action::junk && choice.because.empty()) {
    lines.push_back(about + "anything but junk needs because: why junk is not enough");
  }
  if (choice.since && *choice.since > view.today()) lines.push_back(about + "since lies in the future");
  return lines;
}

std::vector<std::string> faults_of(const policy::Councillor& councillor, const LogView& view) {
  std::vector<std::string> lines;
  if (councillor.name.empty()) lines.emplace_back("a name is needed");
  check_addresses(councillor, view, lines);
  std::set<std::string> customers;
  for (const policy::Choice& choice : councillor.choices) {
    const auto faults = faults_of(choice, view);
    lines.insert(lines.end(), faults.begin(), faults.end());
    if (!customers.insert(customer_key(choice, view)).second) {
      lines.push_back("choice about " + choice.customer + ": is written twice");
    }
  }
  return lines;
}

std::vector<std::string> faults_of(const policy::ProtectedAddress& entry, const LogView& view) {
  const std::string fault = policy::wildcard_fault(entry.address, policy::Allowed::address);
  if (!fault.empty()) return {entry.address + " " + fault};
  if (!view.address(entry.address)) return {"\"" + entry.address + "\" is no e-mail address"};
  if (!view.council_address(entry.address)) {
    return {entry.address + " is no address of the council: nothing would block it anyway"};
  }
  return {};
}

std::vector<const policy::Councillor*> councillors_with(const std::vector<std::string>& addresses,
                                                        const LogView& view) {
  std::set<const policy::Councillor*> found;
  for (const std::string& text : addresses) {
    const auto known = view.address(text);
    if (!known) continue;
    const auto have = view.councillors_with(*known);
    found.insert(have.begin(), have.end());
  }
  return {found.begin(), found.end()};
}

const policy::ProtectedAddress* protected_entry(std::string_view text, const LogView& view) {
  const auto wanted = view.address(text);
  return wanted ? view.protected_entry(*wanted) : nullptr;
}

}  // namespace postern::admin
