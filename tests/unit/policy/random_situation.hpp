// Random rules and random messages from a small world, so that they often meet. The same seed, the same situation.
#pragma once
#include <random>

#include "unit/policy/samples.hpp"

namespace postern::policy::samples {

class RandomSituation {
 public:
  explicit RandomSituation(unsigned seed) : random_(seed) {}
  Log log();
  Message message();
  std::chrono::sys_seconds now();
  bool yes(unsigned in = 2) { return below(in) == 0; }
  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_); }
  std::string recipient();
  /// One interval or two, on one day of the week at least; none begins before another has ended.
  std::vector<ContactHours> hours();
  /// How much of each volume of `log` is used up: too little, just enough, or more.
  Usage usage(const Log& log);

 private:
  std::string customer_address();
  std::string identifier();
  std::string council_address();
  Terms terms();
  void limit(Terms& terms);
  std::mt19937 random_;
};

}  // namespace postern::policy::samples
