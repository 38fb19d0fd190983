// How many messages a customer may send in a calendar period (policy ¶7), as a restriction records it.
// Known limit: recorded and shown, not enforced by this version.
#pragma once

namespace postern::policy {

enum class Period { day, week, month };

struct Volume {
  unsigned messages = 1;  ///< at least 1
  Period per = Period::week;
  bool operator==(const Volume&) const = default;
};

/// How much of each volume is used up at the moment of a decision. Empty: no volume is enforced.
struct Usage {};

}  // namespace postern::policy
