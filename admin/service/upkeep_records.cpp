#include "admin/service/upkeep_records.hpp"

#include <syslog.h>

#include <spdlog/spdlog.h>

#include "admin/service/retention.hpp"

namespace postern::admin {
namespace {

using namespace std::chrono_literals;

const db::Actor kPostern{"postern", "postern"};
constexpr auto kSealEvery = 1min;
/// A message whose edits fail takes its events back: it has ended by then.
constexpr auto kSettled = 10s;
constexpr auto kEveryHour = 1h;
constexpr auto kDay = 24h;

bool is_due(std::optional<std::chrono::steady_clock::time_point>& last, std::chrono::seconds every) {
  const auto at = std::chrono::steady_clock::now();
  if (last && at - *last < every) return false;
  last = at;
  return true;
}

}  // namespace

RecordKeeping::RecordKeeping(db::Store& store, mail::KeptMessages& files,
                             std::function<std::shared_ptr<const conf::Config>()> config)
    : store_(store), files_(files), config_(std::move(config)) {}

void RecordKeeping::look(std::chrono::sys_seconds now) {
  if (is_due(sealed_, kSealEvery)) seal_until(now - kSettled, now);
  if (!is_due(hourly_, kEveryHour)) return;
  note_head();
  purge_daily(now);
}

void RecordKeeping::end(std::chrono::sys_seconds now) {
  seal_until(std::chrono::sys_seconds::max(), now);
  note_head();
}

void RecordKeeping::note(const std::string& problem) {
  if (!problem.empty() && problem != problem_) spdlog::error("event=records-not-kept problem=\"{}\"", problem);
  problem_ = problem;
}

void RecordKeeping::seal_until(std::chrono::sys_seconds until, std::chrono::sys_seconds now) {
  const auto sealed = seal(store_, until, kPostern, now);
  if (!sealed) return note(sealed.error().problems.front());
  note({});
  if (*sealed > 0) spdlog::info("event=events-sealed count={}", *sealed);
}

/// To the log of the daemon, and by syslog too: where another machine keeps it, nobody who can write the store can make
/// the chain anew unseen.
void RecordKeeping::note_head() {
  const auto head = store_.audit_head();
  if (!head) return note(head.error().problems.front());
  spdlog::info("event=audit-head entries={} hash={}", head->sequence, head->hash);
  syslog(LOG_DAEMON | LOG_NOTICE, "event=audit-head entries=%llu hash=%s",
         static_cast<unsigned long long>(head->sequence), head->hash.c_str());
}

void RecordKeeping::purge_daily(std::chrono::sys_seconds now) {
  const auto config = config_ ? config_() : nullptr;
  if (!config) return;
  const auto last = store_.last_run(kPurgeRun);
  if (!last) return note(last.error().problems.front());
  if (*last && now >= **last && now - **last < kDay) return;
  const auto gone = purge(store_, files_, {*config, kPostern, now});
  if (!gone) return note(gone.error().problems.front());
  if (gone->empty()) return;
  spdlog::info("event=purged messages={} events={} restrictions={} audit_entries={}", gone->kept.size(),
               gone->events.size(), gone->restrictions.size(), gone->audit.size());
}

}  // namespace postern::admin
