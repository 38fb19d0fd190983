// A broken case is told in one line; a case that says too little or the wrong thing does not pass.
#include "case/case_file.hpp"

#include <catch2/catch.hpp>

#include "case/mismatches.hpp"

using namespace postern::cases;

namespace {

const std::string kRule =
    "restriction RCC-2026-0001 of alex@example.org forward to m.manager@york.gov.uk contacts housing@york.gov.uk\n";
const std::string kTitle = "# a title\n";
const std::string kMail = "mail alex@example.org\nrcpt tax@york.gov.uk\n";
const std::string kExpect = "expect tax@york.gov.uk forward restricted RCC-2026-0001\n";
const std::string kArrives = "arrives m.manager@york.gov.uk for tax@york.gov.uk with X-Postern-Action\n";

std::string problem(const std::string& text) {
  try {
    cases_in(text, "some.case");
  } catch (const BrokenCase& broken) {
    return broken.what();
  }
  return "none";
}

std::vector<std::string> wrong(const std::string& outcome) {
  const Case one = cases_in(kRule + kTitle + kMail + outcome, "some.case").front();
  return mismatches(one, outcome_of(one));
}

}  // namespace

TEST_CASE("a broken case is told with its file and line", "[case]") {
  CHECK(problem(kRule + kTitle + kMail + kExpect) == "none");
  CHECK(problem("") == "some.case:1: the file has no case");
  CHECK(problem(kMail) == "some.case:1: mail stands above the first title");
  CHECK(problem(kTitle + "male alex@example.org\n") == "some.case:2: no line begins with male");
  CHECK(problem(kTitle + kMail + "expect tax@york.gov.uk forwards restricted\n") ==
        "some.case:4: no action is called forwards");
  CHECK(problem(kTitle + kMail + "expect tax@york.gov.uk forward restrict\n") ==
        "some.case:4: no rule is called restrict");
  CHECK(problem(kTitle + kMail + "expect tax forward restricted\n") == "some.case:4: an address is wanted, not tax");
  CHECK(problem(kTitle + kMail + kMail) == "some.case:4: a case has one message");
  CHECK(problem(kTitle + kMail + "rcpt parks@york.gov.uk too\n") == "some.case:4: nobody knows what is meant by too");
  CHECK(problem(kTitle + "rcpt tax@york.gov.uk\n") == "some.case:1: the case has no mail");
  CHECK(problem(kTitle + "mail alex@example.org\n") == "some.case:1: the case has no rcpt");
  CHECK(problem(kTitle + kMail) == "some.case:1: the case expects nothing");
  CHECK(problem(kTitle + kMail + "rcpt jörg@york.gov.uk\n" + kExpect) ==
        "some.case:1: the message is not in ASCII: mark the case smtputf8");
  CHECK(problem(kTitle + "restriction RCC-2026-0001 for alex@example.org\n") ==
        "some.case:2: `of` and the customer's addresses are missing");
  CHECK(problem(kTitle + "restriction RCC-2026-0001 of alex@example.org junk manager m@york.gov.uk\n") ==
        "some.case:2: a restriction has no manager");
  const auto limits = [&](const std::string& words) {
    return problem(kTitle + "restriction RCC-2026-0001 of alex@example.org junk " + words + "\n");
  };
  CHECK(limits("hours 09:00-12:00") == "some.case:2: hours begin with daily or days, as mon tue");
  CHECK(limits("hours mon") == "some.case:2: an interval, as 09:00-12:00 is missing");
  CHECK(limits("hours mon 9-12") == "some.case:2: no time of day is 9");
  CHECK(limits("volume some per week") == "some.case:2: no number is some");
  CHECK(limits("volume 5 per year") == "some.case:2: a volume is per day, week or month, not year");
  CHECK(problem(kTitle + "used 5 RCC-2026-0001\n") == "some.case:2: `of` and the reference are missing");
  CHECK(problem(kTitle + "setting closed_days tomorrow\n") == "some.case:2: closed_days are today");
  CHECK(problem(kTitle + "setting colour red\n") == "some.case:2: cases know no setting colour");
}

TEST_CASE("hours are read as groups of days with their intervals", "[case]") {
  using namespace std::chrono_literals;
  const auto one = cases_in(
                       "restriction RCC-2026-0001 of alex@example.org junk hours mon tue 09:00-12:00 14:00-16:00 wed "
                       "10:00-24:00 outside reject volume 5 per week beyond junk\n" +
                           kTitle + kMail + kExpect + "used 3 of RCC-2026-0001\n",
                       "some.case")
                       .front();
  const auto& terms = *one.ground.rules.restrictions.front().terms;
  const std::vector<std::chrono::weekday> first{std::chrono::Monday, std::chrono::Tuesday};
  CHECK(terms.hours == std::vector<postern::policy::ContactHours>{
                           {first, 9h, 12h}, {first, 14h, 16h}, {{std::chrono::Wednesday}, 10h, 24h}});
  CHECK(terms.outside_hours == postern::policy::Action::reject);
  CHECK(terms.volume == postern::policy::Volume{5, postern::policy::Period::week});
  CHECK(terms.beyond_volume == postern::policy::Action::junk);
  CHECK(one.mail.used.front() == std::pair<std::string, unsigned>("RCC-2026-0001", 3));
}

TEST_CASE("what a case says wrongly is found", "[case]") {
  CHECK(wrong(kExpect + kArrives).empty());
  CHECK(wrong("expect tax@york.gov.uk junk restricted\n" + kArrives) ==
        std::vector<std::string>{"some.case:5: decided forward restricted RCC-2026-0001"});
  CHECK(wrong("expect tax@york.gov.uk forward restricted RCC-2026-0002\n" + kArrives).size() == 1);
  CHECK(wrong(kExpect + "arrives m.manager@york.gov.uk\n") ==
        std::vector<std::string>{"some.case:6: came with X-Postern-Action"});
  CHECK(wrong(kExpect + "arrives m.manager@york.gov.uk for parks@york.gov.uk with X-Postern-Action\n") ==
        std::vector<std::string>{"some.case:6: came for tax@york.gov.uk"});
  CHECK(wrong(kExpect + kArrives + "arrives tax@york.gov.uk\n") ==
        std::vector<std::string>{"some.case:7: nothing arrived for tax@york.gov.uk"});
  CHECK(wrong(kExpect + kArrives + "nothing for m.manager@york.gov.uk\n").size() == 1);
  CHECK(wrong(kExpect + kArrives + "kept for tax@york.gov.uk\n") ==
        std::vector<std::string>{"some.case:7: nothing is kept for tax@york.gov.uk"});
  CHECK(wrong(kExpect + kArrives + "reply tax@york.gov.uk 550\n") ==
        std::vector<std::string>{"some.case:7: tax@york.gov.uk was told 250"});
}

TEST_CASE("what a case does not speak of must not happen", "[case]") {
  CHECK(wrong(kExpect) ==
        std::vector<std::string>{"some.case:2: m.manager@york.gov.uk got a copy of which the case says nothing"});
}
