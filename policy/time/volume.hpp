// How many messages a customer may send in a calendar period (policy ¶7, decision.md 3). Pure: who counts is the store
// (db/mail_log.hpp).
#pragma once
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "policy/reference.hpp"

namespace date {
class time_zone;
}

namespace postern::policy {

enum class Period { day, week, month };

struct Volume {
  unsigned messages = 1;  ///< at least 1
  Period per = Period::week;
  bool operator==(const Volume&) const = default;
};

/// A calendar period in the council's time zone, `until` excluded. A week begins on Monday.
struct PeriodSpan {
  std::chrono::sys_seconds from;
  std::chrono::sys_seconds until;
  bool operator==(const PeriodSpan&) const = default;
};
/// `at`, or the instant of the period that is nearest to it: a message counts in the period in which it was decided,
/// however long it took to arrive.
std::chrono::sys_seconds instant_in(PeriodSpan period, std::chrono::sys_seconds at);
PeriodSpan period_around(std::chrono::sys_seconds now, Period per, const date::time_zone& zone);

/// A restriction's volume as it stands for one message: at most `limit` may count between `from` and `until`.
struct Quota {
  Reference restriction;
  unsigned limit = 0;
  PeriodSpan period;
  bool operator==(const Quota&) const = default;
};

/// How many messages have counted under each quota so far.
class Usage {
 public:
  Usage() = default;
  explicit Usage(std::vector<std::pair<Reference, unsigned>> used) : used_(std::move(used)) {}
  unsigned of(const Reference& restriction) const;  ///< 0 where nothing is known

 private:
  std::vector<std::pair<Reference, unsigned>> used_;
};

}  // namespace postern::policy
