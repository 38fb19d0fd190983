// Parameters as `postconf` and `systemctl show` print them. Pure; a plain value.
#pragma once
#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <string_view>

namespace postern::admin::doctor {

/// Calls `each` with every line, without its end.
template <class Each>
void for_each_line(std::string_view text, Each each) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    each(text.substr(at, end - at));
    at = end + 1;
  }
}

/// `name = value`, a line each. A parameter that Postfix does not know has the empty value.
class Parameters {
 public:
  /// `postconf -x`: everything, expanded.
  explicit Parameters(std::string_view text = {});
  std::string value(const std::string& name) const;
  bool yes(const std::string& name) const { return value(name) == "yes"; }
  std::chrono::seconds time(const std::string& name) const;
  void set(const std::string& name, const std::string& value) { values_[name] = value; }

 private:
  std::map<std::string, std::string> values_;
};

}  // namespace postern::admin::doctor
