#include "admin/service/letters/letter.hpp"

#include <fstream>
#include <regex>
#include <set>

#include "admin/service/letters/letter_effect.hpp"
#include "admin/service/letters/letter_rendering.hpp"
#include "support/source_dir.hpp"
#include "unit/admin/desk.hpp"

using namespace postern;
using conf::LetterFormat;
using conf::LetterKind;
using test::Desk;
using test::good_restriction;

namespace {

class LetterDesk : public Desk {
 public:
  LetterDesk() { config.council.representations = "complaints@york.gov.uk"; }

  policy::Result<admin::Letter> letter(LetterKind kind = LetterKind::decision, LetterFormat format = LetterFormat::text,
                                       const std::string& language = "") {
    return admin::letter(*store, "RCC-2026-0001", {kind, format, language}, acting);
  }
  std::string text(LetterKind kind = LetterKind::decision, LetterFormat format = LetterFormat::text) {
    auto written = letter(kind, format);
    if (!written) FAIL(written.error().problems.front());
    return written->text;
  }
  std::vector<std::string> missing(LetterKind kind = LetterKind::decision) {
    const auto written = letter(kind);
    return written ? std::vector<std::string>{} : written.error().problems;
  }
};

admin::LetterEffect effect(const std::string& email) {
  LetterDesk desk;
  REQUIRE(admin::add_councillor(*desk.store, {"C. Ward", "", {"cllr.ward@york.gov.uk"}, {}}, desk.acting));
  desk.applied("restrictions:\n" + good_restriction("alex@example.org", "", "    status: in-force\n", email));
  const auto contents = desk.contents();
  const admin::LogView view(desk.config, contents, desk.acting.now);
  return admin::effect_of(contents.restrictions.front().restriction.terms, view);
}

bool holds(const std::string& text, const std::string& part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}

const std::string kDraft =
    "restrictions:\n  - customer: {name: Alex, identifiers: {email: [alex@example.org]}}\n    reasons: Shouting\n"
    "    requested_by: {service: Housing Services, contact: housing.lead@york.gov.uk}\n    email: {action: "
    "quarantine}\n";

}  // namespace

TEST_CASE("each action says what becomes of other mail", "[admin][letter]") {
  const std::string others = "Email that you send to any other council address will ";
  const auto other = [](const std::string& action) {
    return effect("{action: " + action + ", managers: [m@york.gov.uk], councillors: all}").other_email;
  };
  CHECK(other("forward") == others + "be forwarded to m@york.gov.uk, and not to the person you wrote to.");
  CHECK(other("quarantine") == others + "be kept by the council, but not delivered to the person you wrote to.");
  CHECK(other("reject") == others + "be refused, and your email service should tell you so.");
  CHECK(other("junk") == others + "go to the junk folder of the person you wrote to, who may not see it.");
  CHECK(other("deliver").empty());
}

TEST_CASE("whom to write to: a list, anybody or nobody", "[admin][letter]") {
  const auto listed =
      effect("{action: reject, managers: [m@york.gov.uk], contacts: [h@york.gov.uk], councillors: all}");
  CHECK(listed.whom == "By email, you can write to:");
  CHECK(listed.write_to == std::vector<std::string>{"h@york.gov.uk", "m@york.gov.uk"});
  const auto anybody = effect("{action: reject, contacts: any, councillors: all}");
  CHECK(anybody.whom == "You can write to any email address of the council.");
  CHECK(anybody.other_email.empty());
  const auto nobody = effect("{action: reject, councillors: all}");
  CHECK(holds(nobody.whom, "You cannot contact the council by email"));
  CHECK(nobody.other_email ==
        "Email that you send to any council address will be refused, and your email service should tell you so.");
}

