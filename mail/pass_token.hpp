// Random names: pass tokens, copy ids, names of kept messages. libsodium; any thread.
#pragma once
#include <string>
#include <string_view>

namespace postern::mail {

inline constexpr std::string_view kPassField = "X-Postern-Pass";
inline constexpr std::string_view kActionField = "X-Postern-Action";
inline constexpr std::string_view kProbeField = "X-Postern-Probe";

/// 128 random bits as 32 lower-case hexadecimal digits.
std::string random_id();
/// Whether `text` has that form.
bool is_random_id(std::string_view text);

}  // namespace postern::mail
