// The raw arguments of MAIL and RCPT (RFC 5321 4.1.2) as bytes. Pure.
#pragma once
#include <string>

namespace postern::mail {

/// An address as RCPT takes it, from a raw argument: brackets and source routes off, all else as it came.
std::string without_brackets(const std::string& raw);

}  // namespace postern::mail
