// What happens in the life of a restriction after it was drafted, as the central log keeps it: reviews,
// representations, notes, an emergency. Plain values, in the words of the rules document.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "policy/time/day.hpp"

namespace postern::policy {

/// What a review came to (policy ¶11).
enum class Outcome { maintain, vary, lift };

struct Review {
  std::optional<Day> on;
  std::string by;  ///< the id of an authorising officer
  Outcome outcome = Outcome::maintain;
  std::string note;
  std::optional<Day> next;  ///< the day by which it is looked at again; empty for lift
  bool operator==(const Review&) const = default;
};

/// What becomes of a restriction whose review is past its date (`reviews.overdue`): it goes on as it is, or its
/// refusals become milder, or it is no longer in force.
enum class Overdue { keep, soften, lapse };

/// What the customer said against it, and what the authorising officer made of that (policy ¶10).
struct Representation {
  std::optional<Day> on;
  std::string text;
  std::string outcome;  ///< empty: not considered yet
  std::string by;       ///< the id of the officer who considered it
  std::optional<Day> outcome_on;
  bool operator==(const Representation&) const = default;
};

struct Note {
  std::optional<Day> on;
  std::string by;
  std::string text;
  bool change_of_circumstances = false;  ///< reported by the requesting service: a review is due (policy ¶11)
  bool operator==(const Note&) const = default;
};

/// Put in force at once by one officer (decision.md 7). It lapses unless everything else is there in time.
struct Emergency {
  std::string by;  ///< the id of an authorising officer
  std::optional<std::chrono::sys_seconds> at;
  std::string why;
  std::optional<std::chrono::sys_seconds> completed;  ///< when nothing was missing any more: it lapses no longer
  bool operator==(const Emergency&) const = default;
};

std::string_view to_text(Outcome outcome);  ///< `maintain`, `vary`, `lift`
std::optional<Outcome> outcome_from_text(std::string_view text);

}  // namespace postern::policy
