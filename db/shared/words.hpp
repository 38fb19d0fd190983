// Words and lists as the stores and the command line write them. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "db/mail_log.hpp"

namespace postern::db {

std::string_view to_text(KeptStatus status);  ///< `kept`, `held`, `refused`, `released`, `deleted`
std::string_view to_text(OutboxKind kind);    ///< `copy`, `release`, `notice`, `digest`
std::string_view to_text(OutboxState state);  ///< `prepared`, `ready`, `sent`, `withdrawn`, `failed`
/// These throw std::invalid_argument for a word that none of the above wrote.
KeptStatus kept_status_from_text(std::string_view text);
OutboxKind outbox_kind_from_text(std::string_view text);
OutboxState outbox_state_from_text(std::string_view text);
/// A list of texts as one text: each with its length before it, so that any bytes survive.
std::string join_texts(const std::vector<std::string>& texts);
std::vector<std::string> split_texts(const std::string& joined);

/// Whether somebody still waits for this message.
inline bool waits(KeptStatus status) {
  return status == KeptStatus::kept || status == KeptStatus::held || status == KeptStatus::refused;
}

}  // namespace postern::db
