#include "policy/decision/entry_index.hpp"

#include <map>
#include <random>

#include <catch2/catch.hpp>

using postern::policy::EntryIndex;

namespace {

std::vector<std::uint32_t> found(const EntryIndex& index, std::string_view key) {
  std::vector<std::uint32_t> numbers;
  for (const EntryIndex::Entry& entry : index.find(key)) numbers.push_back(entry.number);
  return numbers;
}

}  // namespace

TEST_CASE("an index finds what was added, and nothing else", "[policy][entry-index]") {
  EntryIndex index;
  index.add("alex@example.org", 7);
  index.add("@example.org", 3);
  index.seal();
  CHECK(found(index, "alex@example.org") == std::vector<std::uint32_t>{7});
  CHECK(found(index, "@example.org") == std::vector<std::uint32_t>{3});
  CHECK(found(index, "alex@example.or").empty());
  CHECK(found(index, "").empty());
  CHECK(index.size() == 2);
  CHECK(index.key(index.find("@example.org").front()) == "@example.org");
}

TEST_CASE("several entries under one key come in the order of their numbers", "[policy][entry-index]") {
  EntryIndex index;
  index.add("b", 9);
  index.add("a", 4);
  index.add("b", 2);
  index.add("b", 5);
  index.add("c", 1);
  index.seal();
  CHECK(found(index, "b") == std::vector<std::uint32_t>{2, 5, 9});
  CHECK(found(index, "c") == std::vector<std::uint32_t>{1});
}

TEST_CASE("an empty index finds nothing, sealed or not", "[policy][entry-index]") {
  EntryIndex index;
  CHECK(found(index, "a").empty());
  index.seal();
  CHECK(found(index, "a").empty());
  CHECK(index.size() == 0);
}

TEST_CASE("ten thousand random keys are found as a map finds them", "[policy][entry-index][property]") {
  std::mt19937 random(1);
  EntryIndex index;
  std::map<std::string, std::vector<std::uint32_t>> expected;
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    const std::string key = "k" + std::to_string(random() % 4'000);
    index.add(key, i);
    expected[key].push_back(i);
  }
  index.seal();
  for (int i = 0; i < 4'500; ++i) {
    const std::string key = "k" + std::to_string(i);
    if (found(index, key) != expected[key]) FAIL(key);
  }
  CHECK(index.size() == 10'000);
}
