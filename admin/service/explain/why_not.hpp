// Why a message is not restricted though somebody expects it to be (interfaces.md, explain). Pure.
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "admin/service/log/log_view.hpp"
#include "policy/decision/decide.hpp"

namespace postern::admin {

/// A line for each restriction that has one of these identities and does nothing at `at`, and for what the
/// configuration leaves out: a trial, exempt clients.
std::vector<std::string> why_not(const policy::Message& message, const LogView& view, std::chrono::sys_seconds at);

}  // namespace postern::admin
