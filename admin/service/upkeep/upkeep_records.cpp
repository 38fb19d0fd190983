#include "admin/service/upkeep/upkeep_records.hpp"

#include <syslog.h>

#include <spdlog/spdlog.h>

#include "admin/service/records/purge.hpp"

namespace postern::admin {
namespace {

using namespace std::chrono_literals;

const db::Actor kPostern{"postern", "postern"};
constexpr auto kSealEvery = 1min;
/// A message whose edits fail takes its events back: it has ended by then.
constexpr auto kSettled = 10s;
constexpr auto kEveryHour = 1h;
constexpr auto kDay = 24h;

}  // namespace

RecordKeeping::RecordKeeping(db::Store& store, mail::KeptMessages& files,
                             std::function<std::shared_ptr<const conf::Config>()> config)
    : store_(store), files_(files), config_(std::move(config)) {}

void RecordKeeping::look(std::chrono::sys_seconds now) {
  if (is_due_again(seal_.last, kSealEvery, now)) {
    seal_.last = now;
    seal_until(now - kSettled, now);
  }
  if (is_due_again(head_.last, kEveryHour, now)) {
    head_.last = now;
    note_head();
  }
  if (is_due_again(purge_looked_, kEveryHour, now)) {
    purge_looked_ = now;
    purge_daily(now);
  }
}

void RecordKeeping::end(std::chrono::sys_seconds now) {
  seal_until(std::chrono::sys_seconds::max(), now);
  note_head();
}

std::vector<UpkeepRun> RecordKeeping::runs() const {
  const auto purge_next =
      purge_.problem.empty() ? next_after(purge_.last, kDay) : next_after(purge_looked_, kEveryHour);
  return {{"seal", seal_.last, next_after(seal_.last, kSealEvery), seal_.problem},
          {"audit-head", head_.last, next_after(head_.last, kEveryHour), head_.problem},
          {"purge", purge_.last, purge_next, purge_.problem}};
}

void RecordKeeping::note(Task& task, const std::string& problem) {
  if (!problem.empty() && problem != task.problem) spdlog::error("event=records-not-kept problem=\"{}\"", problem);
  task.problem = problem;
}

void RecordKeeping::seal_until(std::chrono::sys_seconds until, std::chrono::sys_seconds now) {
  const auto sealed = seal(store_, until, kPostern, now);
  if (!sealed) return note(seal_, sealed.error().problems.front());
  note(seal_, {});
  if (*sealed > 0) spdlog::info("event=events-sealed count={}", *sealed);
}

/// To the log of the daemon, and by syslog too: where another machine keeps it, nobody who can write the store can make
/// the chain anew unseen.
void RecordKeeping::note_head() {
  const auto head = store_.audit_head();
  if (!head) return note(head_, head.error().problems.front());
  note(head_, {});
  spdlog::info("event=audit-head entries={} hash={}", head->sequence, head->hash);
  syslog(LOG_DAEMON | LOG_NOTICE, "event=audit-head entries=%llu hash=%s",
         static_cast<unsigned long long>(head->sequence), head->hash.c_str());
}

void RecordKeeping::purge_daily(std::chrono::sys_seconds now) {
  const auto config = config_ ? config_() : nullptr;
  if (!config) return;
  const auto last = store_.last_run(kPurgeRun);
  if (!last) return note(purge_, last.error().problems.front());
  purge_.last = *last;
  if (!is_due_again(*last, kDay, now)) return note(purge_, {});
  const auto gone = purge(store_, files_, {*config, kPostern, now});
  if (!gone) return note(purge_, gone.error().problems.front());
  note(purge_, {});
  purge_.last = now;
  if (gone->empty()) return;
  spdlog::info("event=purged messages={} events={} restrictions={} audit_entries={}", gone->kept.size(),
               gone->events.size(), gone->restrictions.size(), gone->audit.size());
}

}  // namespace postern::admin
