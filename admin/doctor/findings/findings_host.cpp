#include "admin/doctor/findings/findings_host.hpp"

#include <algorithm>

#include <date/tz.h>

#include "admin/doctor/facts/wording.hpp"
#include "policy/time/day.hpp"

namespace postern::admin::doctor {
namespace {

// A machine whose battery is empty begins in 1970 or at its firmware's date; this program is younger than that.
constexpr std::chrono::sys_seconds kEarliest = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};
// The clocks of two machines, or a step of NTP.
constexpr std::chrono::minutes kTolerance{5};

void judge_time(Findings& findings, const HostFacts& host) {
  const std::string mend = "set the clock right (timedatectl set-ntp true, or chrony), then restart posternd";
  if (host.now < kEarliest) {
    findings.push_back(fault("clock",
                             "the clock says " + policy::to_text(host.now) +
                                 ", which cannot be: restrictions "
                                 "begin and end at the wrong time",
                             mend));
  } else if (host.newest_event && *host.newest_event > host.now + kTolerance) {
    findings.push_back(fault("clock",
                             "the clock says " + policy::to_text(host.now) + ", and the store has an event of " +
                                 policy::to_text(*host.newest_event) + ": the clock is wrong, or was",
                             mend));
  }
}

// Of a disk without a limit of its own: some messages' worth, or a twentieth of a small one.
constexpr std::uint64_t kNearlyFull = 100U << 20U;

Finding of_room(const Disk& disk, const std::string& place) {
  const std::string mend = "make room there";
  const std::string left = mebibytes(*disk.free) + " are left for " + place;
  const std::string limit = disk.limit + " (" + mebibytes(disk.least) + ")";
  if (disk.least > 0 && *disk.free < disk.least)
    return fault("disk", left + ", less than " + limit + ": mail is put off", mend);
  if (*disk.free == 0) return fault("disk", left + ": it is full", mend);
  if (disk.least > 0 && *disk.free / 3 < disk.least)
    return warning("disk", left + ", less than three times " + limit + ", below which mail is put off", mend);
  const std::uint64_t little = disk.size > 0 ? std::min(kNearlyFull, disk.size / 20) : kNearlyFull;
  if (disk.least == 0 && *disk.free < little) return warning("disk", left + ": it is nearly full", mend);
  return fine("disk", left);
}

Finding of_disk(const Disk& disk) {
  const std::string place = disk.holds + " (" + disk.path + ")";
  if (!disk.free) return unknown("disk", "how much room is left for " + place + " is not known", "see df " + disk.path);
  Finding room = of_room(disk, place);
  if (room.standing != Standing::fault && disk.files && *disk.files < 1000) {
    return fault("disk", "no more than " + std::to_string(*disk.files) + " files can be made for " + place,
                 "make room there");
  }
  return room;
}

/// One without summer time is most often an oversight.
Finding of_zone(const std::string& name) {
  const bool universal =
      name == "UTC" || name == "Etc/UTC" || name == "Etc/UCT" || name == "Zulu" || name == "Etc/Zulu";
  if (!universal) return fine("time-zone", "contact hours are in " + name + ", whatever this host's own zone");
  return warning("time-zone", "contact hours are in " + name + ": in summer they begin and end an hour late",
                 "in postern.yaml, set council.time_zone: Europe/London; then postern reload");
}

}  // namespace

Findings findings_clock(const Seen& seen) {
  Findings findings;
  judge_time(findings, seen.host);
  if (!seen.host.clock_synchronised) {
    findings.push_back(unknown("clock", "whether the clock is kept right is not known", "see timedatectl"));
  } else if (!*seen.host.clock_synchronised) {
    findings.push_back(warning("clock", "nothing keeps the clock right (the kernel knows of no NTP)",
                               "timedatectl set-ntp true, or install chrony; a virtual machine may have its host's"));
  }
  if (findings.empty()) findings.push_back(fine("clock", "the clock is kept right: " + policy::to_text(seen.host.now)));
  if (seen.config.council.time_zone != nullptr) findings.push_back(of_zone(seen.config.council.time_zone->name()));
  return findings;
}

Findings findings_disk(const Seen& seen) {
  Findings findings;
  for (const Disk& disk : seen.host.disks) findings.push_back(of_disk(disk));
  return findings;
}

}  // namespace postern::admin::doctor
