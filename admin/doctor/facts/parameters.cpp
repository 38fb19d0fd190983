#include "admin/doctor/facts/parameters.hpp"

#include "admin/doctor/facts/mta_words.hpp"
#include "admin/doctor/facts/wording.hpp"

namespace postern::admin::doctor {

Parameters::Parameters(std::string_view text) {
  for_each_line(text, [this](std::string_view line) {
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos) values_[trimmed(line.substr(0, equals))] = trimmed(line.substr(equals + 1));
  });
}

std::string Parameters::value(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string() : found->second;
}

std::chrono::seconds Parameters::time(const std::string& name) const {
  return mta_time(value(name)).value_or(std::chrono::seconds{0});
}

}  // namespace postern::admin::doctor
