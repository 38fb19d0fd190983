// What the MTA tells beside a message: macros by name, and what they say of the MTA itself (faults.md M8). Pure.
#pragma once
#include <functional>
#include <string>

namespace postern::milter {

/// Asks the MTA at hand for a macro by its name, `i` or `{rcpt_addr}`; empty where it told none. Good for the stage
/// that it was handed to only.
using Macros = std::function<std::string(const char* name)>;

/// Whether the MTA is Sendmail, by its own sign: `v` is its version, `8.17.1.9`, where Postfix has a name before it,
/// whatever name it was given (mail_name). Who says nothing is taken for Sendmail: a mistake doubles a message, and the
/// other way round it would lose one.
bool is_sendmail(const Macros& macros);

}  // namespace postern::milter
