// One place where `postern doctor` runs another program: argv, no shell, nothing on its standard input, a deadline, and
// no more output than is asked for. Any thread; the caller waits.
#pragma once
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "policy/result.hpp"

namespace postern::admin::doctor {

struct RunLimits {
  std::chrono::milliseconds patience = std::chrono::seconds{20};
  std::size_t longest = 4U << 20U;  ///< bytes of standard output, and of standard error
};

struct Ran {
  int status = 0;  ///< as from exit(); 128 and the signal where it was killed
  std::string out;
  std::string complaint;  ///< standard error
};

/// Runs `command`: a path, or a name that PATH or the folders of system programs have; then its arguments.
/// Unavailable, in one line, where it cannot be started, takes too long (it is killed then) or says too much.
policy::Result<Ran> run_program(const std::vector<std::string>& command, const RunLimits& limits = {});

/// Where the program is: on PATH, else in /usr/local/sbin, /usr/sbin or /sbin. Empty where nobody has it.
std::string program_path(const std::string& name);

}  // namespace postern::admin::doctor
