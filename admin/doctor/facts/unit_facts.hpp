// Where systemd lets posternd write (systemd.exec(5), ProtectSystem=strict). Plain values.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::admin::doctor {

/// The service as systemd has loaded it.
struct UnitFacts {
  bool strict = false;                ///< the file system is read-only but for `writable`
  std::vector<std::string> writable;  ///< ReadWritePaths, and the folders that systemd makes for it
};

/// From `systemctl show`, a line `Name=value` each. None where there is no such service. Pure.
std::optional<UnitFacts> unit_facts(std::string_view shown);
/// The same of posternd.service on this host. None where there is no systemd either.
std::optional<UnitFacts> read_unit();

/// Whether the service may write below `path`. Pure.
bool may_write(const UnitFacts& unit, const std::string& path);

}  // namespace postern::admin::doctor
