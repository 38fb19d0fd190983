#include "support/db/fresh_store.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <stdlib.h>
#include <string>
#include <system_error>
#include <unistd.h>

#include "db/sql/sql_store.hpp"
#include "db/sqlite/sqlite_engine.hpp"

namespace postern::test {
namespace {

namespace fs = std::filesystem;

class StoreFolder {
 public:
  StoreFolder() {
    const bool in_memory = access("/dev/shm", W_OK | X_OK) == 0;
    std::string pattern = (in_memory ? fs::path("/dev/shm") : fs::temp_directory_path()) / "postern-test-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder can be made");
    path_ = pattern;
  }
  ~StoreFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  StoreFolder(const StoreFolder&) = delete;
  StoreFolder& operator=(const StoreFolder&) = delete;
  std::string file() const { return path_ / "postern.db"; }

 private:
  fs::path path_;
};

/// The bytes of an empty store.
std::string empty_store() {
  const StoreFolder folder;
  auto store = db::open_store("sqlite:" + folder.file(), db::OpenFor::initialise);
  if (!store) throw std::runtime_error(store.error().problems.front());
  store->reset();
  std::ifstream file(folder.file(), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Made once, and then copied.
const StoreFolder& filled(const StoreFolder& folder) {
  static const std::string kEmpty = empty_store();
  std::ofstream(folder.file(), std::ios::binary) << kEmpty;
  return folder;
}

class FreshEngine : public db::Engine {
 public:
  FreshEngine() : engine_(filled(folder_).file()) {}
  std::optional<policy::Error> transact(db::Access access, const std::function<bool(db::Session&)>& work) override {
    return engine_.transact(access, work);
  }
  policy::Result<> copy_to(const std::string& path) override { return engine_.copy_to(path); }
  policy::Result<> compact() override { return engine_.compact(); }

 private:
  StoreFolder folder_;
  db::SqliteEngine engine_;
};

}  // namespace

std::unique_ptr<db::Engine> fresh_engine() {
  return std::make_unique<FreshEngine>();
}

std::unique_ptr<db::Store> fresh_store() {
  return std::make_unique<db::SqlStore>(fresh_engine());
}

}  // namespace postern::test
