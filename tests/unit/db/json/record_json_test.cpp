#include "db/json/record_json.hpp"

#include <random>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace postern::db {
namespace {

using Json = nlohmann::ordered_json;
using namespace std::chrono_literals;

/// Records with each field filled or not by chance.
class RandomRecords {
 public:
  explicit RandomRecords(unsigned seed) : random_(seed) {}

  policy::Restriction restriction() {
    policy::Restriction made;
    made.reference = text();
    made.customer_name = text();
    made.email = texts();
    made.telephone = texts();
    if (chance()) made.support_worker = policy::Person{text(), text()};
    if (chance()) made.requested_by = policy::Person{text(), text()};
    made.drafted_by = text();
    made.reasons = text();
    while (chance()) made.warnings.push_back({day(), text(), text()});
    made.no_warning_because = text();
    made.measures_considered = text();
    made.terms = terms();
    for (int i = 0; chance(); ++i) made.other_channels.emplace_back("channel " + std::to_string(9 - i), text());
    if (chance()) made.authorised = policy::Authorisation{text(), day(), text()};
    if (chance()) made.informed = policy::Informed{day(), text(), text()};
    made.starts = day();
    made.ends = day();
    made.review_by = day();
    made.legal_hold = chance();
    made.status = any_of({policy::Status::draft, policy::Status::authorised, policy::Status::in_force,
                          policy::Status::ended, policy::Status::declined});
    while (chance()) made.reviews.push_back({day(), text(), outcome(), text(), day()});
    while (chance()) made.representations.push_back({day(), text(), text(), text(), day()});
    while (chance()) made.notes.push_back({day(), text(), text(), chance()});
    if (chance()) made.emergency = policy::Emergency{text(), instant(), text(), instant()};
    if (chance()) made.proposal = policy::Proposal{text(), day(), text(), terms()};
    if (chance()) made.ended = policy::Ended{day(), text(), ending(), text()};
    return made;
  }

  policy::Councillor councillor() {
    policy::Councillor made{text(), text(), texts(), {}};
    while (chance()) {
      policy::Choice choice{text(), action(), "", day(), text(), text()};
      if (choice.action == policy::Action::forward) choice.forward_to = text();
      made.choices.push_back(choice);
    }
    return made;
  }

 private:
  int up_to(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }
  bool chance() { return up_to(1) == 1; }
  template <class T>
  T any_of(std::initializer_list<T> values) {
    return values.begin()[up_to(static_cast<int>(values.size()) - 1)];
  }
  std::string text() {
    return any_of<std::string>(
        {"", "alex@example.org", "any", "\"'\n\t{}", "\xC3\xA9\xF0\x9F\x98\x80", std::string("a\0b", 3)});
  }
  std::vector<std::string> texts() {
    std::vector<std::string> made;
    while (chance()) made.push_back(text());
    return made;
  }
  std::optional<policy::Day> day() {
    if (chance()) return std::nullopt;
    return policy::Day{std::chrono::sys_days{std::chrono::days{up_to(40000)}}};
  }
  std::optional<std::chrono::sys_seconds> instant() {
    if (chance()) return std::nullopt;
    return std::chrono::sys_days{std::chrono::days{up_to(40000)}} + std::chrono::seconds{up_to(86399)};
  }
  policy::Outcome outcome() {
    return any_of({policy::Outcome::maintain, policy::Outcome::vary, policy::Outcome::lift});
  }
  policy::Action action() {
    using policy::Action;
    return any_of({Action::deliver, Action::junk, Action::forward, Action::hold, Action::quarantine, Action::reject});
  }
  policy::Ending ending() {
    return any_of({policy::Ending::lifted, policy::Ending::expired, policy::Ending::superseded});
  }
  policy::ContactHours hours() {
    policy::ContactHours made;
    for (unsigned day = 0; day < 7; ++day) {
      if (chance()) made.days.emplace_back(day);
    }
    made.from = std::chrono::minutes(up_to(1439));
    made.to = std::chrono::minutes(up_to(1440));
    return made;
  }
  policy::CouncillorAccess councillors() {
    using Kind = policy::CouncillorAccess::Kind;
    const Kind kind = any_of({Kind::undecided, Kind::all, Kind::none, Kind::only, Kind::alternative});
    if (kind == Kind::only) return {kind, texts()};
    if (kind == Kind::alternative) return {kind, {"office@york.gov.uk"}};
    return {kind, {}};
  }
  policy::Terms terms() {
    policy::Terms made;
    made.action = action();
    made.managers = texts();
    made.any_contact = chance();
    if (!made.any_contact) made.contacts = texts();
    while (chance()) made.hours.push_back(hours());
    if (chance()) made.outside_hours = action();
    if (chance()) made.volume = policy::Volume{static_cast<unsigned>(up_to(9) + 1), policy::Period::week};
    if (chance()) made.beyond_volume = action();
    made.councillors = councillors();
    made.councillors_reason = text();
    made.remind = chance();
    if (chance()) made.remind_every = std::chrono::seconds(any_of({1, 60, 90, 3600, 86400, 604800}));
    made.reply = text();
    return made;
  }

