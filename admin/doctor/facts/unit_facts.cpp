#include "admin/doctor/facts/unit_facts.hpp"

#include <algorithm>

#include "admin/doctor/facts/mta_words.hpp"
#include "admin/doctor/facts/parameters.hpp"
#include "admin/doctor/facts/run_program.hpp"

namespace postern::admin::doctor {
namespace {

/// `-/var/spool/postfix/postern`: the sign says that the folder may be missing.
std::string without_sign(const std::string& path) {
  const std::size_t begin = path.find_first_not_of("-+");
  return begin == std::string::npos ? std::string() : path.substr(begin);
}

}  // namespace

std::optional<UnitFacts> unit_facts(std::string_view shown) {
  const Parameters values(shown);  // the same form
  if (values.value("LoadState") != "loaded") return std::nullopt;
  UnitFacts unit;
  unit.strict = values.value("ProtectSystem") == "strict";
  for (const std::string& path : list_words(values.value("ReadWritePaths")))
    unit.writable.push_back(without_sign(path));
  for (const std::string& name : list_words(values.value("RuntimeDirectory"))) unit.writable.push_back("/run/" + name);
  for (const std::string& name : list_words(values.value("StateDirectory")))
    unit.writable.push_back("/var/lib/" + name);
  return unit;
}

std::optional<UnitFacts> read_unit() {
  if (program_path("systemctl").empty()) return std::nullopt;
  const auto ran = run_program({"systemctl", "show", "posternd.service", "--property",
                                "LoadState,ProtectSystem,ReadWritePaths,RuntimeDirectory,StateDirectory"});
  if (!ran || ran->status != 0) return std::nullopt;
  return unit_facts(ran->out);
}

bool may_write(const UnitFacts& unit, const std::string& path) {
  if (!unit.strict) return true;
  return std::any_of(unit.writable.begin(), unit.writable.end(), [&](const std::string& folder) {
    return path == folder || path.starts_with(folder.ends_with('/') ? folder : folder + "/");
  });
}

}  // namespace postern::admin::doctor
