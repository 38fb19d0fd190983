#include "admin/service/log/enforced_now.hpp"

namespace postern::admin {
namespace {

using policy::Status;

std::string on_day(const std::optional<policy::Day>& day) {
  return day ? " on " + policy::to_text(*day) : std::string();
}

}  // namespace

std::string why_not_enforced(const policy::Restriction& restriction, policy::Day day) {
  switch (restriction.status) {
    case Status::draft:
      return "not enforced: a draft";
    case Status::authorised:
      return "not enforced: authorised, and not yet put in force";
    case Status::ended:
      return "not enforced: it ended" + on_day(restriction.ended ? restriction.ended->on : std::nullopt);
    case Status::declined:
      return "not enforced: it was declined";
    case Status::in_force:
      break;
  }
  if (restriction.starts && *restriction.starts > day) return "starts on " + policy::to_text(*restriction.starts);
  if (restriction.ends && *restriction.ends < day)
    return "not enforced: its last day was " + policy::to_text(*restriction.ends);
  return {};
}

}  // namespace postern::admin
