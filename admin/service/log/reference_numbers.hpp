// References as the log gives them out: RCC-YEAR-NUMBER of the UTC year, each number once. Private to admin/service.
#pragma once
#include <chrono>

#include "policy/reference.hpp"

namespace postern::admin {

class ReferenceNumbers {
 public:
  explicit ReferenceNumbers(std::chrono::sys_seconds now);
  static bool has_form(const policy::Reference& reference);
  /// This one is given out.
  void note(const policy::Reference& reference);
  policy::Reference next();

 private:
  int year_;
  long last_ = 0;
};

}  // namespace postern::admin