  std::minstd_rand random_;
};

TEST_CASE("a restriction of any shape comes back from JSON as it was", "[db][json]") {
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    const policy::Restriction written = RandomRecords(seed).restriction();
    const std::string line = to_json(written).dump();
    if (!(restriction_from_json(Json::parse(line)) == written)) FAIL("seed " << seed << ": " << line);
  }
}

TEST_CASE("a councillor of any shape comes back from JSON as they were", "[db][json]") {
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    const policy::Councillor written = RandomRecords(seed).councillor();
    const std::string line = to_json(written).dump();
    if (!(councillor_from_json(Json::parse(line)) == written)) FAIL("seed " << seed << ": " << line);
  }
}

TEST_CASE("an empty restriction has its terms and its status, and nothing else", "[db][json]") {
  CHECK(to_json(policy::Restriction{}).dump() == R"({"email":{"action":"forward"},"status":"draft"})");
}

TEST_CASE("a restriction has the shape and the order of the rules document", "[db][json]") {
  policy::Restriction written;
  written.reference = "RCC-2026-0001";
  written.customer_name = "Alex Example";
  written.email = {"alex@example.org"};
  written.requested_by = policy::Person{"Housing Services", "housing.lead@york.gov.uk"};
  written.terms.any_contact = true;
  written.terms.hours = {{{std::chrono::Monday}, 9h, 24h}};
  written.terms.councillors = {policy::CouncillorAccess::Kind::only, {"cllr.ward@york.gov.uk"}};
  written.terms.remind_every = 7 * 24h;
  written.status = policy::Status::in_force;
  CHECK(
      to_json(written).dump() ==
      R"({"reference":"RCC-2026-0001","customer":{"name":"Alex Example","identifiers":{"email":["alex@example.org"]}},)"
      R"("requested_by":{"service":"Housing Services","contact":"housing.lead@york.gov.uk"},)"
      R"("email":{"action":"forward","contacts":"any","hours":[{"days":["mon"],"from":"09:00","to":"24:00"}],)"
      R"("councillors":{"only":["cllr.ward@york.gov.uk"]},"remind_every":"7d"},"status":"in-force"})");
}

TEST_CASE("a choice to forward names where to", "[db][json]") {
  policy::Councillor ward{"", "", {"cllr.ward@york.gov.uk"}, {}};
  ward.choices = {{"alex@example.org", policy::Action::forward, "office@york.gov.uk", {}, "", ""},
                  {"b@example.org", policy::Action::junk, "", {}, "", ""}};
  CHECK(to_json(ward).dump() ==
        R"({"addresses":["cllr.ward@york.gov.uk"],"choices":[{"customer":"alex@example.org","action":{"forward":)"
        R"("office@york.gov.uk"}},{"customer":"b@example.org","action":"junk"}]})");
}

TEST_CASE("what to_json did not write is an error and no record", "[db][json]") {
  const std::string line = GENERATE(
      as<std::string>{}, "{}", "[]", "null", "7", R"({"status":"draft"})", R"({"email":{},"status":"draft"})",
      R"({"email":{"action":"discard"},"status":"draft"})", R"({"email":{"action":"forward"},"status":"gone"})",
      R"({"email":{"action":"forward"},"status":"draft","starts":"2026-02-30"})",
      R"({"email":{"action":"forward","hours":[{"days":["xyz"],"from":"09:00","to":"10:00"}]},"status":"draft"})",
      R"({"email":{"action":"forward","hours":[{"days":["mon"],"from":"25:00","to":"10:00"}]},"status":"draft"})",
      R"({"email":{"action":"forward","remind_every":"soon"},"status":"draft"})",
      R"({"email":{"action":"forward","councillors":"some"},"status":"draft"})",
      R"({"email":{"action":"forward"},"status":"draft","reviews":[{"outcome":"forget"}]})",
      R"({"email":{"action":"forward"},"status":"draft","emergency":{"at":"soon"}})",
      R"({"email":{"action":"forward"},"status":"draft","proposal":{"why":"no terms"}})",
      R"({"email":{"action":"forward"},"status":"draft","reasons":7})");
  CAPTURE(line);
  CHECK_THROWS(restriction_from_json(Json::parse(line)));
}

}  // namespace
}  // namespace postern::db