TEST_CASE("when and how often, and what happens outside of it", "[admin][letter]") {
  const std::string hours = "hours: [{days: [mon, tue, wed, thu, fri], from: \"09:00\", to: \"12:00\"}]";
  const auto limited = effect("{action: deliver, councillors: all, " + hours + ", volume: {messages: 1, per: week}}");
  CHECK(limited.hours == std::vector<std::string>{"Monday to Friday, 9am to noon"});
  CHECK(limited.outside_hours ==
        "Email that arrives at any other time will be held, and delivered when these hours next begin.");
  CHECK(holds(limited.volume, "up to 1 message in each week, Monday to Sunday."));
  CHECK(holds(limited.beyond_volume, "in the same week will be kept by the council"));
  CHECK(limited.limits_note ==
        "These limits do not apply to the addresses that are never restricted, or to councillors.");
  const auto strict = effect("{action: deliver, councillors: none, councillors_reason: x, " + hours +
                             ", outside_hours: reject, volume: {messages: 5, per: month}, beyond_volume: junk}");
  CHECK(holds(strict.outside_hours, "will be refused"));
  CHECK(holds(strict.volume, "5 messages in each calendar month"));
  CHECK(holds(strict.beyond_volume, "in the same month will go to the junk folder"));
  CHECK(strict.limits_note == "These limits do not apply to the addresses that are never restricted.");
  const auto free = effect("{action: reject, councillors: all}");
  CHECK((free.hours.empty() && free.outside_hours.empty() && free.volume.empty() && free.limits_note.empty()));
}

TEST_CASE("councillors: all, none, only some, or another address", "[admin][letter]") {
  CHECK(effect("{action: reject, councillors: all}").councillors ==
        "You can still write to any councillor. This decision does not change that.");
  const auto none = effect("{action: reject, councillors: none, councillors_reason: Threats to several}");
  CHECK(none.councillors == "Email that you send to a councillor is treated like email to any other council address.");
  CHECK(none.councillors_reason == "Threats to several.");
  const auto only = effect("{action: reject, councillors: {only: [cllr.ward@york.gov.uk, cllr.gone@york.gov.uk]}}");
  CHECK(only.councillor_list ==
        std::vector<std::string>{"Councillor C. Ward, cllr.ward@york.gov.uk", "cllr.gone@york.gov.uk"});
  const auto other = effect("{action: reject, councillors: {alternative: members@york.gov.uk}}");
  CHECK(holds(other.councillors, "To contact a councillor, write to members@york.gov.uk."));
  CHECK(other.councillor_list.empty());
}

TEST_CASE("a reminder is named where there is one", "[admin][letter]") {
  CHECK(holds(effect("{action: reject, councillors: all, remind: true}").reminder, "at most once in 7 days"));
  CHECK(holds(effect("{action: reject, councillors: all, remind: true, remind_every: 12h}").reminder, "in 12 hours"));
  CHECK(effect("{action: reject, councillors: all}").reminder.empty());
}

TEST_CASE("the letter of a decision says who decided, why, until when, and how to disagree", "[admin][letter]") {
  LetterDesk desk;
  desk.applied("restrictions:\n" + good_restriction("alex@example.org") +
               "protected:\n  - {address: foi@york.gov.uk, why: Freedom of Information requests}\n");
  const std::string text = desk.text();
  for (const char* part :
       {"City of York Council\n\nAlex Example\n\n2 November 2026\nOur reference: RCC-2026-0001\n",
        "The decision was made on 1 October 2026 by The Director, Director.", "- alex@example.org\n",
        "Forty messages in a week.", "- Housing Services warned you on 1 August 2026.", "Single point of contact.",
        "- housing@york.gov.uk\n", "- foi@york.gov.uk: Freedom of Information requests\n", "by 30 September 2027",
        "Write to complaints@york.gov.uk", "Local Government and\nSocial Care Ombudsman",
        "\nThe Director\nDirector\n"}) {
    CHECK(holds(text, part));
  }
  CHECK_FALSE(holds(text, "You can write at these times"));
}

