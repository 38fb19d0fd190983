// What a decided message writes down, the header as it arrives, and the small parts of the gateway.
#include "milter/message/enforcement_rows.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "mail/envelope_path.hpp"
#include "mail/pass_token.hpp"
#include "milter/libmilter/libmilter_edits.hpp"
#include "milter/message/connection.hpp"
#include "milter/message/log_line.hpp"
#include "milter/message/message_header.hpp"
#include "support/milter/gateway.hpp"

using namespace postern;
using namespace postern::test;
using namespace postern::milter;
using policy::Action;
using Lines = std::vector<std::string>;

namespace {

bool in(const conf::Network& network, std::vector<std::uint8_t> address) {
  Connection connection;
  connection.address = std::move(address);
  return lies_in(connection, {network});
}

}  // namespace

TEST_CASE("a kept message's rows say all that is known of it", "[milter][rows]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", terms(Action::quarantine)).protects("foi@york.gov.uk");
  Letter letter;
  letter.recipients = {"<tax@york.gov.uk>", "<foi@york.gov.uk>"};
  york.pass(letter);
  REQUIRE(york.kept().size() == 1);
  const auto entry = york.kept()[0];
  CHECK(mail::is_random_id(entry.message.id));
  CHECK(entry.message.mail_from == "<alex@example.org>");
  CHECK(entry.message.queue_id == "Q1");
  CHECK(entry.message.message_id == "<one@example.org>");
  CHECK(entry.message.client == "192.0.2.9");
  CHECK(entry.message.helo == "mx.example.org");
  CHECK(entry.message.size == york.files.whole.at(entry.message.id).size());
  REQUIRE(entry.recipients.size() == 1);
  CHECK(entry.recipients[0].status == db::KeptStatus::kept);
  CHECK(entry.recipients[0].restriction == "RCC-2026-0001");
  for (const db::Event& event : york.events()) {
    CHECK(event.copy_id == entry.message.id);
    CHECK(event.identity == "envelope");
    CHECK(event.address == "alex@example.org");
  }
  CHECK(york.events().size() == 2);
}

TEST_CASE("a councillor's own choice is named, and no restriction with it", "[milter][rows]") {
  Gateway york;
  york.councillor("cllr.ward@york.gov.uk").chooses("cllr.ward@york.gov.uk", "alex@example.org", Action::quarantine);
  Letter letter;
  letter.recipients = {"<cllr.ward@york.gov.uk>", "<tax@york.gov.uk>"};
  york.pass(letter);
  REQUIRE(york.kept().size() == 1);
  CHECK(york.kept()[0].recipients[0].choice_of == "cllr.ward@york.gov.uk");
  CHECK_FALSE(york.kept()[0].recipients[0].restriction);
  // The other recipient is unrestricted: no event.
  CHECK(york.event_lines() == Lines{"cllr.ward@york.gov.uk quarantine councillor-choice"});
}

TEST_CASE("copies have names and passes of their own", "[milter][rows]") {
  Gateway york;
  york.restricts("RCC-2026-0001", "alex@example.org", forwarded())
      .councillor("cllr.ward@york.gov.uk")
      .chooses("cllr.ward@york.gov.uk", "alex@example.org", Action::junk)
      .protects("foi@york.gov.uk");
  Letter letter;
  letter.recipients = {"<foi@york.gov.uk>", "<tax@york.gov.uk>", "<cllr.ward@york.gov.uk>"};
  york.pass(letter);
  const auto rows = york.outbox();
  REQUIRE(rows.size() == 2);
  for (const auto& row : rows) {
    CHECK(mail::is_random_id(row.id));
    CHECK(mail::is_random_id(row.token));
    CHECK(row.token != row.id);
    CHECK(row.header.find(row.token) == std::string::npos);
    CHECK(row.header.find("id " + row.id) != std::string::npos);
    CHECK(row.kept_id == york.files.whole.begin()->first);
  }
  CHECK(rows[0].token != rows[1].token);
}

TEST_CASE("brackets and source routes come off a path, and nothing else", "[milter][rows]") {
  CHECK(mail::without_brackets("<a@x.test>") == "a@x.test");
  CHECK(mail::without_brackets("a@x.test") == "a@x.test");
  CHECK(mail::without_brackets("<>").empty());
  CHECK(mail::without_brackets("").empty());
  CHECK(mail::without_brackets("<") == "<");
  CHECK(mail::without_brackets("<\"A B\"@X.test>") == "\"A B\"@X.test");
  CHECK(mail::without_brackets("<@r.test,@s.test:a@x.test>") == "a@x.test");
  CHECK(mail::without_brackets("<@nonsense>") == "@nonsense");
}

