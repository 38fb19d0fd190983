// Log lines for operators: `queue_id=… stage=… event=… …`, never a subject or a body. Hostile bytes become `?`.
#pragma once
#include <string>
#include <string_view>

namespace postern::milter {

/// `text` on one line: control and 8-bit bytes become `?`, white space `_`, at most 200 bytes; `-` where it is empty.
std::string logged(std::string_view text);

}  // namespace postern::milter
