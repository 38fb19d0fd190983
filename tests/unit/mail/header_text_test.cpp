// Fields that postern writes, and the small readers of fields: nothing of a stranger's breaks a line (faults.md M11).
#include <algorithm>
#include <array>

#include <catch2/catch.hpp>

#include "mail/dot_stuffing.hpp"
#include "mail/encoded_words.hpp"
#include "mail/header_field.hpp"
#include "mail/pass_token.hpp"
#include "mail/trace_field.hpp"
#include "unit/mail/senders.hpp"

using namespace postern::mail;
using namespace postern::mail::samples;
using namespace std::string_view_literals;
using namespace std::string_literals;

namespace {

constexpr std::chrono::sys_seconds kAt =
    std::chrono::sys_days{std::chrono::year{2026} / 11 / 2} + std::chrono::hours{9} + std::chrono::minutes{5};

/// One field and nothing else: it ends with CRLF, every other line is a continuation, every line is below 998 bytes of
/// printable ASCII.
bool is_one_field(const std::string& text) {
  if (!text.ends_with("\r\n")) return false;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find("\r\n", begin);
    const std::string line = text.substr(begin, end - begin);
    if (line.size() >= 998 || (begin > 0 && !line.starts_with('\t') && !line.starts_with(' '))) return false;
    for (const char c : line) {
      if ((c < ' ' && c != '\t') || c > '~') return false;
    }
    begin = end + 2;
  }
  return true;
}

const std::array kHostile{"\r\nBcc: x@x.test"s,
                          "a\nb"s,
                          "a\rb"s,
                          std::string("a\0b", 3),
                          "%n%s"s,
                          "\xC3\xA9\xFF"s,
                          "(((\\"s,
                          ")"s,
                          ";"s,
                          "\x1B]0;x\x07"s,
                          std::string(5000, 'x'),
                          std::string(5000, '\n'),
                          ""s,
                          " "s,
                          "\x7F"s};

}  // namespace

TEST_CASE("the Received field says where a message came from", "[mail][trace]") {
  CHECK(received_field({"mx.x.test", "192.0.2.1", "4F2A", "gate.york.gov.uk", "0123", kAt}) ==
        "Received: from mx.x.test ([192.0.2.1])\r\n\tby gate.york.gov.uk (postern) with queue id 4F2A\r\n"
        "\tid 0123; Mon, 2 Nov 2026 09:05:00 +0000\r\n");
  CHECK(received_field({"", "", "", "gate", "0123", kAt}) ==
        "Received: from unknown\r\n\tby gate (postern)\r\n\tid 0123; Mon, 2 Nov 2026 09:05:00 +0000\r\n");
}

TEST_CASE("nothing hostile breaks the Received field", "[mail][trace][M11]") {
  for (const std::string& text : kHostile) {
    INFO(text);
    const std::string field = received_field({text, text, text, text, text, kAt});
    CHECK(is_one_field(field));
    CHECK(std::count(field.begin(), field.end(), ';') == 1);
    CHECK(std::count(field.begin(), field.end(), '(') == std::count(field.begin(), field.end(), ')'));
  }
}

TEST_CASE("the action field names the restriction and the original recipients", "[mail][trace]") {
  CHECK(action_value(action_cause("RCC-2026-0001", ""), {"tax@york.gov.uk", "parks@york.gov.uk"}) ==
        "forward; restriction=RCC-2026-0001; original-recipient=tax@york.gov.uk, parks@york.gov.uk");
  CHECK(action_value(action_cause("", "cllr.ward@york.gov.uk"), {"a@york.gov.uk"}) ==
        "forward; choice-of=cllr.ward@york.gov.uk; original-recipient=a@york.gov.uk");
}

TEST_CASE("nothing hostile breaks the action field", "[mail][trace][M11]") {
  for (const std::string& text : kHostile) {
    INFO(text);
    CHECK(is_one_field(
        field_line("X-Postern-Action", action_value(action_cause(text.substr(0, 50), ""), {text, "b@x.test", text}))));
  }
  const std::string long_address = std::string(880, 'x') + "@york.gov.uk";
  const std::vector<std::string> many(1000, "somebody.with.a.name@york.gov.uk");
  const std::vector<std::string> longest(10, long_address);
  CHECK(is_one_field(field_line("X-Postern-Action", action_value(action_cause("RCC-2026-0001", ""), many))));
  CHECK(is_one_field(field_line("X-Postern-Action", action_value(action_cause("RCC-2026-0001", ""), longest))));
}