TEST_CASE("a decision letter before the decision is refused, with each thing that is missing", "[admin][letter]") {
  LetterDesk desk;
  desk.config.council.representations.clear();
  desk.applied(
      "restrictions:\n  - customer: {identifiers: {email: [alex@example.org]}}\n    email: {action: quarantine}\n");
  const auto lines = desk.missing();
  const auto names = [&](const std::string& key) {
    return std::any_of(lines.begin(), lines.end(),
                       [&](const std::string& line) { return line.starts_with("RCC-2026-0001: " + key + ": "); });
  };
  for (const char* key : {"authorised", "reasons", "email.councillors", "review_by", "council.representations"}) {
    INFO(key);
    CHECK(names(key));
  }
  CHECK_FALSE(names("informed"));
  CHECK_FALSE(desk.missing(LetterKind::review).empty());
  CHECK_FALSE(desk.missing(LetterKind::lifting).empty());
}

TEST_CASE("a decision can be told before the customer was informed", "[admin][letter]") {
  LetterDesk desk;
  const std::string told = "    informed: {on: 2026-10-02, how: letter}\n";
  desk.applied("restrictions:\n" +
               test::replaced(good_restriction("alex@example.org", "", "    status: authorised\n"), told, ""));
  CHECK(desk.missing().empty());
}

TEST_CASE("what came into force can be printed again; what is to come must be right", "[admin][letter]") {
  for (const std::string status : {"in-force", "authorised"}) {
    LetterDesk desk;
    desk.applied("restrictions:\n" + good_restriction("alex@example.org", "", "    status: " + status + "\n"));
    CHECK(desk.missing().empty());
    desk.config.council.domains.emplace_back("example.org");  // the customer's address is the council's now
    CHECK(desk.missing().empty() == (status == "in-force"));
  }
}

TEST_CASE("a warning is made from a draft, and from nothing later", "[admin][letter]") {
  LetterDesk desk;
  desk.applied(kDraft);
  const std::string text = desk.text(LetterKind::warning);
  CHECK(holds(text, "Shouting."));
  CHECK(holds(text, "write to housing.lead@york.gov.uk"));
  CHECK(holds(text, "Yours sincerely\n\nHousing Services\n"));
  LetterDesk later;
  later.applied("restrictions:\n" + good_restriction("alex@example.org"));
  REQUIRE(later.missing(LetterKind::warning).size() == 1);
  CHECK(holds(later.missing(LetterKind::warning).front(), "a warning comes before a restriction"));
  LetterDesk bare;
  bare.applied(test::replaced(kDraft, "    reasons: Shouting\n", ""));
  CHECK(bare.missing(LetterKind::warning) == std::vector<std::string>{"RCC-2026-0001: reasons: are missing (¶10)"});
}

TEST_CASE("the letter of a lifting says when and why, and is refused while it is in force", "[admin][letter]") {
  LetterDesk desk;
  desk.applied("restrictions:\n" + good_restriction("alex@example.org"));
  CHECK(desk.missing(LetterKind::lifting).size() == 1);
  REQUIRE(admin::lift(*desk.store, "RCC-2026-0001", "director-cbss", "Kept to it since March", desk.acting));
  const std::string text = desk.text(LetterKind::lifting);
  CHECK(holds(text, "ended on 2 November 2026."));
  CHECK(holds(text, "Kept to it since March."));
  CHECK(holds(text, "\nThe Director\nDirector\n"));
  LetterDesk draft;
  draft.applied(kDraft);
  REQUIRE(admin::lift(*draft.store, "RCC-2026-0001", "director-cbss", "Not needed", draft.acting));
  CHECK(holds(draft.missing(LetterKind::lifting).front(), "ended as a draft"));
}

TEST_CASE("the letter of a review tells its outcome, or leaves the place for it", "[admin][letter]") {
  LetterDesk desk;
  desk.applied("restrictions:\n" + good_restriction("alex@example.org"));
  CHECK(holds(desk.text(LetterKind::review), "[Write here: whether the restriction continues, changes or ends"));
  CHECK(holds(desk.text(LetterKind::review), "On 1 October 2026 the council decided"));
}

