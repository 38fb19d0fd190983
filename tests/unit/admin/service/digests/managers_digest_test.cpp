// What each manager is told, if asked for.
#include "admin/service/digests/managers_digest.hpp"

#include "unit/admin/digest_desk.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

std::vector<admin::DigestMail> for_managers(DigestDesk& desk, std::chrono::sys_seconds since = kNow - 24h) {
  const auto contents = desk.contents();
  const auto events = desk.store->events({std::nullopt, since});
  REQUIRE(events);
  return admin::manager_digests(*events, desk.kept(), admin::LogView(desk.config, contents, desk.acting.now));
}

}  // namespace

TEST_CASE("a manager is told what was forwarded and what waits, and nobody else is", "[admin][digest]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  desk.meet(kNow - 2h, "parks@york.gov.uk");
  desk.meet(kNow - 48h, "before@york.gov.uk");
  const std::string id = desk.keep();
  desk.keep({.restriction = ""});
  const auto mails = for_managers(desk);
  REQUIRE(mails.size() == 1);
  CHECK(mails[0].to == std::vector<std::string>{"m.manager@york.gov.uk"});
  CHECK(mails[0].subject == "Restricted contact: 1 forwarded to you, 1 waiting for you");
  CHECK(has(mails[0].text,
            "  2 November 2026, 10:00  RCC-2026-0001\n    from  alex@example.org\n    to    parks@york.gov.uk\n"));
  CHECK_FALSE(has(mails[0].text, "before@york.gov.uk"));
  CHECK(has(mails[0].text, "postern quarantine release " + id));
  CHECK(mails[0].listed == std::vector<std::string>{id});
}

TEST_CASE("what went to a councillor's address, or was only observed, is not the manager's", "[admin][digest]") {
  DigestDesk desk;
  bring_to(desk, State::in_force);
  desk.meet(kNow - 2h, "cllr.ward@york.gov.uk", "councillor-access");
  desk.meet(kNow - 2h, "cllr.other@york.gov.uk", "councillor-choice");
  desk.meet(kNow - 2h, "tax@york.gov.uk", "restricted", "observed");
  CHECK(for_managers(desk).empty());
}

TEST_CASE("the manager of what has ended is told nothing", "[admin][digest]") {
  DigestDesk desk;
  bring_to(desk, State::lifted);
  desk.meet(kNow - 2h);
  CHECK(for_managers(desk).empty());
}
