#include "admin/doctor/findings/socket_folder.hpp"

#include <algorithm>
#include <filesystem>

namespace postern::admin::doctor {
namespace fs = std::filesystem;
namespace {

bool is_below(const fs::path& path, const fs::path& folder) {
  const fs::path rest = path.lexically_normal().lexically_relative(folder.lexically_normal());
  return !rest.empty() && rest != "." && !rest.native().starts_with("..");
}

/// Root's, and nobody else can rename what root has in it.
bool is_out_of_reach(const FileFacts& folder) {
  const bool others_write = (folder.mode & 0022U) != 0;
  const bool sticky = (folder.mode & 01000U) != 0;
  return folder.there && folder.folder && folder.uid == 0 && (!others_write || sticky);
}

bool holds_more(const conf::Config& config, const fs::path& folder) {
  for (const std::string& path : {store_path(config), config.quarantine.directory, path_of(config.control)}) {
    if (!path.empty() && (fs::path(path).lexically_normal() == folder || is_below(path, folder))) return true;
  }
  return false;
}

/// Folders above the last are out of others' reach, and what is there of the last is posternd's or root's own.
bool is_safe_way(const Seen& seen, const SocketFacts& socket, const fs::path& folder) {
  bool reached = false;
  for (const FileFacts& part : socket.way) {
    if (fs::path(part.path) == folder) {
      reached =
          !part.hidden && (!part.there || (part.folder && (part.uid == 0 || part.uid == seen.host.daemon_user->uid)));
      break;
    }
    if (!is_out_of_reach(part)) return false;
  }
  return reached;
}

}  // namespace

std::optional<Fix> socket_folder_fix(const Seen& seen, const SocketFacts& socket) {
  if (!seen.mta || seen.mta->kind != MtaKind::postfix || !seen.host.mta_user || !seen.host.daemon_user) return {};
  const fs::path folder = fs::path(socket.path).parent_path();
  const bool linked = fs::path(socket.real).parent_path() != folder;
  if (linked || !is_below(folder, seen.mta->queue_directory) || holds_more(seen.config, folder)) return {};
  if (!is_safe_way(seen, socket, folder)) return {};
  const std::string& owner = seen.host.daemon_user->user;
  const std::string& group = seen.host.mta_user->group;
  const std::vector<std::string> command = {"install", "-d", "-o", owner, "-g", group, "-m", "2750", folder.string()};
  return Fix{"install -d -o " + owner + " -g " + group + " -m 2750 " + folder.string(), command};
}

std::string how_to_move_socket(const Seen& seen) {
  if (seen.mta && seen.mta->kind == MtaKind::postfix) {
    const std::string usual = seen.mta->queue_directory + "/postern/postern.sock";
    if (path_of(seen.config.milter.socket) == usual)
      return "give the folders above the socket their usual owners and modes again: root's with mode 755, those of "
             "Postfix by postfix set-permissions";
    return "move the socket: in postern.yaml, milter.socket: unix:" + seen.mta->queue_directory +
           "/postern/postern.sock, and unix:postern/postern.sock in smtpd_milters; then restart posternd and reload "
           "Postfix";
  }
  return "move the socket: in postern.yaml, milter.socket: unix:/run/postern/postern.sock, and the same in "
         "sendmail.mc; "
         "then restart both";
}

}  // namespace postern::admin::doctor
