// Finds for each restriction of a rules document the one it means in the log, and what it would become. Pure.
// Private to admin/service.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "admin/service/apply/apply.hpp"

namespace postern::admin {

/// One restriction of the document.
struct DocumentEntry {
  std::optional<db::LoggedRestriction> before;  ///< empty: a new one
  policy::Restriction after;                    ///< with its reference, a new one's too
  std::string label;                            ///< `FILE:LINE: REFERENCE or customer: `, for problems
  bool changed() const { return !before || before->restriction != after; }
};

/// `FILE:LINE: REFERENCE or customer: ` of the i-th restriction, for problems.
std::string label_of(const RulesDocument& document, std::size_t i);
/// In the order of the document. A new one gets the reference that the store would give next (RCC-YEAR-NUMBER of the
/// UTC year). An unknown reference is taken as it is, so that an export can be read into an empty store. Problems: a
/// reference of another form, two entries for one restriction, a customer of several restrictions.
policy::Result<std::vector<DocumentEntry>> entries_of(const RulesDocument& document, const db::LogContents& contents,
                                                      const Acting& acting);

}  // namespace postern::admin
