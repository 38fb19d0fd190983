#include "admin/service/doctor/findings_host.hpp"

#include <utility>

#include <date/tz.h>

#include "policy/day.hpp"

namespace postern::admin::doctor {
namespace {

// A machine whose battery is empty begins in 1970 or at its firmware's date; this program is younger than that.
constexpr std::chrono::sys_seconds kEarliest = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};
// The clocks of two machines, or a step of NTP.
constexpr std::chrono::minutes kTolerance{5};

std::string mebibytes(std::uint64_t bytes) {
  return std::to_string(bytes >> 20U) + " MiB";
}

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

/// The folder or file at the end of a way, and whether all of the way is there.
const FileFacts& last_of(const std::vector<FileFacts>& way) {
  return way.back();
}

Finding of_disk(const Disk& disk, std::uint64_t least) {
  const std::string place = disk.holds + " (" + disk.path + ")";
  const std::string mend = "make room there; below limits.spool_free (" + mebibytes(least) +
                           ") postern puts mail off that it would have to keep";
  if (!disk.free) return unknown("disk", "how much room is left for " + place + " is not known", "see df " + disk.path);
  const std::string left = mebibytes(*disk.free) + " are left for " + place;
  if (*disk.free < least) return fault("disk", left + ", less than limits.spool_free: mail is put off", mend);
  if (disk.files && *disk.files < 1000)
    return fault("disk", "no more than " + std::to_string(*disk.files) + " files can be made for " + place, mend);
  if (*disk.free / 3 < least) return warning("disk", left + ", less than three times limits.spool_free", mend);
  return fine("disk", left);
}

std::string daemon_name(const Seen& seen) {
  return seen.host.daemon_user ? seen.host.daemon_user->user : "postern";
}

Finding not_the_daemons(const Seen& seen, const std::string& check, const std::string& name, const FileFacts& file) {
  const std::string user = daemon_name(seen);
  return fault(check, name + " " + file.path + " (" + shown(file) + ") cannot be written by posternd's user, " + user,
               "chown -R " + user + ": " + file.path);
}

Finding no_quarantine(const Seen& seen, const FileFacts& missing) {
  const std::string& folder = seen.config.quarantine.directory;
  const std::string user = daemon_name(seen);
  const std::string group = seen.host.daemon_user ? seen.host.daemon_user->group : user;
  Finding finding = fault("quarantine-folder",
                          "the quarantine's folder " + folder + " is not there: mail that must be kept is put off",
                          "install -d -o " + user + " -g " + group + " -m 700 " + folder);
  if (missing.path == folder)
    finding.fix = Fix{"make the folder " + folder + " for " + user + ", mode 700",
                      {"install", "-d", "-o", user, "-g", group, "-m", "700", folder}};
  return finding;
}

Finding of_quarantine(const Seen& seen) {
  const FileFacts& folder = last_of(seen.host.quarantine);
  if (folder.hidden || !seen.host.daemon_user)
    return unknown("quarantine-folder",
                   "the quarantine's folder " + seen.config.quarantine.directory + " cannot be seen",
                   "run postern doctor as root");
  if (!folder.there) return no_quarantine(seen, folder);
  if (!folder.folder)
    return fault("quarantine-folder", folder.path + " is no folder", "move it away, and let posternd make the folder");
  if (!may(*seen.host.daemon_user, folder, kRead | kWrite | kEnter) ||
      first_closed(*seen.host.daemon_user, seen.host.quarantine) != nullptr)
    return not_the_daemons(seen, "quarantine-folder", "the quarantine's folder", folder);
  if ((folder.mode & 0077U) == 0)
    return fine("quarantine-folder", "the quarantine's folder is posternd's own: " + shown(folder));
  Finding finding = warning("quarantine-folder",
                            "others than posternd's user have rights in the quarantine's folder " + folder.path + " (" +
                                shown(folder) + "): it holds people's mail",
                            "chmod 700 " + folder.path);
  finding.fix = Fix{"chmod 700 " + folder.path, {"chmod", "700", folder.path}};
  return finding;
}

Finding of_store(const Seen& seen) {
  const FileFacts& file = last_of(seen.host.store);
  if (file.hidden || !seen.host.daemon_user)
    return unknown("store-file", "the store " + seen.config.store + " cannot be seen", "run postern doctor as root");
  if (!file.there)
    return fault("store-file", "the store " + seen.config.store + " is not there", "as posternd's user: postern init");
  const auto& way = seen.host.store;
  const bool folder_open = way.size() < 2 || may(*seen.host.daemon_user, way[way.size() - 2], kWrite | kEnter);
  if (!may(*seen.host.daemon_user, file, kRead | kWrite) || !folder_open)
    return not_the_daemons(seen, "store-file", "the store", file);
  if ((file.mode & 0007U) == 0) return fine("store-file", "the store is posternd's own: " + shown(file));
  return warning(
      "store-file",
      "everybody on this host has rights on the store " + file.path + " (" + shown(file) + "): it holds personal data",
      "chmod o= " + file.path);
}

Finding of_configuration(const Seen& seen) {
  const FileFacts& file = last_of(seen.host.configuration);
  if (file.hidden || !file.there || !seen.host.daemon_user)
    return unknown("configuration-file", "who may read " + seen.config_path + " is not known",
                   "run postern doctor as root");
  const bool readable = may(*seen.host.daemon_user, file, kRead) &&
                        first_closed(*seen.host.daemon_user, seen.host.configuration) == nullptr;
  if (!readable)
    return fault("configuration-file",
                 seen.config_path + " (" + shown(file) + ") cannot be read by posternd's user, " + daemon_name(seen) +
                     ": it does not start again, and takes no reload",
                 "chown root:" + seen.host.daemon_user->group + " " + file.path + " && chmod 640 " + file.path);
  if ((file.mode & 0002U) != 0)
    return fault("configuration-file", "everybody on this host may write to " + file.path, "chmod 640 " + file.path);
  return fine("configuration-file", "posternd can read its configuration: " + shown(file));
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
  if (seen.config.council.time_zone != nullptr)
    findings.push_back(fine("time-zone", "contact hours are in " + seen.config.council.time_zone->name() +
                                             ", whatever this host's own zone"));
  return findings;
}

Findings findings_disk(const Seen& seen) {
  Findings findings;
  for (const Disk& disk : seen.host.disks) findings.push_back(of_disk(disk, seen.config.limits.spool_free));
  return findings;
}

Findings findings_files(const Seen& seen) {
  Findings findings;
  if (!seen.host.quarantine.empty()) findings.push_back(of_quarantine(seen));
  if (!seen.host.store.empty()) findings.push_back(of_store(seen));
  if (!seen.host.configuration.empty()) findings.push_back(of_configuration(seen));
  return findings;
}

Findings findings_service(const Seen& seen) {
  if (!seen.host.unit) return {};
  Findings findings;
  const std::string socket = path_of(seen.config.milter.socket);
  const std::string store = store_path(seen.config);
  for (const auto& [key, path] : {std::pair{"milter.socket", socket}, std::pair{"store", store},
                                  std::pair{"quarantine.directory", seen.config.quarantine.directory},
                                  std::pair{"control", path_of(seen.config.control)}}) {
    if (path.empty() || may_write(*seen.host.unit, path)) continue;
    const std::string folder = path.substr(0, path.rfind('/'));
    findings.push_back(fault(
        "service-paths",
        std::string(key) + ": systemd does not let posternd write to " + path + " (ProtectSystem=strict in its unit)",
        "systemctl edit posternd, and add under [Service]: ReadWritePaths=" + folder +
            "; then systemctl restart posternd"));
  }
  if (findings.empty()) findings.push_back(fine("service-paths", "systemd lets posternd write where it has to"));
  return findings;
}

}  // namespace postern::admin::doctor
