// What the rules say of councillors, their choices and protected addresses (decision.md 3 and 7; policy ¶13). Pure.
// Private to admin/service.
#pragma once
#include <string>
#include <vector>

#include "admin/service/log/log_view.hpp"

namespace postern::admin {

/// Everything that is wrong with this record, by itself; `view` gives the council and the day.
std::vector<std::string> faults_of(const policy::Councillor& councillor, const LogView& view);
std::vector<std::string> faults_of(const policy::Choice& choice, const LogView& view);
std::vector<std::string> faults_of(const policy::ProtectedAddress& entry, const LogView& view);
/// Those of the log who have one of these addresses.
std::vector<const policy::Councillor*> councillors_with(const std::vector<std::string>& addresses, const LogView& view);
/// The protected entry of the log for the same address as `text`; null where there is none.
const policy::ProtectedAddress* protected_entry(std::string_view text, const LogView& view);

}  // namespace postern::admin
