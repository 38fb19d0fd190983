#include "daemon/daemon.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <sys/resource.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>
#include <vector>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "admin/service/upkeep/upkeep.hpp"
#include "conf/load.hpp"
#include "daemon/control_server.hpp"
#include "daemon/counting_log.hpp"
#include "daemon/heartbeat.hpp"
#include "daemon/log_setup.hpp"
#include "daemon/metrics/metrics.hpp"
#include "daemon/probe_desk.hpp"
#include "daemon/socket_path.hpp"
#include "daemon/watch.hpp"
#include "db/store.hpp"
#include "mail/address_header.hpp"
#include "mail/host_name.hpp"
#include "mail/milter_handshake.hpp"
#include "milter/libmilter/libmilter_engine.hpp"
#include "milter/message/rules_in_force.hpp"
#include "milter/message/settlements.hpp"
#include "policy/time/day.hpp"

namespace postern::daemon {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::chrono::seconds kStopPatience{10};

int report(const policy::Error& error) {
  for (const std::string& problem : error.problems) std::fprintf(stderr, "posternd: %s\n", problem.c_str());
  return error.fault == policy::Fault::unavailable ? 3 : 1;
}

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// As many sessions as limits.connections allows, and the files beside them. Without them libmilter spins and says
/// nothing (faults.md 4), so too low a limit is said here.
void raise_file_limit(std::size_t connections) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = 3 * connections + 100;
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = std::min(limit.rlim_max, wanted);
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur < wanted) {
    spdlog::warn("event=few-files limit={} wanted={} raise LimitNOFILE, or lower limits.connections", limit.rlim_cur,
                 wanted);
  }
}

/// What serves from start to stop, in the order in which it is made; undone the other way round.
struct Parts {
  std::unique_ptr<db::Store> store;
  std::unique_ptr<mail::QuarantineDirectory> files;
};

policy::Result<Parts> open_parts(const conf::Config& config) {
  policy::Error all{policy::Fault::refused, {}};
  const auto note = [&](const policy::Error& error) {
    if (error.fault == policy::Fault::unavailable) all.fault = error.fault;
    all.problems.insert(all.problems.end(), error.problems.begin(), error.problems.end());
  };
  auto store = db::open_store(config.store, db::OpenFor::use);
  if (!store) note(store.error());
  auto files = mail::QuarantineDirectory::open(config.quarantine.directory,
                                               {config.quarantine.max_message, config.limits.spool_free});
  if (!files) note(files.error());
  if (!all.problems.empty()) return all;
  return Parts{std::move(*store), std::move(*files)};
}

/// What `postern status` and `postern reload` ask.
class Desk {
 public:
  Desk(milter::RulesInForce& rules, db::Store& store, mail::KeptMessages& files, const milter::LibmilterEngine& engine,
       const admin::Upkeep& upkeep, const conf::Config& started, std::string path)
      : rules_(rules),
        store_(store),
        files_(files),
        engine_(engine),
        upkeep_(upkeep),
        started_(started),
        path_(std::move(path)) {}

