// Which addresses must take mail, and what for.
#include "admin/service/log/needed_addresses.hpp"

#include <algorithm>

#include "unit/admin/life.hpp"

using namespace postern;
using namespace postern::test;
using Lines = std::vector<std::string>;

namespace {

/// `address: roles` of each but mail.bounces and the configured ones.
Lines logged(Desk& desk) {
  Lines lines;
  for (const auto& one : admin::needed_addresses(desk.config, desk.contents(), kNow)) {
    lines.push_back(one.address + ": " + admin::roles_in_words(one));
  }
  return lines;
}

bool has(const Lines& lines, const std::string& line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

}  // namespace

TEST_CASE("the configuration's own addresses must take mail, mail.bounces first", "[admin][addresses]") {
  Desk desk;
  desk.config.council.bounces = "bounces@york.gov.uk";
  desk.config.council.representations = "complaints@york.gov.uk";
  desk.config.reviews.digest_to = {"audit+x@york.gov.uk", "no address"};
  desk.config.officers = {{"now", "N", "T", "Now@York.gov.uk", "", {}, {}},
                          {"gone", "G", "T", "gone@york.gov.uk", "", {}, {}}};
  desk.config.officers[1].until = day("2026-11-01");
  CHECK(logged(desk) == Lines{"bounces@york.gov.uk: mail.bounces", "complaints@york.gov.uk: council.representations",
                              "audit+x@york.gov.uk: reviews.digest_to", "Now@york.gov.uk: authorising officer now"});
  desk.config.officers[1].until = day("2026-11-02");
  CHECK(has(logged(desk), "gone@york.gov.uk: authorising officer gone"));
  CHECK(admin::needed_addresses(desk.config, desk.contents(), kNow).front().is_bounces);
}

TEST_CASE("two spellings of one address are one, with the roles of both", "[admin][addresses]") {
  Desk desk;
  desk.config.reviews.digest_to = {"M.Manager+x@york.gov.uk"};
  bring_to(desk, State::in_force);
  CHECK(has(logged(desk), "M.Manager+x@york.gov.uk: reviews.digest_to, manager of " + std::string(kRef)));
}

TEST_CASE("managers count from the authorisation until the end, and not before or after", "[admin][addresses]") {
  const std::string line = "m.manager@york.gov.uk: manager of " + std::string(kRef);
  for (const State state : {State::authorised, State::in_force}) {
    Desk desk;
    bring_to(desk, state);
    CHECK(has(logged(desk), line));
  }
  for (const State state : {State::draft, State::lifted, State::declined}) {
    Desk desk;
    bring_to(desk, state);
    CHECK_FALSE(has(logged(desk), line));
  }
}

TEST_CASE("what a councillor's mail goes to instead counts too, and a choice of junk does not", "[admin][addresses]") {
  Desk desk;
  desk.applied("restrictions:\n" +
               good_restriction("alex@example.org", "", "    status: in-force\n",
                                "{action: quarantine, councillors: {alternative: members@york.gov.uk}}") +
               "councillors:\n"
               "  - name: C. Ward\n    addresses: [cllr.ward@york.gov.uk]\n    choices:\n"
               "      - {customer: alex@example.org, action: {forward: office@york.gov.uk}, because: Asked for}\n"
               "  - name: C. Other\n    addresses: [cllr.other@york.gov.uk]\n    choices:\n"
               "      - {customer: alex@example.org, action: junk}\n");
  const Lines lines = logged(desk);
  CHECK(has(lines, "members@york.gov.uk: councillors' alternative of RCC-2026-0001"));
  CHECK(has(lines, "office@york.gov.uk: choice of cllr.ward@york.gov.uk"));
  CHECK(std::none_of(lines.begin(), lines.end(),
                     [](const std::string& line) { return line.find("cllr.other") != std::string::npos; }));
}

TEST_CASE("an address of many roles is one, and its first three are shown", "[admin][addresses]") {
  Desk desk;
  std::string rules = "restrictions:\n";
  for (const char* who : {"a", "b", "c", "d", "e"}) rules += good_restriction(std::string(who) + "@example.org");
  desk.applied(rules);
  const auto lines = logged(desk);
  CHECK(has(lines,
            "m.manager@york.gov.uk: manager of RCC-2026-0001, manager of RCC-2026-0002, "
            "manager of RCC-2026-0003 and 2 more"));
  CHECK(std::count_if(lines.begin(), lines.end(),
                      [](const std::string& one) { return one.starts_with("m.manager@"); }) == 1);
}
