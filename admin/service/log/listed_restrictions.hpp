// The central log narrowed to what somebody asks for, and a line of it. Pure.
#pragma once
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "admin/service/log/log_view.hpp"

namespace postern::admin {

/// What must hold of a restriction that is listed. Empty: anything.
struct WhichRestrictions {
  std::string status;    ///< as policy::to_text() has it
  bool due = false;      ///< its review is due within reviews.warn_before, or overdue
  std::string customer;  ///< part of a name, an address or a number, in any case; or another form of an address
};

bool is_asked_for(const policy::Restriction& one, const WhichRestrictions& which, const LogView& view);
/// From when it holds: the day it starts, else the day of the emergency or of the decision.
std::optional<policy::Day> since(const policy::Restriction& one, const LogView& view);
/// An entry of `list --format json`.
nlohmann::ordered_json summary_of(const policy::Restriction& one, const LogView& view);

}  // namespace postern::admin
