// A filter's socket tried as an MTA does it: connects, negotiates (SMFIC_OPTNEG, version 6, everything offered, as
// Postfix does), and takes its leave (SMFIC_QUIT). No message is shown to it. Blocks for at most `patience`, but for
// the look-up of a host name. Any thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace postern::admin {

struct MilterHandshake {
  enum class Outcome {
    agreed,
    nobody,       ///< nothing listens there, or nothing is there
    not_allowed,  ///< this user may not connect
    unreachable,  ///< anything else that kept it from being connected to
    too_slow,     ///< connected, and no whole answer in time
    no_milter,    ///< an answer, or an end, that is none of the milter protocol
    refused,      ///< the filter wants nothing of what was offered
  };
  Outcome outcome = Outcome::nobody;
  std::string words = {};  ///< the system's, where it was the system that failed
  /// As negotiated; 0 where it came to no agreement.
  std::uint32_t version = 0;
  std::uint32_t actions = 0;  ///< SMFIF_*
  std::uint32_t steps = 0;    ///< SMFIP_*
};

/// `socket` in libmilter's syntax: unix:PATH, inet:PORT@HOST or inet6:PORT@HOST.
MilterHandshake shake_hands(const std::string& socket, std::chrono::milliseconds patience = std::chrono::seconds{5});

/// The edits that postern negotiates (SMFIF_ADDHDRS, SMFIF_ADDRCPT, SMFIF_DELRCPT, SMFIF_CHGHDRS, SMFIF_CHGFROM).
inline constexpr std::uint32_t kActionsOfPostern = 0x01U | 0x04U | 0x08U | 0x10U | 0x40U;

}  // namespace postern::admin
