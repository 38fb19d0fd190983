// Everything that is wrong or suspicious in the configuration and the store, as far as one process can see.
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "conf/config.hpp"
#include "policy/result.hpp"

namespace postern::admin {

/// What is suspicious; what is wrong travels as an Error.
using Warnings = std::vector<std::string>;

/// The store opens, and what it holds makes a snapshot that the gateway can use: how many identifiers it looks for.
/// Warnings that were found before something wrong are there too.
policy::Result<std::size_t> check(const conf::Config& config, std::chrono::sys_seconds now, Warnings& warnings);

}  // namespace postern::admin
