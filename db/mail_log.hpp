// What the gateway did, what it keeps, and what waits to leave. An interface, as central_log.hpp.
// Any thread may call any of these. A call waits for another writer for at most the store's deadline (decision: 2 s),
// then it is Fault::unavailable: no callback of the MTA may hang on a lock (faults.md R6).
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "db/chain/audit.hpp"
#include "policy/decision/decide.hpp"
#include "policy/result.hpp"

namespace postern::db {

/// One recipient of one message that matched: a row of `postern events`.
struct Event {
  std::uint64_t id = 0;  ///< assigned by the store
  std::chrono::sys_seconds at{};
  std::optional<policy::Reference> restriction;
  std::string identity;  ///< `envelope`, `from`, …; empty where none was met
  std::string address;   ///< the identity's canonical address
  std::string recipient;
  std::string action;  ///< what was done, or would have been done
  std::string rule;
  std::string queue_id;
  std::string message_id;  ///< Message-ID as it came, without folding; empty where there was none
  std::string client;      ///< IP address; empty where the MTA told none
  std::string helo;
  bool authenticated = false;  ///< the matched address was authenticated for its own domain (decision.md 6)
  std::string choice_of;       ///< a councillor's first address; empty
  std::string copy_id;         ///< of the kept message, where there is one; else empty
  std::string note;            ///< `observed`, `refused-at-rcpt`, `came-round`, … ; empty
};

/// The bytes of one message in the quarantine's folder, and what is known of it.
struct KeptMessage {
  std::string id;  ///< 32 hexadecimal digits: also the file's name
  std::chrono::sys_seconds at{};
  std::string mail_from;  ///< raw argument of MAIL, with brackets
  std::string queue_id;
  std::string message_id;
  std::string client;
  std::string helo;
  std::uint64_t size = 0;  ///< bytes of the file
  std::string sha256;      ///< of the file, 64 hexadecimal digits
  bool utf8 = false;       ///< came with SMTPUTF8
  bool eight_bit = false;  ///< has 8-bit bytes anywhere
};

/// Why a recipient's message lies in the quarantine, and what became of it.
enum class KeptStatus { kept, held, refused, released, deleted };

struct KeptRecipient {
  std::string recipient;  ///< raw argument of RCPT
  KeptStatus status = KeptStatus::kept;
  std::optional<policy::Reference> restriction;
  std::string choice_of;
  std::optional<std::chrono::sys_seconds> release_at;  ///< for held
  std::string note;                                    ///< `came-round`, `undeliverable: 550 …`; empty
};

enum class OutboxState { prepared, ready, sent, withdrawn, failed };
enum class OutboxKind { copy, release, notice, digest };

/// One submission that waits, or is done with. The bytes are the kept message's, after `header`; without a kept message
/// `header` is all of it, and is blanked once the row is sent or given up.
struct OutboxRow {
  std::string id;  ///< 32 hexadecimal digits: the copy id
  OutboxKind kind = OutboxKind::copy;
  OutboxState state = OutboxState::prepared;
  std::string kept_id;                  ///< empty for a notice and a digest
  std::string mail_from;                ///< without brackets; empty: the null sender
  std::vector<std::string> recipients;  ///< addresses as RCPT takes them, without brackets; those not yet accepted
  std::string header;  ///< complete fields, each ended by CRLF, put above the message; without the pass
  std::string token;   ///< X-Postern-Pass: 32 hexadecimal digits; empty where there is none
  std::chrono::sys_seconds since{};
  unsigned attempts = 0;
  std::string last_error;
  std::chrono::sys_seconds next_attempt{};
  std::optional<policy::Reference> restriction;
};

/// A notice to the customer (decision.md 6): a row without a kept message, written only where none was for the same
/// restriction within `every` before or after row.since.
struct Notice {
  OutboxRow row;         ///< names its restriction and one recipient
  std::string customer;  ///< the recipient's canonical address
  std::chrono::seconds every{};
};

/// Everything that one message causes, written in one transaction before any edit.
struct Enforcement {
  std::string id;  ///< random and never empty: by it settle() finds what record() wrote
  std::vector<Event> events;
  std::optional<KeptMessage> message;  ///< needed for `kept` and `outbox`
  std::vector<KeptRecipient> kept;
  std::vector<OutboxRow> outbox;           ///< all `prepared`
  std::vector<policy::Quota> counts = {};  ///< the message counts under each of these; none may be used up
  std::optional<Notice> notice = {};       ///< left out in silence where it comes too soon
};

struct EventFilter {
  std::optional<policy::Reference> restriction;
  std::optional<std::chrono::sys_seconds> since;
};

/// A kept message with its recipients, as `quarantine list` shows it.
struct KeptEntry {
  KeptMessage message;
  std::vector<KeptRecipient> recipients;
};

class MailLog {
 public:
  virtual ~MailLog() = default;
  /// An id that is there already is refused, and nothing is doubled. Fault::conflict, and nothing recorded, where a
  /// quota is used up: then the message is to be decided anew.
  virtual policy::Result<> record(const Enforcement& enforcement) = 0;
  /// How many messages have counted under each quota so far.
  virtual policy::Result<policy::Usage> usage(const std::vector<policy::Quota>& quotas) = 0;
  /// Harmless when repeated. After the edits: `prepared` rows of this message become `ready`, or, where an edit failed,
  /// everything that record() wrote for it is withdrawn, and counts no more: open rows (a late adopt_prepared() may
  /// have made them ready) `withdrawn`, a notice removed as if it had never been, kept recipients and events removed,
  /// the file unreferenced.
  virtual policy::Result<> settle(const Enforcement& enforcement, bool succeeded) = 0;
  /// The open row with this pass token; empty where there is none.
  virtual policy::Result<std::optional<OutboxRow>> by_token(const std::string& token) = 0;
  /// Whether a message with this Message-ID was forwarded under this restriction, or under a choice of the councillor
  /// with this first address (and not withdrawn).
  virtual policy::Result<bool> forwarded_before(const std::string& restriction_or_councillor,
                                                const std::string& message_id) = 0;
  virtual policy::Result<std::vector<Event>> events(const EventFilter& filter) = 0;  ///< oldest first
  /// When the MTA last took a notice under this restriction; empty where it never did.
  virtual policy::Result<std::optional<std::chrono::sys_seconds>> last_notice(const policy::Reference& restriction) = 0;
};

class KeptMail {
 public:
  virtual ~KeptMail() = default;
  virtual policy::Result<std::vector<KeptEntry>> kept(bool all) = 0;  ///< oldest first; without `all`, those that wait
  virtual policy::Result<KeptEntry> kept_message(const std::string& id) = 0;  ///< refused: no such message
  /// In one transaction: the named recipients become `released` and `rows` are `ready`. Recipients that no longer wait
  /// (not kept, held or refused) are Fault::conflict, and nothing happens: released at most once.
  virtual policy::Result<> release(const std::string& id, const std::vector<std::string>& recipients,
                                   const std::vector<OutboxRow>& rows, const AuditNote& note, const Actor& actor,
                                   std::chrono::sys_seconds at) = 0;
  virtual policy::Result<> remove(const std::string& id, const AuditNote& note, const Actor& actor,
                                  std::chrono::sys_seconds at) = 0;
  /// Of the ids of files found, those that nothing waiting needs any more: no kept recipient but deleted or released
  /// ones, and no open outbox row.
  virtual policy::Result<std::vector<std::string>> unreferenced(const std::vector<std::string>& ids) = 0;
};

/// How one attempt to submit a row ended, per recipient.
struct Attempt {
  std::vector<std::string> accepted;
  std::vector<std::pair<std::string, std::string>> refused;  ///< for good (5xx): address and the server's words
  std::string error;                                         ///< why the rest waits; empty where nothing is left
  std::chrono::sys_seconds next_attempt{};                   ///< when the rest is tried again
};

/// No backoff is as long.
inline constexpr std::chrono::hours kLongestWait{2};
/// A row without a kept message (a digest, a notice) is not tried for longer: what it says is no news any more.
inline constexpr std::chrono::days kGivenUpAfter{5};

class Outbox {
 public:
  virtual ~Outbox() = default;
  /// At the start of the daemon: rows that a crash left `prepared` become `ready`. Answers with their number.
  virtual policy::Result<std::size_t> adopt_prepared() = 0;
  /// At most `limit` rows that are `ready` and due at `now`, oldest first. A row that is to wait for longer than
  /// kLongestWait is due too: the clock has been set back since its last attempt.
  virtual policy::Result<std::vector<OutboxRow>> due(std::chrono::sys_seconds now, std::size_t limit) = 0;
  /// Open rows (prepared and ready), oldest first.
  virtual policy::Result<std::vector<OutboxRow>> waiting() = 0;
  /// Writes down an attempt, in one transaction: accepted recipients leave the row; those refused for good become kept
  /// recipients of its message, noted `undeliverable: …`; a row with nobody left is `sent`, or `failed` where every one
  /// was refused, and its token is good no more. Nobody is kept for a row without a message: whom a notice cannot
  /// reach, refused or given up, has an event (action `notice`, note `undeliverable: …` or `given-up: …`), and the text
  /// of such a row is gone when it is closed.
  virtual policy::Result<> attempted(const std::string& id, const Attempt& attempt, std::chrono::sys_seconds at) = 0;
  virtual policy::Result<> retry_now(const std::string& id,
                                     std::chrono::sys_seconds now) = 0;  ///< refused: no such row
};

}  // namespace postern::db
