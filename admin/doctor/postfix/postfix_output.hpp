// What `postconf` prints, read: parameters, the services of master.cf, lists of filters. Pure.
#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin/doctor/facts/mta_facts.hpp"

namespace postern::admin::doctor {

/// `name = value`, a line each. A parameter that Postfix does not know has the empty value.
class PostfixParameters {
 public:
  /// `postconf -x`: everything, expanded.
  explicit PostfixParameters(std::string_view text = {});
  std::string value(const std::string& name) const;
  bool yes(const std::string& name) const { return value(name) == "yes"; }
  std::chrono::seconds time(const std::string& name) const;
  void set(const std::string& name, const std::string& value) { values_[name] = value; }

 private:
  std::map<std::string, std::string> values_;
};

/// One line of master.cf, as `postconf -M` prints it.
struct MasterEntry {
  std::string name;     ///< `smtp`, `127.0.0.1:10026`, `pickup`
  std::string type;     ///< inet, unix, pass, fifo
  std::string chroot;   ///< y, n or -
  std::string program;  ///< smtpd, cleanup, pipe, …
};
std::vector<MasterEntry> master_entries(std::string_view text);

/// The parameters as they are for one service: those of main.cf, and over them what `postconf -P -x` has for it.
PostfixParameters of_service(const PostfixParameters& main, const MasterEntry& entry, std::string_view overrides);

/// The words of a list: apart by commas and white space, what stands in braces being one word.
std::vector<std::string> list_words(std::string_view text);

/// What main.cf or master.cf says of every filter that says nothing itself; without a socket.
Milter usual_milter(const PostfixParameters& parameters);

/// The filters in a list such as smtpd_milters; what stands in braces with a filter comes before `parameters`.
std::vector<Milter> milters_in(std::string_view list, const PostfixParameters& parameters);

/// `30s`, `5m`, `1h`, `2d`, `1w`; a bare number is seconds. None where it is no time.
std::optional<std::chrono::seconds> postfix_time(std::string_view text);

}  // namespace postern::admin::doctor
