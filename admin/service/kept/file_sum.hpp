// Whether a kept message's file is still what was written. Private to admin/service.
#pragma once
#include <string>

#include "db/mail_log.hpp"
#include "policy/result.hpp"

namespace postern::admin {

/// Reads the file once (in small pieces). Refused where it is missing, a symbolic link, or has another size or SHA-256
/// than the store noted; unavailable where it cannot be read.
policy::Result<> is_whole(const std::string& path, const db::KeptMessage& message);

/// SHA-256 of the file, 64 hexadecimal digits.
policy::Result<std::string> sha256_of_file(const std::string& path);

}  // namespace postern::admin
