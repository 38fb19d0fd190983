// The store as one file: a copy of it while it is in use, and no traces of what was removed. As central_log.hpp for
// threads and failures.
#pragma once
#include <string>

#include "policy/result.hpp"

namespace postern::db {

class StoreCopy {
 public:
  virtual ~StoreCopy() = default;
  /// Writes the state of one instant to the new file `path`, mode 0600, and checks it. Nobody waits meanwhile.
  virtual policy::Result<> copy_to(const std::string& path) = 0;
  /// Writes the whole file anew, so that nothing is left in it of what was removed. Writers wait meanwhile.
  virtual policy::Result<> compact() = 0;
};

}  // namespace postern::db
