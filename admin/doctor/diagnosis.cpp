#include "admin/doctor/diagnosis.hpp"

#include <algorithm>

#include "admin/doctor/findings/findings_answers.hpp"
#include "admin/doctor/findings/findings_attachment.hpp"
#include "admin/doctor/findings/findings_content_filter.hpp"
#include "admin/doctor/findings/findings_daemon.hpp"
#include "admin/doctor/findings/findings_files.hpp"
#include "admin/doctor/findings/findings_host.hpp"
#include "admin/doctor/findings/findings_macros.hpp"
#include "admin/doctor/findings/findings_mail.hpp"
#include "admin/doctor/findings/findings_socket.hpp"
#include "admin/doctor/findings/findings_submit.hpp"

namespace postern::admin::doctor {
namespace {

using Check = Findings (*)(const Seen&);

template <std::size_t count>
Findings all_of(const Check (&checks)[count], const Seen& seen) {
  Findings all;
  for (const Check check : checks) {
    Findings found = check(seen);
    std::move(found.begin(), found.end(), std::back_inserter(all));
  }
  return all;
}

int rank(Standing standing) {
  switch (standing) {
    case Standing::fault:
      return 0;
    case Standing::warning:
      return 1;
    case Standing::unknown:
      return 2;
    case Standing::fine:
      return 3;
  }
  return 3;
}

}  // namespace

Findings judge_mta(const Seen& seen) {
  if (!seen.mta) return {};
  return all_of(
      {findings_naming, findings_socket_place, findings_content_filter, findings_default_action, findings_timeouts,
       findings_macros, findings_tcp, findings_domains, findings_message, findings_submit, findings_notices},
      seen);
}

Findings judge_host(const Seen& seen) {
  return all_of(
      {findings_socket_access, findings_daemon, findings_clock, findings_disk, findings_files, findings_service}, seen);
}

Findings in_order(Findings findings) {
  Findings kept;
  for (Finding& each : findings) {
    const bool said = std::any_of(kept.begin(), kept.end(), [&](const Finding& other) {
      return other.check == each.check && other.standing == each.standing && other.what == each.what;
    });
    if (!said) kept.push_back(std::move(each));
  }
  std::stable_sort(kept.begin(), kept.end(),
                   [](const Finding& a, const Finding& b) { return rank(a.standing) < rank(b.standing); });
  return kept;
}

std::string to_text(Standing standing) {
  switch (standing) {
    case Standing::fault:
      return "fault";
    case Standing::warning:
      return "warning";
    case Standing::unknown:
      return "unknown";
    case Standing::fine:
      return "fine";
  }
  return {};
}

}  // namespace postern::admin::doctor
