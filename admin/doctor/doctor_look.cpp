#include "admin/doctor/doctor_look.hpp"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "admin/doctor/control_client.hpp"
#include "admin/doctor/diagnosis.hpp"
#include "admin/doctor/findings/attachment.hpp"
#include "admin/doctor/findings/live_checks.hpp"
#include "db/store.hpp"
#include "mail/host_name.hpp"

namespace postern::admin::doctor {
namespace {

using Json = nlohmann::ordered_json;

/// Text below two keys; empty where there is none.
std::string text_at(const Json& answer, const char* part, const char* key) {
  if (!answer.contains(part) || !answer[part].is_object()) return {};
  const Json& inner = answer[part];
  return inner.contains(key) && inner[key].is_string() ? inner[key].get<std::string>() : std::string();
}

std::vector<std::string> upkeep_problems(const Json& answer) {
  std::vector<std::string> problems;
  if (!answer.contains("upkeep") || !answer["upkeep"].is_array()) return problems;
  for (const Json& run : answer["upkeep"]) {
    const std::string problem = run.value("problem", std::string());
    if (!problem.empty()) problems.push_back(run.value("name", std::string()) + ": " + problem);
  }
  return problems;
}

DaemonFacts daemon_facts(const conf::Config& config) {
  DaemonFacts daemon;
  const auto answer = asked(config.control, "status");
  if (!answer) {
    daemon.problem = answer.error().problems.front();
    return daemon;
  }
  daemon.answers = true;
  daemon.pid = answer->value("pid", 0L);
  daemon.observes = answer->value("enforcement", std::string()) == "observe";
  if (answer->contains("snapshot") && (*answer)["snapshot"].is_object())
    daemon.snapshot_age = std::chrono::seconds{(*answer)["snapshot"].value("age_seconds", 0L)};
  daemon.store_error = text_at(*answer, "store", "error");
  daemon.quarantine_error = text_at(*answer, "quarantine", "error");
  daemon.last_error = answer->contains("last_error") && (*answer)["last_error"].is_string()
                          ? (*answer)["last_error"].get<std::string>()
                          : std::string();
  daemon.well = answer->value("ok", true);
  daemon.upkeep_problems = upkeep_problems(*answer);
  return daemon;
}

/// Null where it cannot be opened, which is a finding.
std::unique_ptr<db::Store> opened_store(const conf::Config& config, Findings& findings) {
  auto store = db::open_store(config.store, db::OpenFor::use);
  if (store) return std::move(*store);
  const bool root = geteuid() == 0;  // others may not be meant to see it
  for (const std::string& problem : store.error().problems) {
    findings.push_back(root ? fault("store", problem, "postern check says what is wrong with the store")
                            : unknown("store", problem, "run postern doctor as root"));
  }
  return nullptr;
}

/// The newest event of a restriction that has not happened yet, by this clock.
std::optional<std::chrono::sys_seconds> event_to_come(db::Store* store, std::chrono::sys_seconds now) {
  if (store == nullptr) return std::nullopt;
  const auto last = store->last_events();
  if (!last) return std::nullopt;
  std::optional<std::chrono::sys_seconds> newest;
  for (const auto& [restriction, at] : *last) {
    if (at > now && (!newest || at > *newest)) newest = at;
  }
  return newest;
}

/// What speaking to posternd and to the MTA shows.
Findings live(const Seen& seen, db::Store* store, std::chrono::sys_seconds now) {
  const auto contents = store == nullptr ? std::nullopt : std::optional(store->contents());
  const bool read = contents && *contents;
  LiveGround ground{.config = seen.config,
                    .contents = read ? &**contents : nullptr,
                    .ask = [&seen](const std::string& request) { return asked(seen.config.control, request); },
                    .helo = mail::host_name(),
                    .now = now};
  if (const auto door = outer_door(seen)) {
    ground.smtp_host = door->host;
    ground.smtp_port = door->port;
    ground.content_filter = door->before_filter;
    if (!door->meets_ours) ground.unsent = "milter-missing";
  } else {
    ground.unsent = seen.mta ? "milter-missing" : "mta";
  }
  return live_findings(ground);
}

void no_mta(Findings& findings) {
  findings.push_back(
      fault("mta", "neither Postfix (a main.cf) nor Sendmail (a sendmail.cf) is configured on this host",
            "install and configure one, or say where its configuration is: --mta postfix --mta-config /etc/postfix"));
}

/// The first one that is here, or the one that was named.
policy::Result<std::optional<MtaFacts>> mta_facts(const MtaAsked& asked, const conf::Config& config,
                                                  Findings& findings) {
  const auto found = find_mtas(asked);
  if (found.empty()) {
    no_mta(findings);
    return std::optional<MtaFacts>();
  }
  auto facts = read_mta(found.front(), config.council.domains);
  if (!facts) return facts.error();
  const std::string name = name_of(facts->kind) + " " + facts->version + " (" + facts->place + ")";
  if (found.size() == 1) {
    findings.push_back(fine("mta", "looked at " + name));
  } else {
    findings.push_back(warning("mta", "this host has both Postfix and Sendmail configured; looked at " + name,
                               "--mta sendmail looks at the other one"));
  }
  return std::optional(std::move(*facts));
}

void append(Findings& all, Findings more) {
  std::move(more.begin(), more.end(), std::back_inserter(all));
}

}  // namespace

policy::Result<Findings> look(Visit visit, const MtaAsked& asked) {
  Findings findings;
  auto mta = mta_facts(asked, visit.config, findings);
  if (!mta) return mta.error();
  Seen seen{.config = std::move(visit.config),
            .config_path = std::move(visit.config_path),
            .mta = std::move(*mta),
            .host = {},
            .daemon = {}};
  seen.daemon = daemon_facts(seen.config);
  const auto now = visit.now;
  const auto store = opened_store(seen.config, findings);
  const auto newest = event_to_come(store.get(), now);
  seen.host = look_at_host({.config = seen.config,
                            .config_path = seen.config_path,
                            .mta = seen.mta ? &*seen.mta : nullptr,
                            .daemon_pid = seen.daemon.pid,
                            .newest_event = newest},
                           now);
  append(findings, judge_mta(seen));
  append(findings, judge_host(seen));
  append(findings, live(seen, store.get(), now));
  return in_order(std::move(findings));
}

}  // namespace postern::admin::doctor
