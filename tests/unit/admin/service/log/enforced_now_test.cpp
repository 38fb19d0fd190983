#include "admin/service/log/enforced_now.hpp"

#include <catch2/catch.hpp>

using namespace postern;

namespace {

policy::Day day(const char* text) {
  return *policy::day_from_text(text);
}

std::string why_not(policy::Status status, const char* starts = "", const char* ends = "") {
  policy::Restriction one;
  one.status = status;
  one.starts = policy::day_from_text(starts);
  one.ends = policy::day_from_text(ends);
  if (status == policy::Status::ended) one.ended = policy::Ended{day("2026-10-01"), "", policy::Ending::lifted, ""};
  return admin::why_not_enforced(one, day("2026-11-02"));
}

}  // namespace

TEST_CASE("a restriction that does nothing says why", "[admin][log]") {
  using policy::Status;
  CHECK(why_not(Status::draft) == "not enforced: a draft");
  CHECK(why_not(Status::authorised) == "not enforced: authorised, and not yet put in force");
  CHECK(why_not(Status::ended) == "not enforced: it ended on 2026-10-01");
  CHECK(why_not(Status::declined) == "not enforced: it was declined");
  CHECK(why_not(Status::in_force, "2026-11-03") == "starts on 2026-11-03");
  CHECK(why_not(Status::in_force, "", "2026-11-01") == "not enforced: its last day was 2026-11-01");
}

TEST_CASE("one that is in force on its first and on its last day says nothing", "[admin][log]") {
  CHECK(why_not(policy::Status::in_force).empty());
  CHECK(why_not(policy::Status::in_force, "2026-11-02", "2026-11-02").empty());
}
