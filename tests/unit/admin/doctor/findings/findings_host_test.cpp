#include "admin/doctor/findings/findings_host.hpp"

#include <catch2/catch.hpp>
#include <date/tz.h>

#include "admin/doctor/diagnosis.hpp"
#include "admin/doctor/findings/findings_daemon.hpp"
#include "admin/doctor/findings/findings_files.hpp"
#include "unit/admin/doctor/healthy.hpp"

using namespace postern;
using namespace postern::admin::doctor;
using namespace std::chrono_literals;
using test::found;
using test::healthy;
using test::trouble;

TEST_CASE("a machine and a daemon that are well are fine") {
  for (const auto check : {findings_clock, findings_disk, findings_files, findings_daemon})
    CHECK(test::all_fine(check(healthy())));
}

TEST_CASE("a clock that nothing keeps right is a warning, one that cannot be asked is unknown") {
  Seen seen = healthy();
  seen.host.clock_synchronised = false;
  CHECK(found(findings_clock(seen), "clock", Standing::warning));
  seen.host.clock_synchronised.reset();
  CHECK(found(findings_clock(seen), "clock", Standing::unknown));
}

TEST_CASE("contact hours without summer time are a warning") {
  Seen seen = healthy();
  CHECK(found(findings_clock(seen), "time-zone", Standing::fine, "Europe/London"));
  seen.config.council.time_zone = date::locate_zone("Etc/UTC");
  CHECK(found(findings_clock(seen), "time-zone", Standing::warning, "Etc/UTC"));
}

TEST_CASE("a clock behind the store, or before this program was made, is a fault") {
  Seen seen = healthy();
  seen.host.newest_event = seen.host.now + 6min;
  CHECK(found(findings_clock(seen), "clock", Standing::fault, "the store has an event"));
  seen.host.newest_event = seen.host.now + 4min;
  CHECK(test::all_fine(findings_clock(seen)));
  seen.host.now = std::chrono::sys_seconds{};
  CHECK(found(findings_clock(seen), "clock", Standing::fault, "1970"));
}

TEST_CASE("room below the limit of what is written there is a fault, below three times of it a warning") {
  Seen seen = healthy();
  Disk& disk = seen.host.disks[1];
  const std::uint64_t limit = disk.least;
  disk.free = limit - 1;
  CHECK(found(findings_disk(seen), "disk", Standing::fault, "less than limits.spool_free"));
  disk.free = 2 * limit;
  CHECK(found(findings_disk(seen), "disk", Standing::warning));
  disk.free = 3 * limit;
  CHECK(test::all_fine(findings_disk(seen)));
  disk.files = 10;
  CHECK(found(findings_disk(seen), "disk", Standing::fault, "10 files"));
  disk.free.reset();
  CHECK(found(findings_disk(seen), "disk", Standing::unknown));
}

TEST_CASE("a disk without a limit of its own is judged by what is left alone") {
  Seen seen = healthy();
  Disk& disk = seen.host.disks[0];
  disk.free = 101U << 20U;
  CHECK(test::all_fine(findings_disk(seen)));
  disk.free = 99U << 20U;
  CHECK(found(findings_disk(seen), "disk", Standing::warning, "nearly full"));
  disk.size = 200U << 20U;
  CHECK(test::all_fine(findings_disk(seen)));
  disk.free = 0;
  CHECK(found(findings_disk(seen), "disk", Standing::fault, "it is full"));
}

TEST_CASE("a quarantine that is missing, another's or open to others is found") {
  Seen seen = healthy();
  FileFacts& folder = seen.host.quarantine.back();
  folder.mode = 0755;
  CHECK(found(findings_files(seen), "quarantine-folder", Standing::warning, "drwxr-xr-x"));
  REQUIRE(trouble(findings_files(seen), "quarantine-folder")->fix);
  const std::vector<std::string> as_postern = {"setpriv",
                                               "--reuid=postern",
                                               "--regid=postern",
                                               "--init-groups",
                                               "--",
                                               "chmod",
                                               "700",
                                               "/var/lib/postern/quarantine"};
  CHECK(trouble(findings_files(seen), "quarantine-folder")->fix->command == as_postern);
  folder.mode = 0700;
  folder.uid = 0;
  CHECK(found(findings_files(seen), "quarantine-folder", Standing::fault, "cannot be written"));
  folder.there = folder.folder = false;
  CHECK(found(findings_files(seen), "quarantine-folder", Standing::fault, "is not there"));
  REQUIRE(trouble(findings_files(seen), "quarantine-folder")->fix);
  CHECK(trouble(findings_files(seen), "quarantine-folder")->fix->command.front() == "setpriv");
  seen.host.quarantine.front().uid = 0;
  CHECK_FALSE(trouble(findings_files(seen), "quarantine-folder")->fix);
  folder.hidden = true;
  CHECK(found(findings_files(seen), "quarantine-folder", Standing::unknown));
}

TEST_CASE("a folder of root's that may be the system's is not changed") {
  Seen seen = healthy();
  seen.host.daemon_user->uid = 0;
  FileFacts& folder = seen.host.quarantine.back();
  folder.uid = 0;
  folder.mode = 01777;
  folder.path = "/tmp";
  REQUIRE(trouble(findings_files(seen), "quarantine-folder") != nullptr);
  CHECK_FALSE(trouble(findings_files(seen), "quarantine-folder")->fix);
}

