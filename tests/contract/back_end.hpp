// The store under test: one of each kind, and the same rules for all. Use it as
//   StoreUnderTest store(GENERATE(from_range(back_ends())));
// and reopen() it before looking at what was written: what is only in memory is not kept.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "contract/temporary_folder.hpp"
#include "db/store.hpp"

namespace postern::contract {

enum class BackEnd { sqlite };
/// All of them.
std::vector<BackEnd> back_ends();

class StoreUnderTest {
 public:
  explicit StoreUnderTest(BackEnd kind = BackEnd::sqlite);
  db::Store* operator->() { return store_.get(); }
  db::Store& operator*() { return *store_; }
  /// Closes and opens it again.
  void reopen();
  void close() { store_.reset(); }
  /// Another opening of the same store, as another program has it.
  std::shared_ptr<db::Store> beside();
  std::string file() const { return (folder_ / "postern.db").string(); }
  std::string url() const { return "sqlite:" + file(); }

 private:
  TemporaryFolder folder_;
  std::shared_ptr<db::Store> store_;
};

/// The value; the test ends where there is none.
template <class T>
T must(policy::Result<T> result) {
  if (!result) FAIL(result.error().problems.front());
  return std::move(result).value();
}

/// Whether it failed in this way, with a line that says what and no second one in it.
template <class T>
bool fails(const policy::Result<T>& result, policy::Fault fault) {
  if (result) return false;
  const auto& problems = result.error().problems;
  return result.error().fault == fault && !problems.empty() && !problems.front().empty() &&
         problems.front().find('\n') == std::string::npos;
}

}  // namespace postern::contract
