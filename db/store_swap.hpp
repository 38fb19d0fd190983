// Putting another store in the place of one: nobody may have it open meanwhile, and until the last step, one rename, it
// is the old one. Belongs to one thread. Used by a restore.
// Implemented in: sqlite/sqlite_swap.cpp
#pragma once
#include <memory>
#include <string>

#include "policy/result.hpp"

namespace postern::db {

class StoreSwap {
 public:
  virtual ~StoreSwap() = default;  ///< lets the old store go again
  /// Takes the place named by `url` (as open_store()). Refused where a program has the store open; where it holds
  /// anything, or is damaged, and `replace` is not set; and where a write-ahead log lies there without its store.
  /// While this lives nobody can open the store there.
  static policy::Result<std::unique_ptr<StoreSwap>> begin(const std::string& url, bool replace);
  /// An empty file, mode 0600, for the new store; what an earlier attempt left there is gone.
  virtual const std::string& new_path() const = 0;
  /// The new store must be whole and closed. After this it is the store, even if the power fails.
  virtual policy::Result<> commit() = 0;
};

}  // namespace postern::db
