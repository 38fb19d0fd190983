// Random rules documents for property tests: every field now and then, and texts that YAML finds hard.
#pragma once
#include <random>

#include "admin/service/document/rules_document.hpp"

namespace postern::test {

class RandomDocument {
 public:
  explicit RandomDocument(unsigned seed) : random_(seed) {}
  admin::RulesDocument document();

 private:
  bool sometimes() { return number(0, 1) == 1; }
  int number(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }
  std::string text();  ///< never empty
  std::string maybe() { return sometimes() ? text() : std::string(); }
  std::vector<std::string> texts(int least = 0);
  policy::Day day();
  std::optional<policy::Day> maybe_day() { return sometimes() ? std::optional(day()) : std::nullopt; }
  std::optional<std::chrono::sys_seconds> maybe_instant();
  policy::ContactHours hours();
  policy::Terms terms();
  policy::CouncillorAccess access();
  policy::Restriction restriction();
  policy::Choice choice();
  policy::Councillor councillor();
  std::mt19937 random_;
};

}  // namespace postern::test