  Json status() const {
    const auto in_force = rules_.current();
    const auto health = rules_.health();
    const auto age =
        std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - health.checked);
    Json json;
    json["ok"] = health.error.empty();
    json["version"] = POSTERN_VERSION;
    json["enforcement"] = in_force->config->enforcement == conf::Enforcement::enforce ? "enforce" : "observe";
    json["pid"] = getpid();
    json["started"] = policy::to_text(started_at_);
    json["snapshot"] = {{"revision", in_force->snapshot->revision()},
                        {"entries", in_force->snapshot->entries()},
                        {"age_seconds", age.count()}};
    json["connections"] = engine_.connections();
    json["store"] = {{"ok", health.error.empty()}, {"error", health.error}};
    json["last_error"] = health.error;
    if (const auto waiting = store_.waiting()) {
      json["outbox"] = {{"waiting", waiting->size()},
                        {"oldest", waiting->empty() ? Json(nullptr) : Json(policy::to_text(waiting->front().since))}};
    } else {
      json["ok"] = false;
      json["last_error"] = waiting.error().problems.front();
    }
    const std::string unkept = why_nothing_is_kept();
    json["quarantine"] = {{"ok", unkept.empty()}, {"error", unkept}};
    if (!unkept.empty()) json["last_error"] = unkept;
    json["upkeep"] = Json::array();
    for (const admin::UpkeepRun& run : upkeep_.runs()) json["upkeep"].push_back(json_of(run));
    return json;
  }

  Json reload() {
    auto config = conf::load(path_);
    if (!config) return refused(config.error());
    const auto keys = conf::keys_that_need_a_restart(started_, *config);
    const std::string level = config->log.level;
    if (const auto used = rules_.use(std::make_shared<const conf::Config>(std::move(*config))); !used) {
      return refused(used.error());
    }
    set_log_level(level);
    spdlog::info("event=reloaded");
    for (const std::string& key : keys) spdlog::warn("event=restart-needed key={}", key);
    return {{"ok", true}, {"problems", Json::array()}, {"restart_needed", keys}};
  }

 private:
  static Json json_of(const admin::UpkeepRun& run) {
    const auto when = [](const auto& at) { return at ? Json(policy::to_text(*at)) : Json(nullptr); };
    return {{"name", run.name}, {"last_run", when(run.last)}, {"next_run", when(run.next)}, {"problem", run.problem}};
  }

  /// Begins a message, and drops it: what would keep a real one from being kept.
  std::string why_nothing_is_kept() const {
    const auto begun = files_.begin();
    const auto* problem = std::get_if<mail::KeepError>(&begun);
    return problem == nullptr ? std::string() : problem->problem;
  }

  static Json refused(const policy::Error& error) {
    for (const std::string& problem : error.problems) spdlog::error("event=reload-refused problem=\"{}\"", problem);
    return {{"ok", false}, {"problems", error.problems}, {"restart_needed", Json::array()}};
  }

  milter::RulesInForce& rules_;
  db::Store& store_;
  mail::KeptMessages& files_;
  const milter::LibmilterEngine& engine_;
  const admin::Upkeep& upkeep_;
  const conf::Config& started_;
  std::string path_;
  std::chrono::sys_seconds started_at_ = now();
};

admin::Upkeep::Settings upkeep_settings(const conf::Config& config, const milter::RulesInForce& rules,
                                        Metrics& metrics) {
  admin::Upkeep::Settings settings;
  settings.submit_host = config.mail.submit_host;
  settings.submit_port = config.mail.submit_port;
  settings.helo = mail::host_name();
  settings.config = [&rules] { return rules.current()->config; };
  settings.rules = [&rules] {
    const auto now = rules.current();
    return admin::RulesNow{now->config, now->snapshot};
  };
  settings.notices_ended = [&metrics](db::OutboxKind kind, const std::string& result, std::size_t people) {
    metrics.notices(kind, result, people);
  };
  return settings;
}

policy::Result<> open_socket(milter::LibmilterEngine& engine, const conf::MilterSettings& settings) {
  const std::string path = unix_path(settings.socket);
  if (!path.empty()) {
    if (auto free = free_socket_path(path, "milter.socket"); !free) return free.error();
  }
  // Nobody may connect before mode and group are set.
  const mode_t before = umask(0177);
  auto listening = engine.listen(settings);
  umask(before);
  if (!listening || path.empty()) return listening;
  return set_socket_access(path, settings.socket_mode, settings.socket_group, "milter.socket");
}

/// The heart beats where the service manager has set a watchdog; else there is none.
std::unique_ptr<Heartbeat> start_heartbeat(const mail::SocketPlace& socket, const Watch& watch) {
  std::uint64_t watchdog = 0;
  if (sd_watchdog_enabled(0, &watchdog) <= 0) return nullptr;
  const auto interval = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::microseconds(watchdog)) / 2;
  const auto answers = [&socket](auto patience, const std::stop_token& stopping) {
    const std::string fault = mail::fault_in(mail::shake_hands(socket, patience, stopping));
    return fault.empty() ? fault : "milter.socket: " + fault;
  };
  const auto comes_round = [&watch, interval](auto, const std::stop_token&) {
    const bool late = watch.last_round() + interval < std::chrono::steady_clock::now();
    return std::string(late ? "the thread that looks at the store hangs; the last good rules stay in force" : "");
  };
  // A disk that hangs would keep posternd from starting again, and mail that matches nothing needs none.
  std::vector<Heartbeat::Probe> probes = {{answers, true}, {comes_round, false}};
  if (!socket.problem.empty()) {
    spdlog::warn("event=not-watched problem=\"milter.socket: {}\" the watchdog does not look at it", socket.problem);
    probes.erase(probes.begin());
  }
  return std::make_unique<Heartbeat>(interval, std::move(probes),
                                     [](const std::string& state) { sd_notify(0, state.c_str()); });
}

}  // namespace

