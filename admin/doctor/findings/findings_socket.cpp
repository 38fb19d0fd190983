#include "admin/doctor/findings/findings_socket.hpp"

#include <cerrno>
#include <filesystem>
#include <set>

#include "admin/doctor/facts/wording.hpp"
#include "admin/doctor/findings/attachment.hpp"
#include "admin/doctor/findings/socket_folder.hpp"

namespace postern::admin::doctor {
namespace fs = std::filesystem;
namespace {

/// Whether all mail waits while nothing answers there, or passes unchecked.
std::string consequence(const Seen& seen, const Milter& milter) {
  if (milter.when_away == "accept") return "all mail passes unchecked";
  if (milter.when_away == "tempfail") return "all mail is put off (" + name_of(seen.mta->kind) + " answers 451)";
  return "all mail is treated by the default action, " + milter.when_away;
}

std::string how_to_place(const Seen& seen) {
  const MtaFacts& mta = *seen.mta;
  const std::string socket = socket_for_mta(seen);
  if (mta.kind == MtaKind::sendmail)
    return "make POSTERN_SOCKET in sendmail.mc `" + socket + "', make sendmail.cf again and restart Sendmail";
  const bool relative = !path_of(socket).starts_with('/');
  std::string text = "write the filter as " + socket + " in smtpd_milters and non_smtpd_milters";
  if (relative) return text + ", which is right inside and outside the chroot; then postfix reload";
  return text + "; for a service in the chroot, set milter.socket in postern.yaml to unix:" + mta.queue_directory +
         "/postern/postern.sock and write unix:postern/postern.sock";
}

/// The path as written is posternd's, but for a chroot, or for the folder where relative paths begin.
bool is_lost_in_chroot(const Seen& seen, const Service& service, const Milter& milter) {
  return service.chroot && path_of(milter.socket) == path_of(seen.config.milter.socket);
}

Finding elsewhere(const Seen& seen, const Service& service, const Milter& milter) {
  const std::string own = seen.config.milter.socket;
  const std::string path = path_seen(*seen.mta, service, milter.socket);
  if (is_lost_in_chroot(seen, service, milter)) {
    return fault("chroot",
                 service.name + " runs in the chroot " + seen.mta->queue_directory + " and looks for " + milter.socket +
                     " at " + path + ", where posternd's socket is not: " + consequence(seen, milter),
                 how_to_place(seen));
  }
  if (service.chroot && path == fs::path(path_of(own)).lexically_normal().string()) {
    return fault("chroot",
                 service.name + " runs in the chroot " + seen.mta->queue_directory + ", and a link on the way to " +
                     path + " leads it elsewhere, where posternd's socket is not: " + consequence(seen, milter),
                 "make the link relative, or put a folder in its place; then restart posternd");
  }
  return fault("socket-path",
               service.name + " looks for posternd at " + (path.empty() ? milter.socket : path) + "; its socket is " +
                   own + " (milter.socket): " + consequence(seen, milter),
               how_to_place(seen));
}

/// What lies above posternd's own folder is the system's: it is not opened, the socket moves.
Finding no_way_in(const Seen& seen, const SocketFacts& socket, const FileFacts& closed) {
  const Identity& mta = *seen.host.mta_user;
  Finding finding = fault("socket-access",
                          "the user " + mta.user + " (" + name_of(seen.mta->kind) + ") may not enter " + closed.path +
                              " (" + shown(closed) + "), and so does not reach " + socket.path,
                          how_to_move_socket(seen));
  if (fs::path(socket.path).parent_path() != fs::path(closed.path)) return finding;
  finding.fix = socket_folder_fix(seen, socket);
  if (finding.fix) finding.mend = "let it in: " + finding.fix->shown;
  return finding;
}

/// posternd sets these itself when it starts; a path that it can replace is not changed from here.
Finding no_leave(const Seen& seen, const SocketFacts& socket) {
  const Identity& mta = *seen.host.mta_user;
  return fault("socket-access",
               "the user " + mta.user + " (" + name_of(seen.mta->kind) + ") may not connect to " + socket.path + " (" +
                   shown(socket.way.back()) + ")",
               "in postern.yaml, set milter.socket_group: " + mta.group +
                   " and milter.socket_mode: \"0660\", and restart posternd");
}

/// The folder of the socket is missing: posternd cannot start.
Finding no_folder(const Seen& seen, const SocketFacts& socket) {
  const std::string folder = fs::path(socket.path).parent_path();
  Finding finding = fault("socket-folder", "the folder of posternd's socket, " + folder + ", is not there",
                          how_to_move_socket(seen) + "; or make that folder, posternd's own");
  finding.fix = socket_folder_fix(seen, socket);
  if (finding.fix) finding.mend = finding.fix->shown + ", then restart posternd";
  return finding;
}

Finding nobody(const Seen& seen, const SocketFacts& socket, const std::string& why) {
  const auto named = attachments(seen, Whose::ours);
  const std::string then = named.empty() ? "" : ": " + consequence(seen, *named.front().milter);
  return fault("socket-answers", "nobody listens at " + socket.path + " (" + why + ")" + then,
               "start posternd: systemctl start posternd; journalctl -u posternd says why it ended");
}

Findings as_met(const Seen& seen, const SocketFacts& socket) {
  const Identity& mta = *seen.host.mta_user;
  const Probe& probe = *socket.as_mta;
  if (probe.error == 0 && probe.as_user)
    return {fine("socket-access", "the user " + mta.user + " reaches " + socket.path),
            fine("socket-answers", "somebody listens at " + socket.path)};
  if (probe.error == ECONNREFUSED) return {nobody(seen, socket, error_words(probe.error))};
  if (probe.error == ENOENT) return {nobody(seen, socket, "there is no such file")};
  if (!probe.as_user) {
    return {unknown("socket-access",
                    "whether the user " + mta.user + " reaches " + socket.path + " is not known: only root can try it",
                    "run postern doctor as root")};
  }
  if (const FileFacts* closed = first_closed(mta, socket.way)) return {no_way_in(seen, socket, *closed)};
  if (probe.error == EACCES) return {no_leave(seen, socket)};
  return {fault("socket-access",
                "the user " + mta.user + " does not reach " + socket.path + ": " + error_words(probe.error),
                "see that this path is posternd's socket, and that posternd runs")};
}

/// Sendmail opens no socket below a folder that others can write to (op.me, "safe" file paths).
void judge_safety(Findings& findings, const Seen& seen, const SocketFacts& socket) {
  if (seen.mta->kind != MtaKind::sendmail) return;
  const unsigned shared = seen.mta->trusts_shared_folders ? 0002U : 0022U;
  for (const FileFacts& part : socket.way) {
    if (!part.folder || (part.mode & shared) == 0) continue;
    findings.push_back(fault("socket-unsafe",
                             "others can write to " + part.path + " (" + shown(part) +
                                 "): Sendmail takes no socket below it for safe, and does not open it",
                             "move the socket to a folder such as /run/postern, below folders that only root and "
                             "posternd's user may write to"));
    return;
  }
  findings.push_back(fine("socket-unsafe", "nobody else can write to the folders above the socket"));
}

}  // namespace

Findings findings_socket_place(const Seen& seen) {
  Findings findings;
  std::set<std::string> said;
  for (const auto& [service, milter] : attachments(seen, Whose::meant)) {
    if (!said.insert(path_seen(*seen.mta, *service, milter->socket) + milter->socket).second) continue;
    findings.push_back(elsewhere(seen, *service, *milter));
  }
  if (findings.empty() && !attachments(seen, Whose::ours).empty()) {
    findings.push_back(fine("socket-path", name_of(seen.mta->kind) + " looks for posternd where its socket is"));
    findings.push_back(fine("chroot", "the path is right for every service, in the chroot or not"));
  }
  return findings;
}

Findings findings_socket_access(const Seen& seen) {
  const std::string path = path_of(seen.config.milter.socket);
  if (path.empty()) return {};
  const SocketFacts* socket = seen.host.socket(path);
  if (socket == nullptr) return {};
  const FileFacts& last = socket->way.back();
  const bool folder_missing = !last.there && !last.hidden && last.path != path;
  if (folder_missing) return {no_folder(seen, *socket)};
  if (!socket->as_mta) {
    return {unknown("socket-access", "whether the MTA's user may use " + path + " is not known: there is no such user",
                    "name the MTA with --mta and --mta-config")};
  }
  Findings findings = as_met(seen, *socket);
  judge_safety(findings, seen, *socket);
  return findings;
}

}  // namespace postern::admin::doctor
