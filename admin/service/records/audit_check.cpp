#include "admin/service/records/audit_check.hpp"

#include <algorithm>
#include <limits>

#include "db/retention.hpp"

namespace postern::admin {
namespace {

constexpr std::size_t kEntriesAtATime = 200;
constexpr std::size_t kEventsAtATime = 1000;

/// In order, each number in one range at most.
db::Ranges merged(db::Ranges ranges) {
  std::sort(ranges.begin(), ranges.end());
  db::Ranges apart;
  for (const auto& range : ranges) {
    if (!apart.empty() && range.first <= apart.back().second) {
      apart.back().second = std::max(apart.back().second, range.second);
    } else {
      apart.push_back(range);
    }
  }
  return apart;
}

/// `ranges` must be merged.
bool holds(const db::Ranges& ranges, std::int64_t number) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), number,
                                      [](std::int64_t wanted, const auto& range) { return wanted < range.first; });
  return after != ranges.begin() && number <= std::prev(after)->second;
}

/// One walk along the chain, and along the events beside it.
class Walk {
 public:
  Walk(db::CentralLog& log, db::EventSeals& seals, const std::string& noted)
      : log_(log), seals_(seals), noted_(noted) {}

  policy::Result<AuditFindings> run() {
    // The head first: entries written meanwhile are no fault, a chain that is shorter than its head has lost its end.
    const auto head = log_.audit_head();
    if (!head) return head.error();
    if (auto error = walk()) return *error;
    if (end_.sequence < head->sequence) {
      return policy::refused("the chain ends at entry " + std::to_string(end_.sequence) + ", but its head is entry " +
                             std::to_string(head->sequence));
    }
    if (auto error = unnamed_losses()) return *error;
    if (!noted_.empty() && noted_ != end_.hash) return other_head();
    return AuditFindings{end_, sealed_events_};
  }

 private:
  std::optional<policy::Error> walk() {
    while (true) {
      const auto entries = log_.audit(end_.sequence, kEntriesAtATime);
      if (!entries) return entries.error();
      if (entries->empty()) return std::nullopt;
      for (const db::AuditEntry& entry : *entries) {
        if (auto error = look_at(entry)) return error;
      }
    }
  }

  std::optional<policy::Error> look_at(const db::AuditEntry& entry) {
    const std::string fault = db::fault_of(entry, end_);
    if (!fault.empty()) return broken(end_.sequence + 1, fault);
    end_ = {entry.sequence, entry.hash};
    if (entry.hash == noted_) met_at_ = entry.sequence;
    if (!entry.data) {
      if (entry.action == db::kEventsSealed || db::names_removed(entry.action)) {
        return broken(entry.sequence, "has lost its data, which an entry `" + entry.action + "` never loses");
      }
      blank_.push_back(static_cast<std::int64_t>(entry.sequence));
      return std::nullopt;
    }
    if (db::names_removed(entry.action)) return note_removed(entry);
    return entry.action == db::kEventsSealed ? look_at_seal(entry) : std::nullopt;
  }

  std::optional<policy::Error> note_removed(const db::AuditEntry& entry) {
    const auto numbers = db::removed_in(*entry.data);
    if (!numbers) return broken(entry.sequence, "does not say what was removed");
    removed_events_.insert(removed_events_.end(), numbers->events.begin(), numbers->events.end());
    removed_data_.insert(removed_data_.end(), numbers->audit.begin(), numbers->audit.end());
    return std::nullopt;
  }

  std::optional<policy::Error> look_at_seal(const db::AuditEntry& entry) {
    const auto seal = db::seal_in(*entry.data);
    if (!seal || seal->from != sealed_to_ + 1 || seal->to < seal->from) {
      return broken(entry.sequence, "is no seal that follows the one before it");
    }
    auto expected = seal->events.begin();
    // From the very first id: before 1 there is none.
    for (std::int64_t after = sealed_to_ == 0 ? std::numeric_limits<std::int64_t>::min() : sealed_to_;;) {
      const auto found = seals_.sealed(after, kEventsAtATime);
      if (!found) return found.error();
      for (const db::SealedEvent& one : *found) {
        if (one.id > seal->to) break;
        while (expected != seal->events.end() && expected->first < one.id) missing_.push_back((expected++)->first);
        const bool known = expected != seal->events.end() && expected->first == one.id;
        look_at_event(one, known ? &expected->second : nullptr);
        if (known) ++expected;
      }
      if (found->size() < kEventsAtATime || found->back().id >= seal->to) break;
      after = found->back().id;
    }
    for (; expected != seal->events.end(); ++expected) missing_.push_back(expected->first);
    sealed_to_ = seal->to;
    sealed_events_ += seal->events.size();
    return std::nullopt;
  }

  void look_at_event(const db::SealedEvent& one, const std::string* hash) {
    if (hash == nullptr) {
      // What lies there without an event is of no weight.
      if (one.stored) note(one.id, "was added after its time was sealed");
    } else if (!one.stored) {
      missing_.push_back(one.id);
    } else if (!one.salt) {
      note(one.id, "was put there after it had been removed, or its salt was");
    } else if (db::hash_of(*one.stored, *one.salt) != *hash) {
      note(one.id, "was edited");
    }
  }

  void note(std::int64_t id, const std::string& what) {
    if (!first_event_ || id < first_event_->first) first_event_ = {id, what};
  }

  /// Data that are gone though no entry says who removed them.
  std::optional<policy::Error> unnamed_losses() {
    removed_data_ = merged(std::move(removed_data_));
    removed_events_ = merged(std::move(removed_events_));
    for (const std::int64_t sequence : blank_) {
      if (!holds(removed_data_, sequence)) {
        return broken(static_cast<std::uint64_t>(sequence), "has lost its data, and no entry says who removed them");
      }
    }
    for (const std::int64_t id : missing_) {
      if (!holds(removed_events_, id)) note(id, "was removed, and no entry says by whom");
    }
    if (!first_event_) return std::nullopt;
    return policy::refused("event " + std::to_string(first_event_->first) + ": " + first_event_->second);
  }

  static policy::Error broken(std::uint64_t sequence, const std::string& what) {
    return policy::refused("audit entry " + std::to_string(sequence) + ": " + what);
  }

  policy::Error other_head() const {
    const std::string where =
        met_at_ == 0 ? "no entry has the hash " + noted_ : noted_ + " is entry " + std::to_string(met_at_);
    return policy::refused("the chain is whole, but its head is entry " + std::to_string(end_.sequence) + ", " +
                           end_.hash + ": " + where);
  }

  db::CentralLog& log_;
  db::EventSeals& seals_;
  const std::string& noted_;
  db::AuditHead end_ = db::no_entries();
  std::uint64_t met_at_ = 0;  ///< where the noted hash was met; 0: nowhere
  std::int64_t sealed_to_ = 0;
  std::uint64_t sealed_events_ = 0;
  std::vector<std::int64_t> blank_;
  std::vector<std::int64_t> missing_;
  db::Ranges removed_events_;
  db::Ranges removed_data_;
  std::optional<std::pair<std::int64_t, std::string>> first_event_;
};

}  // namespace

policy::Result<AuditFindings> verify_audit(db::CentralLog& log, db::EventSeals& seals, const std::string& noted) {
  // Events that retention removes between two readings look like missing ones; its entry then follows.
  while (true) {
    const auto before = log.audit_head();
    if (!before) return before.error();
    auto findings = Walk(log, seals, noted).run();
    if (findings) return findings;
    const auto after = log.audit_head();
    if (!after || after->sequence == before->sequence) return findings;
  }
}

}  // namespace postern::admin