int check(const conf::Config& config) {
  const std::string socket = unix_path(config.milter.socket);
  if (!socket.empty()) {
    if (const auto place = check_socket(socket, config.milter.socket_group, "milter.socket"); !place) {
      return report(place.error());
    }
  }
  // Said, and no reason not to start: mail does not need it.
  if (const auto place = check_metrics_listen(config.metrics_listen); !place) report(place.error());
  const auto parts = open_parts(config);
  if (!parts) return report(parts.error());
  // A start goes on without it, as mail that matches nothing does; whoever asks is told.
  if (const std::string& problem = parts->files->not_ready(); !problem.empty()) {
    return report(policy::unavailable(problem));
  }
  milter::RulesInForce rules(*parts->store);
  if (const auto used = rules.use(std::make_shared<const conf::Config>(config)); !used) return report(used.error());
  std::printf("posternd: configuration, store and quarantine are in order; %zu entries in force\n",
              rules.current()->snapshot->entries());
  return 0;
}

int serve(const conf::Config& config, const std::string& path) {
  if (geteuid() == 0) spdlog::warn("event=running-as-root postern needs no root; give it a user of its own");
  raise_file_limit(config.limits.connections);
  mail::initialise();
  auto parts = open_parts(config);
  if (!parts) return report(parts.error());
  if (const std::string& problem = parts->files->not_ready(); !problem.empty()) {
    spdlog::error("event=quarantine-not-ready problem=\"{}\" what is to be kept is put off, other mail goes on",
                  problem);
  }
  db::Store& store = *parts->store;
  milter::RulesInForce rules(store);
  if (const auto used = rules.use(std::make_shared<const conf::Config>(config)); !used) return report(used.error());

  Metrics metrics;
  CountingLog log(store, metrics.tally());
  milter::Settlements settlements(log, *parts->files);
  admin::Upkeep upkeep(store, *parts->files, upkeep_settings(config, rules, metrics));
  milter::Probes probes;
  const milter::Services services{log, *parts->files,     settlements,     [&] { upkeep.wake(); },
                                  now, mail::host_name(), metrics.tally(), probes};
  milter::LibmilterEngine engine(rules, services, config.limits.connections);
  Desk desk(rules, store, *parts->files, engine, upkeep, config, path);
  ControlServer control(
      {{"status", {[&](const std::string&) { return desk.status(); }}},
       {"reload", {[&](const std::string&) { return desk.reload(); }}},
       {"probe", {[&](const std::string& token) { return about_probe(probes, token, now()); }, true}}});
  if (const auto listening = control.listen(config.control); !listening) return report(listening.error());
  MetricsEndpoint endpoint(metrics, {rules, store, [&] { return engine.connections(); }, now});
  endpoint.serve(config.metrics_listen);
  if (const auto listening = open_socket(engine, config.milter); !listening) return report(listening.error());
  // Looked up here and never again: whether this process is well must not depend on a name server.
  const mail::SocketPlace own_socket = mail::place_of(config.milter.socket);
  if (const auto looked = rules.refresh(std::chrono::steady_clock::now()); !looked) return report(looked.error());

  int status = 0;
  {
    const Watch watch(rules, settlements, metrics.tally(), [&] { upkeep.wake(); });
    upkeep.start();
    control.serve();
    spdlog::info("event=started version={} entries={} socket={}", POSTERN_VERSION, rules.current()->snapshot->entries(),
                 config.milter.socket);
    sd_notify(0, "READY=1");
    auto heartbeat = start_heartbeat(own_socket, watch);
    if (const auto ran = engine.run(); !ran) status = report(policy::unavailable(ran.error().problems.front()));
    sd_notify(0, "STOPPING=1");
    heartbeat.reset();
    if (!engine.drain(kStopPatience))
      spdlog::warn("event=stopped-with-messages-open the MTA's clients will try them again");
  }
  settlements.retry();
  upkeep.stop(kStopPatience);
  const std::string socket = unix_path(config.milter.socket);
  if (!socket.empty()) unlink(socket.c_str());
  unlink(unix_path(config.control).c_str());
  spdlog::info("event=stopped");
  end_log();
  // Not through the destructors: libmilter's threads may still be about, and must find everything in its place.
  _exit(status);
}

}  // namespace postern::daemon
