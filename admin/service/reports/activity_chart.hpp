// Activity as a chart that any browser shows and prints: one SVG file, nothing fetched from elsewhere. Pure.
#pragma once
#include <string>
#include <vector>

#include "admin/service/reports/report_activity.hpp"

namespace postern::admin {

/// A panel for each restriction or customer: a bar for each week, the treatments stacked; authenticated mail on the
/// left of each week, unauthenticated mail, paler, on the right. A dashed line marks when the restriction came into
/// force. A message with several treatments stands in each of them. `zone` says on which day that was.
std::string activity_chart(const std::vector<ActivityRow>& rows, const InForceFrom& in_force,
                           const date::time_zone& zone);

}  // namespace postern::admin
