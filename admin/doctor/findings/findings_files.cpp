#include "admin/doctor/findings/findings_files.hpp"

#include <optional>
#include <utility>

namespace postern::admin::doctor {
namespace {

/// The folder or file at the end of a way, or the first one on it that is not there.
const FileFacts& last_of(const std::vector<FileFacts>& way) {
  return way.back();
}

std::string daemon_name(const Seen& seen) {
  return seen.host.daemon_user ? seen.host.daemon_user->user : "postern";
}

Finding not_the_daemons(const Seen& seen, const std::string& check, const std::string& name, const FileFacts& file,
                        const std::string& mend) {
  return fault(
      check,
      name + " " + file.path + " (" + shown(file) + ") cannot be written by posternd's user, " + daemon_name(seen),
      mend);
}

/// On paths that posternd's user could replace by a link, root does nothing: the command runs as that user.
Fix as_daemon(const Seen& seen, const std::vector<std::string>& command) {
  const Identity& who = *seen.host.daemon_user;
  Fix fix;
  if (seen.host.root) fix.command = {"setpriv", "--reuid=" + who.user, "--regid=" + who.group, "--init-groups", "--"};
  fix.command.insert(fix.command.end(), command.begin(), command.end());
  for (const std::string& word : fix.command) fix.shown += (fix.shown.empty() ? "" : " ") + word;
  return fix;
}

/// What cannot be judged: it is out of sight, or nobody knows as whom posternd would use it.
std::optional<Finding> unseen(const Seen& seen, const std::string& check, const std::string& name,
                              const FileFacts& file) {
  if (file.hidden) return unknown(check, name + " cannot be seen by this user", "run postern doctor as root");
  if (seen.host.daemon_user) return std::nullopt;
  return unknown(check,
                 "as whom posternd would use " + name + " is not known: it does not run, and there is no user postern",
                 "systemd-sysusers makes the user; then start posternd");
}

/// Its mode may be changed where the folder is posternd's alone; one of root's may be the system's.
bool is_own_folder(const Seen& seen, const FileFacts& folder) {
  return folder.uid == seen.host.daemon_user->uid && (folder.uid != 0 || folder.path.ends_with("/quarantine"));
}

Finding no_quarantine(const Seen& seen, const FileFacts& missing) {
  const std::string& folder = seen.config.quarantine.directory;
  const auto& way = seen.host.quarantine;
  const std::string user = daemon_name(seen);
  Finding finding = fault(
      "quarantine-folder", "the quarantine's folder " + folder + " is not there: mail that must be kept is put off",
      "make it below a folder that is " + user + "'s own, with mode 700, or name another in quarantine.directory");
  const bool can_make = missing.path == folder && seen.host.daemon_user && way.size() > 1 &&
                        may(*seen.host.daemon_user, way[way.size() - 2], kWrite | kEnter);
  if (!can_make) return finding;
  finding.fix = as_daemon(seen, {"mkdir", "-m", "700", folder});
  finding.mend = finding.fix->shown;
  return finding;
}

/// Root may have said that the folder of other things is the quarantine.
Finding shared_quarantine(const Seen& seen, const FileFacts& folder) {
  Finding finding = warning("quarantine-folder",
                            "others than posternd's user have rights in the quarantine's folder " + folder.path + " (" +
                                shown(folder) + "): it holds people's mail",
                            "name a folder that is posternd's own in quarantine.directory");
  if (!is_own_folder(seen, folder)) return finding;
  finding.fix = as_daemon(seen, {"chmod", "700", folder.path});
  finding.mend = finding.fix->shown;
  return finding;
}

Finding of_quarantine(const Seen& seen) {
  const FileFacts& folder = last_of(seen.host.quarantine);
  if (!folder.there && !folder.hidden) return no_quarantine(seen, folder);
  if (auto finding = unseen(seen, "quarantine-folder", "the quarantine " + seen.config.quarantine.directory, folder))
    return *finding;
  if (!folder.folder)
    return fault("quarantine-folder", folder.path + " is no folder", "move it away, and let posternd make the folder");
  if (!may(*seen.host.daemon_user, folder, kRead | kWrite | kEnter) ||
      first_closed(*seen.host.daemon_user, seen.host.quarantine) != nullptr)
    return not_the_daemons(seen, "quarantine-folder", "the quarantine's folder", folder,
                           "name a folder that is posternd's own in quarantine.directory, such as "
                           "/var/lib/postern/quarantine");
  if ((folder.mode & 0077U) == 0)
    return fine("quarantine-folder", "the quarantine's folder is posternd's own: " + shown(folder));
  return shared_quarantine(seen, folder);
}

Finding of_store(const Seen& seen) {
  const FileFacts& file = last_of(seen.host.store);
  if (!file.there && !file.hidden)
    return fault("store-file", "the store " + seen.config.store + " is not there", "as posternd's user: postern init");
  if (auto finding = unseen(seen, "store-file", "the store " + seen.config.store, file)) return *finding;
  const auto& way = seen.host.store;
  if (way.size() > 1 && !may(*seen.host.daemon_user, way[way.size() - 2], kWrite | kEnter))
    return not_the_daemons(seen, "store-file", "the store's folder", way[way.size() - 2],
                           "move the store to a folder of its own that is posternd's, such as /var/lib/postern");
  if (!may(*seen.host.daemon_user, file, kRead | kWrite))
    return not_the_daemons(seen, "store-file", "the store", file,
                           "give that file to posternd's user: chown " + daemon_name(seen) + ": " + file.path);
  if ((file.mode & 0007U) == 0) return fine("store-file", "the store is posternd's own: " + shown(file));
  return warning(
      "store-file",
      "everybody on this host has rights on the store " + file.path + " (" + shown(file) + "): it holds personal data",
      "chmod o= " + file.path);
}

Finding of_configuration(const Seen& seen) {
  const FileFacts& file = last_of(seen.host.configuration);
  if (auto finding = unseen(seen, "configuration-file", seen.config_path, file)) return *finding;
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
