#include "admin/service/life/customer_addresses.hpp"

#include <algorithm>

#include "admin/service/life/step_in_hand.hpp"
#include "policy/address/wildcard.hpp"

namespace postern::admin {
namespace {

using policy::Identifier;
using policy::Status;

bool is_address(StepInHand& step, const std::string& text) {
  if (const std::string fault = policy::wildcard_fault(text, policy::Allowed::address_or_domain); !fault.empty()) {
    step.refuse(text + " " + fault);
    return false;
  }
  const auto identifier = step.was().identifier(text);
  if (!identifier) {
    step.refuse(text + " is no e-mail address");
  } else if (identifier->kind != Identifier::Kind::address) {
    step.refuse(text + " is a domain: that is a change of terms; apply a document that has it with a new authorised");
  }
  return identifier && identifier->kind == Identifier::Kind::address;
}

/// Faults that were there before do not keep an address from being added.
void check_customer(StepInHand& step) {
  const auto of = [&](const policy::Restriction& one) {
    return policy::obstacles_of_customer(one, step.was().context_for(one.reference));
  };
  const std::vector<std::string> old = of(step.before());
  for (const std::string& line : of(step.after)) {
    if (std::find(old.begin(), old.end(), line) == old.end()) step.refuse(line);
  }
}

}  // namespace

policy::Result<Stepped> add_address(db::CentralLog& log, const Target& target, const std::string& address,
                                    const std::string& why, const Acting& acting) {
  return take_step(log, target, acting, [&](StepInHand& step) {
    step.word = "address-added";
    step.why = why;
    step.needs("another address", {Status::draft, Status::authorised, Status::in_force});
    step.needs_text(why, "a reason");
    if (!is_address(step, address)) return;
    step.after.email.push_back(address);
    check_customer(step);
  });
}

}  // namespace postern::admin
