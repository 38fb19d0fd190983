#include "admin/doctor/facts/host_facts.hpp"

#include <algorithm>
#include <filesystem>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include "admin/doctor/facts/own_addresses.hpp"
#include "admin/doctor/facts/real_path.hpp"

namespace postern::admin::doctor {
namespace fs = std::filesystem;
namespace {

/// Other programs' sockets are not spoken to: it is enough to know whether they are posternd's.
void look_at_filter(HostFacts& host, const std::string& path, const std::string& root) {
  if (path.empty() || host.socket(path, root) != nullptr) return;
  host.sockets.push_back({.path = path, .root = root, .real = real_path_in(root, path), .way = {}, .as_mta = {}});
}

void look_at_own_socket(HostFacts& host, const std::string& path) {
  if (path.empty()) return;
  SocketFacts socket{.path = path, .root = "", .real = real_path(path), .way = way_to(path), .as_mta = std::nullopt};
  host.own_socket = socket.real;
  if (host.mta_user) socket.as_mta = reach_as(*host.mta_user, path);
  host.sockets.push_back(std::move(socket));
}

void look_at_sockets(HostFacts& host, const Surroundings& known) {
  look_at_own_socket(host, path_of(known.config.milter.socket));
  if (known.mta == nullptr) return;
  for (const Service& service : known.mta->services) {
    for (const Milter& milter : service.milters)
      look_at_filter(host, path_seen(*known.mta, service, milter.socket), root_of(*known.mta, service));
  }
}

/// The process' own user, else the owner of the store, else the user that the packaged service has.
std::optional<Identity> daemon_user(const Surroundings& known) {
  if (known.daemon_pid > 0) {
    const FileFacts process = file_at("/proc/" + std::to_string(known.daemon_pid));
    if (process.there) return identity_of(process.uid);
  }
  const FileFacts store = file_at(store_path(known.config));
  if (store.there) return identity_of(store.uid);
  return identity_of("postern");
}

std::optional<bool> clock_synchronised() {
  timex state{};
  const int said = adjtimex(&state);
  if (said < 0) return std::nullopt;
  return said != TIME_ERROR && (static_cast<unsigned>(state.status) & static_cast<unsigned>(STA_UNSYNC)) == 0;
}

/// Where the folder is not there yet, the room of the one above is what it will have.
std::string nearest_folder(const std::string& path) {
  fs::path here = path;
  std::error_code ignored;
  while (!fs::exists(here, ignored) && here.has_relative_path()) here = here.parent_path();
  return here;
}

Disk disk_of(const std::string& holds, const std::string& path) {
  Disk disk;
  disk.holds = holds;
  disk.path = path;
  struct statvfs found {};
  if (statvfs(nearest_folder(path).c_str(), &found) != 0) return disk;
  disk.size = static_cast<std::uint64_t>(found.f_blocks) * found.f_frsize;
  disk.free = static_cast<std::uint64_t>(found.f_bavail) * found.f_frsize;
  if (found.f_files != 0) disk.files = found.f_favail;
  return disk;
}

void look_at_disks(HostFacts& host, const Surroundings& known) {
  const std::string store = store_path(known.config);
  if (!store.empty()) host.disks.push_back(disk_of("the store", fs::path(store).parent_path()));
  host.disks.push_back(disk_of("the quarantine", known.config.quarantine.directory));
  host.disks.back().least = known.config.limits.spool_free;
  host.disks.back().limit = "limits.spool_free";
  if (known.mta == nullptr || known.mta->queue_directory.empty()) return;
  host.disks.push_back(disk_of("the queue of " + name_of(known.mta->kind), known.mta->queue_directory));
  host.disks.back().least = known.mta->least_free.value_or(0);
  host.disks.back().limit = "queue_minfree";
}

}  // namespace

const SocketFacts* HostFacts::socket(const std::string& path, const std::string& chroot) const {
  const auto found = std::find_if(sockets.begin(), sockets.end(),
                                  [&](const auto& each) { return each.path == path && each.root == chroot; });
  return found == sockets.end() ? nullptr : &*found;
}

std::string store_path(const conf::Config& config) {
  return config.store.starts_with("sqlite:") ? config.store.substr(7) : "";
}

HostFacts look_at_host(const Surroundings& known, std::chrono::sys_seconds now) {
  HostFacts host;
  host.root = geteuid() == 0;
  host.now = now;
  host.newest_event = known.newest_event;
  if (known.mta != nullptr) host.mta_user = identity_of(known.mta->user);
  host.daemon_user = daemon_user(known);
  look_at_sockets(host, known);
  host.addresses = own_addresses();
  host.clock_synchronised = clock_synchronised();
  look_at_disks(host, known);
  const std::string store = store_path(known.config);
  host.quarantine = way_to(known.config.quarantine.directory);
  if (!store.empty()) host.store = way_to(store);
  host.unit = read_unit();
  host.configuration = way_to(real_path(known.config_path));
  return host;
}

}  // namespace postern::admin::doctor
