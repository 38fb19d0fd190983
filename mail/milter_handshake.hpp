// A filter's socket tried as an MTA does it: connects, negotiates (SMFIC_OPTNEG, version 6, everything offered, as
// Postfix does), and takes its leave (SMFIC_QUIT). No message is shown to it. Any thread.
#pragma once
#include <chrono>
#include <cstdint>
#include <stop_token>
#include <string>

#include "mail/timed_connection.hpp"

namespace postern::mail {

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

/// The whole of it may take `patience`; it gives up at once when `stopping`.
MilterHandshake shake_hands(const SocketPlace& place, std::chrono::milliseconds patience,
                            const std::stop_token& stopping = {});

/// Why they did not agree, in a few words; empty where they did.
std::string fault_in(const MilterHandshake& handshake);

/// The edits that postern negotiates (SMFIF_ADDHDRS, SMFIF_ADDRCPT, SMFIF_DELRCPT, SMFIF_CHGHDRS, SMFIF_CHGFROM).
inline constexpr std::uint32_t kActionsOfPostern = 0x01U | 0x04U | 0x08U | 0x10U | 0x40U;

}  // namespace postern::mail
