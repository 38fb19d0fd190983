#include "admin/service/log/listed_restrictions.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "policy/ascii.hpp"
#include "policy/record/emergency.hpp"
#include "policy/record/review.hpp"

namespace postern::admin {
namespace {

using Json = nlohmann::ordered_json;

bool mentions(const policy::Restriction& one, const std::string& customer, const LogView& view) {
  const std::string wanted = policy::lower_ascii(customer);
  const auto holds = [&](const std::string& text) {
    return policy::lower_ascii(text).find(wanted) != std::string::npos;
  };
  if (holds(one.customer_name) || std::any_of(one.email.begin(), one.email.end(), holds) ||
      std::any_of(one.telephone.begin(), one.telephone.end(), holds)) {
    return true;
  }
  const auto address = view.identifier(customer);
  return address && std::any_of(one.email.begin(), one.email.end(),
                                [&](const std::string& text) { return view.identifier(text) == address; });
}

/// Within the time before a review at which people are warned, or past it.
bool is_due(const policy::Restriction& one, const LogView& view) {
  const auto warn_before = std::chrono::floor<std::chrono::days>(view.config().reviews.warn_before);
  return policy::review_is_due(one, view.today(), warn_before);
}

Json day_or_null(const std::optional<policy::Day>& day) {
  return day ? Json(policy::to_text(*day)) : Json(nullptr);
}

std::string customer_of(const policy::Restriction& one) {
  if (!one.customer_name.empty()) return one.customer_name;
  return one.email.empty() ? std::string() : one.email.front();
}

}  // namespace

bool is_asked_for(const policy::Restriction& one, const WhichRestrictions& which, const LogView& view) {
  if (!which.status.empty() && which.status != to_text(one.status)) return false;
  if (which.due && !is_due(one, view)) return false;
  return which.customer.empty() || mentions(one, which.customer, view);
}

std::optional<policy::Day> since(const policy::Restriction& one, const LogView& view) {
  if (one.starts) return one.starts;
  if (one.emergency && one.emergency->at) {
    return policy::day_of(*one.emergency->at, *view.config().council.time_zone);
  }
  return one.authorised ? one.authorised->on : std::nullopt;
}

Json summary_of(const policy::Restriction& one, const LogView& view) {
  const auto lapse = policy::lapses_at(one);
  return {{"reference", one.reference},
          {"customer", customer_of(one)},
          {"status", to_text(one.status)},
          {"action", to_text(one.terms.action)},
          {"since", day_or_null(since(one, view))},
          {"review_by", day_or_null(one.review_by)},
          {"informed", day_or_null(one.informed ? one.informed->on : std::nullopt)},
          {"proposal", one.proposal.has_value()},
          {"lapses", lapse ? Json(policy::to_text(*lapse)) : Json(nullptr)},
          {"problems", view.problems_of(one)}};
}

}  // namespace postern::admin
