// What goes into the outbox when people release a kept message. Private to admin/service.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "admin/service/log/acting.hpp"
#include "db/mail_log.hpp"

namespace postern::admin {

/// A ready row for `recipients` (raw, as kept), or for `to` in their place. Two spellings of one address get one copy.
db::OutboxRow release_row(const db::KeptEntry& entry, const std::vector<std::string>& recipients,
                          const std::optional<std::string>& to, const Acting& acting);

}  // namespace postern::admin