TEST_CASE("fields are counted by name without case, also beyond the limit", "[milter][header][M9]") {
  MessageHeader header(60);
  header.add("X-Postern-Junk", " a");
  header.add("x-POSTERN-junk", " b");
  header.add("Subject", std::string(100, 'x'));
  header.add("X-Postern-Junk", " c");
  header.add("X-Postern-Pass", " d");
  CHECK(header.over_limit());
  CHECK(header.fields().size() == 2);
  REQUIRE(header.postern_fields().size() == 4);
  CHECK(header.postern_fields()[2].index == 3);
  CHECK(header.postern_fields()[3].index == 1);
  CHECK(header.without_postern_fields().empty());
}

TEST_CASE("the limit of a header is exact", "[milter][header]") {
  MessageHeader exact(8);
  exact.add("Ab", "cde");
  CHECK_FALSE(exact.over_limit());
  MessageHeader over(7);
  over.add("Ab", "cde");
  CHECK(over.over_limit());
  CHECK(over.fields().empty());
}

TEST_CASE("a field's value comes without the space around it", "[milter][header]") {
  MessageHeader header(1000);
  header.add("X-A", "\n \t b c \r\n ");
  header.add("x-a", "second");
  header.add("X-Empty", " \n ");
  CHECK(header.first("x-A") == "b c");
  CHECK(header.first("X-Empty").empty());
  CHECK(header.first("X-None").empty());
}

TEST_CASE("which names are postern's", "[milter][header]") {
  for (const char* name : {"X-Postern-Pass", "x-postern-", "X-POSTERN-x"}) CHECK(is_postern_field(name));
  for (const char* name : {"X-Postern", "X-Posterns-A", " X-Postern-Pass", "", "Y-Postern-Pass"}) {
    CHECK_FALSE(is_postern_field(name));
  }
  CHECK(times_in("A: b\r\na: c\r\nB: a: d\r\n\ta: e\r\n", "A") == 2);
  CHECK(times_in("", "A") == 0);
  CHECK(times_in("AB: c\r\n", "A") == 0);
}

TEST_CASE("a client lies in a network by its first bits", "[milter][connection]") {
  const conf::Network net24{"192.0.2.0/24", {192, 0, 2, 0}, 24};
  CHECK(in(net24, {192, 0, 2, 0}));
  CHECK(in(net24, {192, 0, 2, 255}));
  CHECK_FALSE(in(net24, {192, 0, 3, 0}));
  CHECK_FALSE(in(net24, {}));
  const conf::Network net20{"10.0.16.0/20", {10, 0, 16, 0}, 20};
  CHECK(in(net20, {10, 0, 31, 255}));
  CHECK_FALSE(in(net20, {10, 0, 32, 0}));
  CHECK(in({"0.0.0.0/0", {0, 0, 0, 0}, 0}, {203, 0, 113, 1}));
  const conf::Network one{"192.0.2.1/32", {192, 0, 2, 1}, 32};
  CHECK(in(one, {192, 0, 2, 1}));
  CHECK_FALSE(in(one, {192, 0, 2, 2}));
  std::vector<std::uint8_t> six(16, 0);
  six[0] = 0x20;
  CHECK_FALSE(in({"0.0.0.0/0", {0, 0, 0, 0}, 0}, six));
  CHECK(in({"2000::/3", std::vector<std::uint8_t>{0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 3}, six));
  CHECK_FALSE(lies_in(Connection{}, {}));
}

TEST_CASE("log lines stay one line of ASCII words", "[milter][log-line]") {
  CHECK(logged("a@x.test") == "a@x.test");
  CHECK(logged("") == "-");
  CHECK(logged("a b\tc\r\nd\x1B\x7F\xC3\xA9") == "a_b_c??d????");
  CHECK(logged(std::string(500, 'x')).size() == 200);
  CHECK(logged(std::string("\0", 1)) == "?");
}

TEST_CASE("a reply's text is one that libmilter takes", "[milter][reply][M12]") {
  CHECK(reply_text("100% of it %n%s") == "100%% of it %%n%%s");
  CHECK(reply_text("a\r\nb\tc") == "a? b c");
  CHECK(reply_text("caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80!") == "caf? ? ?!");
  CHECK(reply_text("").empty());
  CHECK(reply_text(std::string("a\0b", 3)) == "a?b");
  for (const char c : {'x', '%', '\xC3'}) {
    const std::string text = reply_text(std::string(3000, c));
    CHECK(text.size() <= 980);
    CHECK(text.size() >= 978);
    CHECK(std::count(text.begin(), text.end(), '%') % 2 == 0);
  }
}
