#include "policy/words/notice_words.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "unit/policy/samples.hpp"

using namespace postern::policy;
using namespace postern::policy::samples;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

namespace {

struct Case {
  CanonicalTerms terms;
  std::vector<Decision> decisions;
  DueNotice due{
      .kind = NoticeKind::reminder, .to = {address("alex@example.org"), "RCC-2026-0001", nullptr, {}}, .refused = {}};
  bool closed_days = false;

  TemplateView view() {
    due.to.terms = &terms;
    Council council = york();
    council.name = "City of York Council";
    return notice_view(due, decisions, council, closed_days, 7 * 24h);
  }
};

}  // namespace

TEST_CASE("a notice names the council, the reference and the way of contact", "[policy][notice]") {
  Case one;
  one.terms.contacts = addresses({"housing@york.gov.uk", "m.manager@york.gov.uk"});
  one.terms.managers = addresses({"m.manager@york.gov.uk"});
  one.due.forwarded = true;
  const TemplateView view = one.view();
  CHECK(view.values.at("council") == "City of York Council");
  CHECK(view.values.at("reference") == "RCC-2026-0001");
  CHECK(view.values.at("representations") == "complaints@york.gov.uk");
  CHECK(view.values.at("every") == "7 days");
  CHECK(view.values.at("whom") == "By email, you can write to:");
  CHECK(view.lists.at("write_to") == Lines{"housing@york.gov.uk", "m.manager@york.gov.uk"});
  CHECK(view.values.contains("is_forwarded"));
  for (const char* name : {"is_held", "is_kept", "volume", "time_zone", "closed_days"})
    CHECK_FALSE(view.values.contains(name));
  for (const char* name : {"hours", "refused"}) CHECK_FALSE(view.lists.contains(name));
}

TEST_CASE("whoever may write to anybody, or to nobody, is told so", "[policy][notice]") {
  Case one;
  one.terms.any_contact = true;
  one.terms.contacts = addresses({"housing@york.gov.uk"});
  CHECK(one.view().values.at("whom") == "You can write to any email address of the council.");
  CHECK_FALSE(one.view().lists.contains("write_to"));
  Case nobody;
  CHECK(nobody.view().values.at("whom").starts_with("You cannot contact the council by email"));
  CHECK_FALSE(nobody.view().lists.contains("write_to"));
}

TEST_CASE("hours and volume are said in plain words", "[policy][notice]") {
  Case one;
  one.terms.hours = {{{std::chrono::Monday, std::chrono::Tuesday, std::chrono::Wednesday}, 9h, 12h}};
  one.terms.volume = Volume{5, Period::week};
  const TemplateView view = one.view();
  CHECK(view.lists.at("hours") == Lines{"Monday to Wednesday, 9am to noon"});
  CHECK(view.values.at("time_zone") == "UK time");
  CHECK(view.values.at("volume").starts_with("You can send us up to 5 messages in each week, Monday to Sunday."));
  CHECK_FALSE(view.values.contains("closed_days"));
  one.closed_days = true;
  CHECK(one.view().values.contains("closed_days"));
  Case without;
  without.closed_days = true;
  CHECK_FALSE(without.view().values.contains("closed_days"));
}

TEST_CASE("refused recipients are named once each, and no more than twenty", "[policy][notice]") {
  Case one;
  one.decisions = {{.recipient = address("tax@york.gov.uk")},
                   {.recipient = address("housing@york.gov.uk")},
                   {.recipient = address("Tax@York.gov.uk")}};
  one.due.refused = {0, 2};
  CHECK(one.view().lists.at("refused") == Lines{"tax@york.gov.uk"});
  one.decisions.clear();
  one.due.refused.clear();
  for (std::size_t i = 0; i < 100; ++i) {
    one.decisions.push_back({.recipient = address("p" + std::to_string(i) + "@york.gov.uk")});
    one.due.refused.push_back(i);
  }
  const Lines listed = one.view().lists.at("refused");
  REQUIRE(listed.size() == 20);
  CHECK(listed.front() == "p0@york.gov.uk");
  CHECK(listed.back() == "and 81 others");
}

TEST_CASE("nothing in a notice breaks a line", "[policy][notice][A5]") {
  Case one;
  one.decisions = {{.recipient = Address::from_canonical("a\r\nBcc: x@other.test\x1b[0m@york.gov.uk")}};
  one.due.refused = {0};
  const std::string name = one.view().lists.at("refused").front();
  CHECK(std::none_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }));
}

TEST_CASE("the sample has every value that a notice can have", "[policy][notice]") {
  Case one;
  one.terms.managers = addresses({"m.manager@york.gov.uk"});
  one.terms.hours = {{{std::chrono::Monday}, 9h, 12h}};
  one.terms.volume = Volume{1, Period::day};
  one.decisions = {{.recipient = address("tax@york.gov.uk")}};
  one.due.refused = {0};
  one.due.forwarded = one.due.held = one.due.kept = one.closed_days = true;
  const TemplateView whole = one.view();
  const TemplateView sample = sample_notice_view();
  CHECK(whole.values.size() == sample.values.size());
  CHECK(whole.lists.size() == sample.lists.size());
  for (const auto& [name, text] : whole.values) CHECK(sample.values.contains(name));
  for (const auto& [name, texts] : whole.lists) CHECK(sample.lists.contains(name));
}
