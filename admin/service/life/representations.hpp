// What the customer says against a restriction, and what the authorising officer makes of it (policy ¶10). As step.hpp.
#pragma once
#include <string>

#include "admin/service/life/step.hpp"

namespace postern::admin {

struct RepresentationMade {
  policy::Day on;
  std::string text;
  std::string outcome;  ///< empty: it waits to be considered
  std::string by;       ///< the id of the authorising officer who considered it; needed with an outcome
};

/// Records one. With an outcome, the one of that day that waits is completed, where there is just one; what the text
/// adds to it is added.
policy::Result<Stepped> represent(db::CentralLog& log, const Target& target, const RepresentationMade& made,
                                  const Acting& acting);

}  // namespace postern::admin