TEST_CASE("where nobody knows as whom the daemon would run, what it may do is unknown, and nothing is made for it") {
  Seen seen = healthy();
  seen.host.daemon_user.reset();
  for (const char* check : {"quarantine-folder", "store-file", "configuration-file"})
    CHECK(found(findings_files(seen), check, Standing::unknown, "no user postern"));
  seen.host.quarantine.back().there = false;
  CHECK(found(findings_files(seen), "quarantine-folder", Standing::fault, "is not there"));
  CHECK_FALSE(trouble(findings_files(seen), "quarantine-folder")->fix);
}

TEST_CASE("a store that the daemon may not write to, or everybody may read, is found") {
  Seen seen = healthy();
  FileFacts& store = seen.host.store.back();
  store.mode = 0644;
  CHECK(found(findings_files(seen), "store-file", Standing::warning));
  store.mode = 0600;
  store.uid = 0;
  CHECK(found(findings_files(seen), "store-file", Standing::fault, "/postern.db"));
  seen = healthy();
  seen.host.store[0].uid = 0;
  CHECK(found(findings_files(seen), "store-file", Standing::fault, "the store's folder"));
  CHECK(trouble(findings_files(seen), "store-file")->mend.find("chown") == std::string::npos);
}

TEST_CASE("a configuration that the daemon may not read is found") {
  Seen seen = healthy();
  FileFacts& file = seen.host.configuration.back();
  file.mode = 0600;
  CHECK(found(findings_files(seen), "configuration-file", Standing::fault, "cannot be read"));
  file.mode = 0666;
  CHECK(found(findings_files(seen), "configuration-file", Standing::fault, "everybody"));
}

TEST_CASE("what systemd keeps the daemon from writing to is found") {
  const std::string shown =
      "LoadState=loaded\nProtectSystem=strict\nReadWritePaths=-/var/spool/postfix/postern\n"
      "RuntimeDirectory=postern\nStateDirectory=postern\n";
  Seen seen = healthy();
  CHECK(findings_service(seen).empty());
  seen.host.unit = unit_facts(shown);
  CHECK(test::all_fine(findings_service(seen)));
  seen.config.milter.socket = "unix:/var/spool/postfix/posternother/postern.sock";
  CHECK(found(findings_service(seen), "service-paths", Standing::fault, "milter.socket"));
  seen.host.unit->strict = false;
  CHECK(test::all_fine(findings_service(seen)));
  CHECK_FALSE(unit_facts("LoadState=not-found\nProtectSystem=no\n"));
}

TEST_CASE("a daemon that does not answer is a fault to root, and unknown to others") {
  Seen seen = healthy();
  seen.daemon.answers = false;
  seen.daemon.problem = "posternd does not answer";
  CHECK(found(findings_daemon(seen), "daemon", Standing::fault, "does not answer"));
  seen.host.root = false;
  CHECK(found(findings_daemon(seen), "daemon", Standing::unknown, "does not answer"));
}

TEST_CASE("what a daemon says of its own health is judged, once") {
  Seen seen = healthy();
  seen.daemon.last_error = "the outbox cannot be read";
  CHECK(found(findings_daemon(seen), "daemon", Standing::warning, "the outbox cannot be read"));
  seen.daemon.well = false;
  CHECK(found(findings_daemon(seen), "daemon", Standing::fault, "the outbox cannot be read"));
  seen.daemon.store_error = seen.daemon.last_error;
  CHECK(found(findings_daemon(seen), "daemon", Standing::fine));
  CHECK(found(findings_daemon(seen), "store", Standing::fault, "the outbox cannot be read"));
}

TEST_CASE("nobody forgets that postern only observes") {
  Seen seen = healthy();
  seen.config.enforcement = conf::Enforcement::observe;
  CHECK(found(findings_daemon(seen), "enforcement", Standing::warning, "goes by enforcement: enforce"));
  seen.daemon.observes = true;
  CHECK(found(findings_daemon(seen), "enforcement", Standing::warning, "no restriction is carried out"));
}

TEST_CASE("old rules, a store or quarantine that fails and timed work that failed are found") {
  Seen seen = healthy();
  seen.daemon.snapshot_age = 31s;
  CHECK(found(findings_daemon(seen), "snapshot", Standing::fault, "31 s"));
  seen.daemon.store_error = "locked";
  CHECK(found(findings_daemon(seen), "store", Standing::fault, "locked"));
  seen.daemon.quarantine_error = "full";
  CHECK(found(findings_daemon(seen), "quarantine", Standing::fault, "full"));
  seen.daemon.upkeep_problems = {"expiry: no"};
  CHECK(found(findings_daemon(seen), "upkeep", Standing::warning, "expiry: no"));
}

TEST_CASE("faults come first, and nothing is said twice") {
  const auto findings = in_order({fine("a", "x"), warning("b", "x", "m"), fault("c", "x", "m"), fault("c", "x", "m"),
                                  unknown("d", "x", "m"), fault("c", "y", "m")});
  REQUIRE(findings.size() == 5);
  CHECK(findings[0].what == "x");
  CHECK(findings[1].what == "y");
  CHECK(findings[2].standing == Standing::warning);
  CHECK(findings[3].standing == Standing::unknown);
  CHECK(findings[4].standing == Standing::fine);
}

TEST_CASE("a healthy set-up has nothing but what is fine") {
  const Seen seen = healthy();
  CHECK(test::all_fine(judge_mta(seen)));
  CHECK(test::all_fine(judge_host(seen)));
}

TEST_CASE("without an MTA its configuration is not judged") {
  Seen seen = healthy();
  seen.mta.reset();
  CHECK(judge_mta(seen).empty());
}
