#include "admin/service/records/purge.hpp"

#include "policy/time/day.hpp"

namespace postern::admin {
namespace {

using namespace std::chrono_literals;
using Instant = std::optional<std::chrono::sys_seconds>;

/// One transaction: mail that matches must not wait behind it for long.
constexpr std::size_t kBatch = 500;
constexpr std::size_t kBatches = kLimitOfARun / kBatch;
constexpr const char* kRefusedRun = "purge-refused";
constexpr std::chrono::seconds kLongestPause = std::chrono::days{400};
constexpr std::chrono::seconds kSecondLook = 20h;
/// After a longer pause the clock may have jumped by as much as makes a listing look a week old.
constexpr std::chrono::seconds kLongestPauseForWaiting = std::chrono::days{8};
/// Whoever was told of a message has this long to release it.
constexpr std::chrono::seconds kAfterListing = std::chrono::days{7};

db::Expiry expiry(const Acting& acting) {
  const conf::Retention& kept_for = acting.config.retention;
  return {acting.now - kept_for.quarantine, acting.now - kept_for.contact_events,
          acting.now - kept_for.ended_restrictions, acting.now - kAfterListing};
}

template <class T>
void append(std::vector<T>& all, const std::vector<T>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

void add(db::Removal& all, const db::Removal& more) {
  append(all.events, more.events);
  append(all.kept, more.kept);
  append(all.restrictions, more.restrictions);
  append(all.audit, more.audit);
  append(all.outbox, more.outbox);
}

/// Somebody released it, or put it on hold, since it was looked for: it stays, and the rest goes.
bool stays(const policy::Error& error) {
  return error.fault == policy::Fault::conflict || error.fault == policy::Fault::refused;
}

/// Their recipients do not wait any more: then they are as past their time as any other message.
policy::Result<> give_up_unclaimed(db::Store& store, const db::Expiry& before, const Acting& acting) {
  const auto unclaimed = store.unclaimed(before, kBatch);
  if (!unclaimed) return unclaimed.error();
  for (const std::string& id : *unclaimed) {
    const db::AuditNote note{"deleted", id, R"({"why":"past the time of retention, and listed in a digest"})"};
    const auto given_up = store.remove(id, note, acting.actor, acting.now);
    if (!given_up && !stays(given_up.error())) return given_up;
  }
  return policy::Done{};
}

policy::Result<Instant> last_known_time(db::Store& store) {
  const auto last = store.last_run(kPurgeRun);
  if (!last || *last) return last;
  const auto head = store.audit_head();
  if (!head) return head.error();
  if (head->sequence == 0) return Instant();
  const auto entries = store.audit(head->sequence - 1, 1);
  if (!entries) return entries.error();
  return entries->empty() ? Instant() : Instant(entries->front().at);
}

policy::Error not_believed(std::chrono::sys_seconds now, std::chrono::sys_seconds last) {
  return policy::refused("nothing is removed: the clock says " + policy::to_text(now) +
                         ", but the last time known is " + policy::to_text(last) +
                         "; if the clock is right, a run tomorrow removes what is past its time");
}

/// Refused where the clock cannot be believed.
policy::Result<> believe_the_clock(db::Store& store, std::chrono::sys_seconds now) {
  const auto last = last_known_time(store);
  if (!last) return last.error();
  const auto doubted = store.last_run(kRefusedRun);
  if (!doubted) return doubted.error();
  if (!*last || (now - **last <= kLongestPause && **last - now <= 24h)) return policy::Done{};
  const bool doubted_before = *doubted && now >= **doubted && now - **doubted <= kLongestPause;
  if (doubted_before && now - **doubted >= kSecondLook) return policy::Done{};
  if (!doubted_before) {
    if (auto noted = store.note_run(kRefusedRun, now); !noted) return noted;
  }
  return not_believed(now, **last);
}

/// Whether what waits may be given up: the run before is near, or this is the second look after one that was not.
policy::Result<bool> believe_for_waiting(db::Store& store, std::chrono::sys_seconds now) {
  const auto last = store.last_run(kPurgeRun);
  if (!last) return last.error();
  const auto doubted = store.last_run(kRefusedRun);
  if (!doubted) return doubted.error();
  const auto is_near = [&](const Instant& before) {
    return before && now - *before <= kLongestPauseForWaiting && *before - now <= 24h;
  };
  if (!*doubted && is_near(*last)) return true;
  const bool doubted_before = is_near(*doubted) && now >= **doubted;
  if (doubted_before) return now - **doubted >= kSecondLook;
  if (auto noted = store.note_run(kRefusedRun, now); !noted) return noted.error();
  return false;
}

policy::Result<> note_end(db::Store& store, std::chrono::sys_seconds now, bool doubted) {
  if (auto noted = store.note_run(kPurgeRun, now); !noted || doubted) return noted;
  return store.note_run(kRefusedRun, std::nullopt);
}

}  // namespace

policy::Result<std::size_t> seal(db::EventSeals& seals, std::chrono::sys_seconds until, const db::Actor& actor,
                                 std::chrono::sys_seconds now) {
  std::size_t all = 0;
  while (true) {
    const auto sealed = seals.seal_events(until, kBatch, actor, now);
    if (!sealed) return sealed.error();
    all += *sealed;
    if (*sealed < kBatch) return all;
  }
}

policy::Result<db::Removal> past_its_time(db::Store& store, const Acting& acting) {
  const db::Expiry before = expiry(acting);
  auto found = store.expired(before, kLimitOfARun);
  if (!found) return found;
  const auto unclaimed = store.unclaimed(before, kLimitOfARun);
  if (!unclaimed) return unclaimed.error();
  append(found->kept, *unclaimed);
  return found;
}

policy::Result<db::Removal> purge(db::Store& store, mail::KeptMessages& files, const Acting& acting) {
  if (auto believed = believe_the_clock(store, acting.now); !believed) return believed.error();
  const auto waiting_may_go = believe_for_waiting(store, acting.now);
  if (!waiting_may_go) return waiting_may_go.error();
  const db::Expiry before = expiry(acting);
  if (auto sealed = seal(store, before.events, acting.actor, acting.now); !sealed) return sealed.error();
  db::Removal all;
  for (std::size_t batch = 0; batch < kBatches; ++batch) {
    if (*waiting_may_go) {
      if (auto given_up = give_up_unclaimed(store, before, acting); !given_up) return given_up.error();
    }
    const auto expired = store.expired(before, kBatch);
    if (!expired) return expired.error();
    if (expired->empty()) break;
    const auto gone =
        store.remove_for_good(*expired, db::kPurged, "past the time of retention", acting.actor, acting.now);
    if (!gone && batch + 1 < kBatches && stays(gone.error())) continue;
    if (!gone) return gone.error();
    // The record is what counts. A file that stays behind here is removed by the upkeep.
    for (const std::string& id : gone->kept) files.remove(id);
    add(all, *gone);
  }
  if (auto noted = note_end(store, acting.now, !*waiting_may_go); !noted) return noted.error();
  return all;
}

}  // namespace postern::admin
