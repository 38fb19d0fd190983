// What this machine says, as far as postern depends on it: sockets, files, clock, disks. Plain values; gathered in one
// place, judged in findings_*.cpp.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "admin/doctor/facts/file_facts.hpp"
#include "admin/doctor/facts/mta_facts.hpp"
#include "admin/doctor/facts/socket_probe.hpp"
#include "admin/doctor/facts/unit_facts.hpp"
#include "conf/config.hpp"

namespace postern::admin::doctor {

/// A UNIX socket as the MTA's user meets it.
struct SocketFacts {
  std::string path;             ///< as it was looked for
  std::string root;             ///< of the chroot in which it was looked for; empty: none
  std::string real;             ///< with symbolic links resolved, as they are inside `root`
  std::vector<FileFacts> way;   ///< way_to(path); of posternd's own only
  std::optional<Probe> as_mta;  ///< likewise; none where the MTA's user is not known
};

/// The room left where something is written.
struct Disk {
  std::string holds;  ///< for people: `the store`
  /// Below it, what is written there is put off: limits.spool_free, queue_minfree. 0: no limit of its own.
  std::uint64_t least = 0;
  std::string limit;  ///< its name
  std::string path;
  std::uint64_t size = 0;              ///< of the file system, bytes; 0: not known
  std::optional<std::uint64_t> free;   ///< bytes for others than root; none: could not be asked
  std::optional<std::uint64_t> files;  ///< that can still be made; none where the file system sets no number
};

struct HostFacts {
  bool root = false;
  std::string own_socket;            ///< path of milter.socket, links resolved; empty where it is no UNIX socket
  std::vector<SocketFacts> sockets;  ///< posternd's own first, then those that the MTA's filters are at
  std::optional<Identity> mta_user;
  std::optional<Identity> daemon_user;  ///< as whom posternd runs, or would
  std::optional<bool> clock_synchronised;
  std::chrono::sys_seconds now{};
  std::optional<std::chrono::sys_seconds> newest_event;  ///< in the store, where it is still to come
  std::vector<std::string> addresses;                    ///< of this machine's interfaces, as text; loopback too
  std::vector<Disk> disks;
  std::vector<FileFacts> quarantine;  ///< the ways to them
  std::vector<FileFacts> store;
  std::vector<FileFacts> configuration;

  std::optional<UnitFacts> unit;  ///< none where posternd is no service of systemd

  /// What is known of the path, as it is inside `chroot`; null where it was not looked at.
  const SocketFacts* socket(const std::string& path, const std::string& chroot = "") const;
};

/// What there is to know beforehand.
struct Surroundings {
  const conf::Config& config;
  std::string config_path;
  const MtaFacts* mta = nullptr;  ///< null: none was found
  long daemon_pid = 0;            ///< 0: does not answer
  std::optional<std::chrono::sys_seconds> newest_event;
};

HostFacts look_at_host(const Surroundings& known, std::chrono::sys_seconds now);

/// The path of `sqlite:PATH`; empty for a store that is no file.
std::string store_path(const conf::Config& config);

}  // namespace postern::admin::doctor
