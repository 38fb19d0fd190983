// What the MTA tells beside a message: macros by name, and what they say of the MTA itself (faults.md M8). Pure.
#pragma once
#include <functional>
#include <string>

namespace postern::milter {

/// Asks the MTA at hand for a macro by its name, `i` or `{rcpt_addr}`; empty where it told none. Good for the stage
/// that it was handed to only.
using Macros = std::function<std::string(const char* name)>;

/// Whether the MTA says that it is Postfix, as Postfix does unless it is told not to. Sendmail says nothing of itself.
bool is_postfix(const Macros& macros);

}  // namespace postern::milter
