// Header fields that postern writes itself. Pure: attackers' bytes in, one safe line out (faults.md M11).
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace postern::mail {

/// Where a message came from, for postern's own Received field: MTAs hide theirs from filters.
struct Origin {
  std::string helo;
  std::string client;    ///< IP address or empty
  std::string queue_id;  ///< or empty
  std::string host;      ///< this host's name
  std::string copy_id;
  std::chrono::sys_seconds at;
};

/// A complete field ended by CRLF (RFC 5321 4.4), folded below 998 bytes; control and 8-bit bytes become `?`.
std::string received_field(const Origin& origin);
/// Value of X-Postern-Action for a forwarded copy, folded with `\n` and a tab between recipients so that no line is
/// longer than 900 bytes; without CR. `cause` is what action_cause() makes.
std::string action_value(std::string_view cause, const std::vector<std::string>& original_recipients);
/// Under what it was forwarded: `restriction=RCC-2026-0001`, or `choice-of=ADDRESS` for a councillor's choice.
std::string action_cause(std::string_view restriction, std::string_view choice_of);
/// `NAME: VALUE` ended by CRLF, `\n` in the value becoming CRLF.
std::string field_line(std::string_view name, std::string_view value);

}  // namespace postern::mail