TEST_CASE("every recipient is named in the action field, however many", "[mail][trace]") {
  std::vector<std::string> many;
  for (int i = 0; i < 500; ++i) many.push_back("r" + std::to_string(i) + "@york.gov.uk");
  const std::string value = action_value(action_cause("RCC-2026-0001", ""), many);
  for (const std::string& recipient : many) CHECK(value.find(recipient) != std::string::npos);
}

TEST_CASE("a field's line ends where it says", "[mail][trace]") {
  CHECK(field_line("X-A", "b") == "X-A: b\r\n");
  CHECK(field_line("X-A", "b\n\tc") == "X-A: b\r\n\tc\r\n");
  CHECK(field_line("X-A", "b\r\n\tc") == "X-A: b\r\n\tc\r\n");
}

TEST_CASE("names of fields are the same in any case", "[mail][header-field][H4]") {
  CHECK(named({"From", ""}, "from"));
  CHECK(named({"FROM \t", ""}, "From"));
  CHECK_FALSE(named({"From", ""}, "Fro"));
  CHECK_FALSE(named({" From", ""}, "From"));
  CHECK_FALSE(named({"", ""}, "From"));
  CHECK(named({"", ""}, ""));
}

TEST_CASE("dots are stuffed the same wherever a message is cut", "[mail][dot-stuffing]") {
  const std::string message = ".\r\n..a\r\nb.c\r\n\r\n.\r\n.d\n.e\r.f\r\n.";
  const std::string expected = "..\r\n...a\r\nb.c\r\n\r\n..\r\n..d\n..e\r.f\r\n..";
  for (std::size_t first = 0; first <= message.size(); ++first) {
    for (std::size_t second = first; second <= message.size(); ++second) {
      DotStuffing stuffing;
      std::string stuffed = stuffing.piece(std::string_view(message).substr(0, first));
      stuffed += stuffing.piece(std::string_view(message).substr(first, second - first));
      stuffed += stuffing.piece(std::string_view(message).substr(second));
      CHECK(stuffed == expected);
      CHECK(stuffing.end() == "\r\n.\r\n");
    }
  }
}

TEST_CASE("the end of a message is a line of its own", "[mail][dot-stuffing]") {
  const auto whole = [](std::string_view message) {
    DotStuffing stuffing;
    const std::string stuffed = stuffing.piece(message);
    return stuffed + stuffing.end();
  };
  CHECK(whole("") == ".\r\n");
  CHECK(whole("a") == "a\r\n.\r\n");
  CHECK(whole("a\r\n") == "a\r\n.\r\n");
  CHECK(whole("a\r\n.\r\n") == "a\r\n..\r\n.\r\n");
}

TEST_CASE("random names are 32 digits and never the same", "[mail][pass-token]") {
  CHECK(is_random_id(random_id()));
  CHECK(random_id() != random_id());
  for (const auto text : {""sv, "0123456789abcdef0123456789abcde"sv, "0123456789abcdef0123456789abcdef0"sv,
                          "0123456789ABCDEF0123456789abcdef"sv, "0123456789abcdef0123456789abcdeg"sv,
                          " 123456789abcdef0123456789abcdef"sv, "0123456789abcdef\0123456789abcdef"sv}) {
    CHECK_FALSE(is_random_id(text));
  }
}

TEST_CASE("encoded words are known by their ends and decoded to UTF-8", "[mail][encoded-words]") {
  CHECK(names_alex("=?utf-8?Q?alex=40example.org?="));  // GMime is ready after this
  CHECK(is_encoded_word("=?utf-8?Q?a?="));
  CHECK_FALSE(is_encoded_word("=?utf-8?Q?a"));
  CHECK_FALSE(
      is_encoded_word("=?"
                      "?="));
  CHECK(decoded_word("=?iso-8859-1?Q?caf=E9?=") == "caf\xC3\xA9");
  CHECK(decoded_word("=?utf-8?B?Y2Fmw6k=?=") == "caf\xC3\xA9");
  CHECK(decoded_word("plain") == "plain");
}
