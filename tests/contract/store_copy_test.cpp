// A copy of a store in use, and a file without traces.
#include <fstream>
#include <iterator>
#include <sys/stat.h>

#include "contract/back_end.hpp"
#include "contract/samples.hpp"

namespace postern::contract {
namespace {

bool holds(const std::string& file, const std::string& text) {
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  return bytes.find(text) != std::string::npos;
}

TEST_CASE("a copy has what the store had, and may be used as one", "[contract][copy]") {
  StoreUnderTest store;
  const TemporaryFolder folder;
  const std::string copy = (folder / "copy.db").string();
  must(store->commit(adding(restriction_of("alex@example.org")), kAdmin, kNow));
  must(store->copy_to(copy));
  must(store->commit(adding(restriction_of("later@example.org")), kAdmin, kNow));
  struct stat found {};
  REQUIRE(stat(copy.c_str(), &found) == 0);
  CHECK((found.st_mode & 07777U) == 0600);
  const auto opened = must(db::open_store("sqlite:" + copy, db::OpenFor::use));
  CHECK(must(opened->contents()).restrictions.size() == 1);
  CHECK(first_broken(*opened) == 0);
  CHECK(fails(store->copy_to(copy), policy::Fault::unavailable));
}

TEST_CASE("a copy is made while somebody else writes", "[contract][copy]") {
  StoreUnderTest store;
  const TemporaryFolder folder;
  const auto other = store.beside();
  must(other->record(enforcement(1)));
  must(store->copy_to((folder / "copy.db").string()));
  must(other->record(enforcement(2)));
  CHECK(must(store->events({})).size() == 2);
}

TEST_CASE("what was removed leaves no bytes in the file once it is compact", "[contract][copy]") {
  StoreUnderTest store;
  policy::Restriction restriction = restriction_of("somebody.rare@example.org");
  restriction.status = policy::Status::ended;
  must(store->commit(adding(restriction), kAdmin, kNow));
  CHECK((holds(store.file(), "somebody.rare") || holds(store.file() + "-wal", "somebody.rare")));
  must(store->remove_for_good({{}, {}, {"RCC-2026-0001"}, {}}, db::kErased, "asked for", kAdmin, kNow));
  must(store->compact());
  CHECK_FALSE(holds(store.file(), "somebody.rare"));
  CHECK_FALSE(holds(store.file() + "-wal", "somebody.rare"));
  CHECK(first_broken(*store) == 0);
}

}  // namespace
}  // namespace postern::contract
