// A desk with kept messages and events on it, for what people are told of them.
#pragma once
#include <string>
#include <vector>

#include "admin/service/digests/digest_text.hpp"
#include "mail/address_header.hpp"
#include "mail/pass_token.hpp"
#include "unit/admin/life.hpp"

namespace postern::test {

struct Kept {
  std::chrono::sys_seconds at = kNow - std::chrono::hours{1};
  std::string restriction = kRef;
  db::KeptStatus status = db::KeptStatus::kept;
  std::string mail_from = "<alex@example.org>";
  std::string recipient = "<tax@york.gov.uk>";
  std::string note = {};
  std::optional<std::chrono::sys_seconds> release_at = {};
};

class DigestDesk : public Desk {
 public:
  DigestDesk() {
    mail::initialise();
    config.reviews.digest_to = {"director@york.gov.uk"};
  }

  /// Answers with its id.
  std::string keep(const Kept& what = {}) {
    const std::optional<policy::Reference> by =
        what.restriction.empty() ? std::nullopt : std::optional(what.restriction);
    return keep_for({{what.recipient, what.status, by, by ? "" : "cllr.ward@york.gov.uk", what.release_at, what.note}},
                    what);
  }
  std::string keep_for(const std::vector<db::KeptRecipient>& recipients, const Kept& what = {}) {
    db::Enforcement rows;
    rows.id = mail::random_id();
    rows.message = db::KeptMessage{};
    rows.message->id = mail::random_id();
    rows.message->at = what.at;
    rows.message->mail_from = what.mail_from;
    rows.message->size = 1234;
    rows.kept = recipients;
    REQUIRE(store->record(rows));
    return rows.message->id;
  }

  void meet(std::chrono::sys_seconds at, const std::string& recipient = "tax@york.gov.uk",
            const std::string& rule = "restricted", const std::string& note = "") {
    db::Enforcement rows;
    rows.id = mail::random_id();
    db::Event event;
    event.at = at;
    event.restriction = kRef;
    event.address = "alex@example.org";
    event.recipient = recipient;
    event.action = "forward";
    event.rule = rule;
    event.note = note;
    rows.events = {event};
    REQUIRE(store->record(rows));
  }

  std::vector<db::OutboxRow> outbox() {
    auto rows = store->waiting();
    REQUIRE(rows);
    return std::move(*rows);
  }
  std::vector<db::KeptEntry> kept() {
    auto entries = store->kept(false);
    REQUIRE(entries);
    return std::move(*entries);
  }
};

inline bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

}  // namespace postern::test
