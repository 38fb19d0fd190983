// This host's name, as it stands in Received fields and after EHLO.
#pragma once
#include <string>

namespace postern::mail {

/// `localhost` where the system has none. Any thread.
std::string host_name();

}  // namespace postern::mail