TEST_CASE("a review that maintains or varies says so, why, and when the next one is", "[admin][letter]") {
  LetterDesk desk;
  desk.applied("restrictions:\n" + good_restriction("alex@example.org"));
  const auto contents = desk.contents();
  const admin::LogView view(desk.config, contents, desk.acting.now);
  policy::Restriction one = contents.restrictions.front().restriction;
  const auto value = [&](const std::string& name) {
    return admin::letter_view(LetterKind::review, one, view).values[name];
  };
  CHECK(value("review_outcome").empty());
  policy::Review review;
  review.on = policy::day_from_text("2026-11-01");
  review.by = "former";
  review.note = "Still forty messages a week";
  review.next = policy::day_from_text("2027-05-01");
  one.reviews = {review};
  CHECK(value("review_outcome") == "The restriction continues as it is.");
  CHECK(value("review_note") == "Still forty messages a week.");
  CHECK(value("reviewed_on") == "1 November 2026");
  CHECK(value("next_review") == "1 May 2027");
  CHECK(value("signed_name") == "F");
  one.reviews.front().outcome = policy::Outcome::vary;
  CHECK(holds(value("review_outcome"), "continues, with changes"));
  one.proposal = policy::Proposal{};
  CHECK(holds(value("review_outcome"), "Until we write to you again, it stays"));
}

TEST_CASE("in HTML every value is escaped; in text none is, and none breaks a line", "[admin][letter]") {
  LetterDesk desk;
  desk.applied("restrictions:\n" + test::replaced(good_restriction("alex@example.org"), "Forty messages in a week",
                                                  "\"<script>alert('x')</script> & {{council}}\\r\\nBcc: x\\e[31m\""));
  const std::string html = desk.text(LetterKind::decision, LetterFormat::html);
  CHECK(holds(html, "&lt;script&gt;alert(&apos;x&apos;)&lt;/script&gt; &amp; {{council}}"));
  CHECK_FALSE(holds(html, "<script>"));
  const std::string text = desk.text();
  CHECK(holds(text, "<script>alert('x')</script> & {{council}}.\n\nBcc: x [31m.\n"));
  CHECK(text.find_first_of("\r\x1b") == std::string::npos);
}

TEST_CASE("no line of text is wider than 76 columns", "[admin][letter]") {
  LetterDesk desk;
  desk.applied("restrictions:\n" + good_restriction("alex@example.org"));
  std::istringstream lines(desk.text());
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 76);
}

TEST_CASE("every name that a shipped template uses is one that is documented", "[admin][letter]") {
  const auto file = [](const std::string& name) {
    std::ifstream in(postern::test::source_dir() + "/conf/letters/" + name);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  const std::string documented = file("README.md");
  const std::regex tag("\\{\\{\\{?[#^/]?(?:has_)?([a-z_]+)\\}");
  std::size_t found = 0;
  for (const std::string kind : {"decision", "warning", "review", "lifting"}) {
    for (const std::string form : {"txt", "html"}) {
      const std::string text = file(kind + "." + form + ".mustache");
      for (std::sregex_iterator one(text.begin(), text.end(), tag), end; one != end; ++one, ++found) {
        INFO(kind + " " + form + " " + one->str(1));
        CHECK(documented.find("`" + one->str(1) + "`") != std::string::npos);
      }
    }
  }
  CHECK(found > 100);
}

TEST_CASE("a template that is broken is one clear line", "[admin][letter]") {
  const auto broken = [](const std::string& text) {
    const auto done =
        admin::rendered({"/etc/postern/letters/decision.txt.mustache", text, false}, LetterFormat::text, {});
    return done ? std::vector<std::string>{} : done.error().problems;
  };
  for (const char* text : {"{{#open}} never closed", "{{/closed}}", "{{unended"}) {
    const auto lines = broken(text);
    REQUIRE(lines.size() == 1);
    CHECK(lines.front().starts_with("/etc/postern/letters/decision.txt.mustache: is no template"));
  }
  CHECK(broken("{{#open}}{{/open}}").empty());
}
