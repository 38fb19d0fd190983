#include "admin/doctor/findings/findings_daemon.hpp"

namespace postern::admin::doctor {
namespace {

// posternd looks at the store once a second.
constexpr std::chrono::seconds kOldSnapshot{30};

Finding silent(const Seen& seen) {
  const std::string mend = "systemctl start posternd; journalctl -u posternd says why it ended";
  if (!seen.host.root)
    return unknown("daemon", seen.daemon.problem, "run postern doctor as root, or start posternd: " + mend);
  return fault("daemon", seen.daemon.problem, mend);
}

void judge_enforcement(Findings& findings, const Seen& seen) {
  const bool configured = seen.config.enforcement == conf::Enforcement::observe;
  const bool observes = seen.daemon.answers ? seen.daemon.observes : configured;
  if (seen.daemon.answers && observes != configured) {
    findings.push_back(warning("enforcement",
                               std::string("posternd goes by enforcement: ") + (observes ? "observe" : "enforce") +
                                   ", and " + seen.config_path + " says " + (configured ? "observe" : "enforce"),
                               "postern reload"));
  }
  if (observes) {
    findings.push_back(
        warning("enforcement", "enforcement is observe: no restriction is carried out",
                "once the trial is over, set enforcement: enforce in " + seen.config_path + " and run postern reload"));
  } else if (findings.empty() || findings.back().check != "enforcement") {
    findings.push_back(fine("enforcement", "restrictions are carried out"));
  }
}

void judge_snapshot(Findings& findings, const DaemonFacts& daemon) {
  const std::string age = std::to_string(daemon.snapshot_age.count()) + " s ago";
  if (daemon.snapshot_age <= kOldSnapshot) {
    findings.push_back(fine("snapshot", "posternd looked at the rules " + age));
    return;
  }
  findings.push_back(fault("snapshot", "posternd last looked at the rules " + age + ": it goes by old ones",
                           "postern status and journalctl -u posternd say why; see that the store can be read"));
}

void judge_parts(Findings& findings, const DaemonFacts& daemon) {
  if (daemon.store_error.empty()) {
    findings.push_back(fine("store", "posternd reads the store"));
  } else {
    findings.push_back(fault("store", "posternd cannot use the store: " + daemon.store_error,
                             "see that the store is there, whole, and posternd's own; postern check says more"));
  }
  if (daemon.quarantine_error.empty()) {
    findings.push_back(fine("quarantine", "posternd can write to the quarantine"));
  } else {
    findings.push_back(
        fault("quarantine", "posternd cannot keep messages: " + daemon.quarantine_error,
              "make room, and see that the folder is posternd's own; messages to be kept wait until then"));
  }
  for (const std::string& problem : daemon.upkeep_problems)
    findings.push_back(
        warning("upkeep", "work by the clock failed: " + problem, "postern status says when it runs again"));
}

/// What it says of itself and none of its parts has said.
Finding of_health(const DaemonFacts& daemon) {
  const std::string& error = daemon.last_error;
  const bool said = !error.empty() && (error == daemon.store_error || error == daemon.quarantine_error);
  if (!daemon.well && !said)
    return fault("daemon", "posternd runs, and says that it is not well: " + (error.empty() ? "no reason" : error),
                 "postern status and journalctl -u posternd say more");
  if (!error.empty() && !said)
    return warning("daemon", "posternd runs; its last error: " + error, "journalctl -u posternd says when, and more");
  return fine("daemon", "posternd runs");
}

}  // namespace

Findings findings_daemon(const Seen& seen) {
  Findings findings;
  judge_enforcement(findings, seen);
  if (!seen.daemon.answers) {
    findings.push_back(silent(seen));
    return findings;
  }
  findings.push_back(of_health(seen.daemon));
  judge_snapshot(findings, seen.daemon);
  judge_parts(findings, seen.daemon);
  return findings;
}

}  // namespace postern::admin::doctor
