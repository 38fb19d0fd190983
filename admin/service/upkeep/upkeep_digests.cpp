#include "admin/service/upkeep/upkeep_digests.hpp"

#include <spdlog/spdlog.h>

namespace postern::admin {
namespace {

constexpr std::chrono::minutes kDigestAgain{1};

/// Whether there is something to send or to note, as far as is remembered.
bool has_work(const policy::Schedule& schedule, std::optional<std::chrono::sys_seconds> last,
              std::chrono::sys_seconds now, const date::time_zone& zone) {
  if (schedule.every == policy::Recurrence::off) return last.has_value();
  return policy::begins_anew(schedule, last, now) || policy::is_due(schedule, *last, now, zone);
}

/// Said whether a mail about it can be sent or not: somebody watches the log.
void say_what_is_wrong(Digest digest, std::size_t count) {
  if (count == 0) return;
  if (digest == Digest::kept_alarm) {
    spdlog::error("event=kept-unread count={} nobody has looked at them for five working days: postern quarantine list",
                  count);
  }
  if (digest == Digest::review_alarm) spdlog::error("event=reviews-overdue count={} see postern report reviews", count);
}

}  // namespace

void UpkeepDigests::look(std::chrono::sys_seconds now) {
  const auto config = config_ ? config_() : nullptr;
  if (!config) return;
  for (const Digest digest : kDigests) look(digest, timed_[digest], *config, now);
}

void UpkeepDigests::look(Digest digest, Timed& timed, const conf::Config& config, std::chrono::sys_seconds now) {
  const auto& zone = *config.council.time_zone;
  const policy::Schedule schedule = schedule_of(digest, config.digests);
  timed.next = policy::next_instant(schedule, now, zone);
  const bool waits = !timed.problem.empty() && !is_due_again(timed.failed, kDigestAgain, now);
  if (waits || (timed.known && !has_work(schedule, timed.last, now, zone))) return;
  const auto done = work(digest, timed, config, now);
  const std::string problem = done ? std::string() : done.error().problems.front();
  if (!problem.empty() && problem != timed.problem) {
    spdlog::error("event=digest-not-posted digest={} problem=\"{}\"", run_name(digest), problem);
  }
  timed.problem = problem;
  timed.failed = now;
}

policy::Result<> UpkeepDigests::work(Digest digest, Timed& timed, const conf::Config& config,
                                     std::chrono::sys_seconds now) {
  const auto last = store_.last_run(std::string(run_name(digest)));
  if (!last) return last.error();
  timed.known = true;
  timed.last = *last;
  const policy::Schedule schedule = schedule_of(digest, config.digests);
  if (schedule.every == policy::Recurrence::off) {
    // Whoever switches it on later does not get what was due meanwhile.
    return timed.last ? note(digest, timed, std::nullopt) : policy::Result<>(policy::Done{});
  }
  if (policy::begins_anew(schedule, timed.last, now)) return note(digest, timed, now);
  if (!policy::is_due(schedule, *timed.last, now, *config.council.time_zone)) return policy::Done{};
  return post(digest, timed, config, now);
}

policy::Result<> UpkeepDigests::note(Digest digest, Timed& timed, std::optional<std::chrono::sys_seconds> at) {
  if (auto noted = store_.note_run(std::string(run_name(digest)), at); !noted) return noted;
  timed.last = at;
  return policy::Done{};
}

policy::Result<> UpkeepDigests::post(Digest digest, Timed& timed, const conf::Config& config,
                                     std::chrono::sys_seconds now) {
  const auto refused = refused_addresses_ ? refused_addresses_() : std::vector<std::string>();
  const auto posted = post_digest(store_, digest, timed.last, {config, {"posternd", "posternd"}, now}, refused);
  if (!posted) return posted.error();
  timed.last = now;
  spdlog::info("event=digest-posted digest={} mails={} messages={}", run_name(digest), posted->mails, posted->listed);
  say_what_is_wrong(digest, posted->alarmed);
  return policy::Done{};
}

std::vector<UpkeepRun> UpkeepDigests::runs() const {
  std::vector<UpkeepRun> runs;
  for (const Digest digest : kDigests) {
    const auto found = timed_.find(digest);
    const Timed timed = found == timed_.end() ? Timed{} : found->second;
    runs.push_back({std::string(run_name(digest)), timed.last, timed.next, timed.problem});
  }
  return runs;
}

}  // namespace postern::admin
