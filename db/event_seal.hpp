// Enforcement events, sealed into the audit chain in batches, so that none can be changed, removed or added without a
// trace. The canonical form and the hashes are pure; a store keeps them beside the events.
//
// Canonical form of an event, over which its hash is taken: the line `postern-event-1`, then, written as in audit.hpp
// (length, `:`, bytes, newline), salt, id, enforcement, at, restriction, identity, address, recipient, action, rule,
// queue_id, message_id, client, helo, authenticated (0 or 1), choice_of, copy_id, note. No restriction is the line `-`.
// A seal covers the ids from the one after the last seal up to `to`. It stands in the data of an audit entry
// `events-sealed`: {"from", "to", "events": [[ID, HASH], ...]}; these entries never lose their data.
// An event that is removed for good (retention.hpp) leaves its hash in the chain, and no salt; its id is named by an
// audit entry that says who removed it and why.
// Limit: events of the last minute or so are not sealed yet, and whoever may write the whole file may make a chain of
// his own: the head noted elsewhere (`audit verify --head`) shows that.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "db/mail_log.hpp"

namespace postern::db {

/// What a seal says.
struct EventSeal {
  std::int64_t from = 0;  ///< the id after the last one of the seal before
  std::int64_t to = 0;
  std::vector<std::pair<std::int64_t, std::string>> events;  ///< id and hash, in the order of ids
};

/// An event as a store holds it, with the enforcement that wrote it.
struct StoredEvent {
  std::string enforcement;
  Event event;
};

/// What is there under one id.
struct SealedEvent {
  std::int64_t id = 0;
  bool sealed = false;
  std::optional<std::string> salt;    ///< empty: never sealed, or removed for good
  std::optional<StoredEvent> stored;  ///< empty: the event is gone
};

std::string hash_of(const StoredEvent& stored, const std::string& salt);

extern const char* const kEventsSealed;  ///< the action of the audit entry
AuditNote note_of(const EventSeal& seal);
/// Nothing where `data` is no seal's.
std::optional<EventSeal> seal_in(const std::string& data);

class EventSeals {
 public:
  virtual ~EventSeals() = default;
  /// Seals at most `limit` events up to the last one that is not later than `until`, with an audit entry. Answers with
  /// their number: 0 where there was nothing to seal, and then no entry is written.
  virtual policy::Result<std::size_t> seal_events(std::chrono::sys_seconds until, std::size_t limit, const Actor& actor,
                                                  std::chrono::sys_seconds at) = 0;
  /// By id, at most `limit` after the id `after`: all that is there, whether sealed or not.
  virtual policy::Result<std::vector<SealedEvent>> sealed(std::int64_t after, std::size_t limit) = 0;
  /// An entry about what changes nothing in the store: an export, a backup.
  virtual policy::Result<> note(const AuditNote& note, const Actor& actor, std::chrono::sys_seconds at) = 0;
};

}  // namespace postern::db
