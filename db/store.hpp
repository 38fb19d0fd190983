// One store: the interfaces together, and how to open one. Whoever holds it owns it; its parts live as long as it does.
// Implemented in: sqlite/sqlite_open.cpp
#pragma once
#include <memory>
#include <string>

#include "db/central_log.hpp"
#include "db/digest_log.hpp"
#include "db/event_seal.hpp"
#include "db/held_mail.hpp"
#include "db/mail_log.hpp"
#include "db/notice_records.hpp"
#include "db/retention.hpp"
#include "db/store_copy.hpp"
#include "db/totals.hpp"
#include "policy/result.hpp"

namespace postern::db {

class Store : public CentralLog,
              public MailLog,
              public KeptMail,
              public Outbox,
              public HeldMail,
              public NoticeRecords,
              public Digests,
              public EventSeals,
              public Retention,
              public StoreCopy,
              public Totals {};

enum class OpenFor {
  use,         ///< refuses a store that is missing, older, newer, damaged or no store of postern
  initialise,  ///< creates it, or brings an older one up to date
};

/// `url` is `sqlite:PATH` (`postgresql:` is refused by this version, with a line that says so).
policy::Result<std::unique_ptr<Store>> open_store(const std::string& url, OpenFor purpose);

}  // namespace postern::db
