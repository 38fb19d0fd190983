// What Sendmail is told, by its .cf file.
#pragma once
#include <string>
#include <string_view>

#include "admin/doctor/facts/mta_facts.hpp"
#include "policy/result.hpp"

namespace postern::admin::doctor {

/// Pure: `text` is the .cf file at `place`. Class w is as far as the file itself lists it.
MtaFacts sendmail_facts(std::string_view text, const std::string& place);

/// Reads the file, and those that it names for its classes of domains. Unavailable where it cannot be read, refused
/// where it is none of Sendmail's.
policy::Result<MtaFacts> read_sendmail(const std::string& place);

}  // namespace postern::admin::doctor
