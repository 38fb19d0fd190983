// What is still missing before a restriction may come into force (decision.md 7; policy ¶6 to ¶12). Pure.
// Implemented in: activation.cpp, authorisation.cpp
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/address/address.hpp"
#include "policy/record/council.hpp"
#include "policy/record/restriction.hpp"

namespace postern::policy {

/// A post that may authorise, as configured. Only one held on the day of the decision counts.
struct AuthorisingOfficer {
  std::string id;
  std::string name;
  std::string title;
  std::string email;
  std::string user;  ///< login name, or empty
  std::optional<Day> from;
  std::optional<Day> until;  ///< the last day
};

/// What the log knows besides the restriction itself. `is_guarded` takes a canonical domain and says why it must not be
/// restricted, or nothing; `belongs_to` takes a canonical identifier key and names the restriction in force that has
/// it.
struct ActivationContext {
  const Council& council;
  const AddressRules& address_rules;
  const std::vector<AuthorisingOfficer>& officers;
  std::function<std::string(std::string_view domain, bool and_below)> is_guarded;
  std::function<std::string(std::string_view key)> belongs_to;
  std::function<bool(const Address&)> is_councillor;
  std::function<bool(const Address&)> is_protected;
  Day today;
  int review_within_months = 12;
};

/// One line per thing that is wrong or missing, in the order of decision.md 7; empty: it may come into force.
std::vector<std::string> missing_for_force(const Restriction& restriction, const ActivationContext& context);
/// What must be right in any state, drafts included: identifiers that can be read, terms that fit together.
std::vector<std::string> faults_of_draft(const Restriction& restriction, const ActivationContext& context);
/// What must be there before a draft may be called authorised: the officer, the day and the evidence.
std::vector<std::string> missing_for_authorisation(const Restriction& restriction, const ActivationContext& context);

/// What of the above concerns the customer and the terms alone, the identifiers' other owners too.
std::vector<std::string> obstacles_of_customer(const Restriction& restriction, const ActivationContext& context);
/// Whether `id` names a post that somebody holds on `day`.
bool holds_a_post(const std::vector<AuthorisingOfficer>& officers, std::string_view id, Day day);
/// The latest day for a review that is counted from `day`: so many months later, where the calendar has that day.
Day months_after(Day day, int months);

}  // namespace postern::policy
