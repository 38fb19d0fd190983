// What `postconf` prints, read: parameters, the services of master.cf, lists of filters. Pure.
#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin/doctor/facts/mta_facts.hpp"
#include "admin/doctor/facts/parameters.hpp"

namespace postern::admin::doctor {

/// One line of master.cf, as `postconf -M` prints it.
struct MasterEntry {
  std::string name;     ///< `smtp`, `127.0.0.1:10026`, `pickup`
  std::string type;     ///< inet, unix, pass, fifo
  std::string chroot;   ///< y, n or -
  std::string program;  ///< smtpd, cleanup, pipe, …
};
std::vector<MasterEntry> master_entries(std::string_view text);

/// The parameters as they are for one service: those of main.cf, and over them what `postconf -P -x` has for it.
Parameters of_service(const Parameters& main, const MasterEntry& entry, std::string_view overrides);

/// What main.cf or master.cf says of every filter that says nothing itself; without a socket.
Milter usual_milter(const Parameters& parameters);

/// The filters in a list such as smtpd_milters; what stands in braces with a filter comes before `parameters`.
std::vector<Milter> milters_in(std::string_view list, const Parameters& parameters);

}  // namespace postern::admin::doctor
