// Who is writing: which fields and which envelope senders count (decision.md 2).
#include "mail/identities.hpp"

#include <array>

#include <catch2/catch.hpp>

#include "unit/mail/senders.hpp"

using namespace postern::mail;
using namespace postern::mail::samples;
using postern::policy::IdentityKind;
using Found = std::vector<std::string>;

namespace {

Found envelope(std::string_view mail_from) {
  Found found;
  for (const auto& one : envelope_identities(mail_from, no_providers())) {
    CHECK(one.kind == IdentityKind::envelope);
    found.push_back(one.address.text());
  }
  return found;
}

std::vector<HeaderField> from_each(std::initializer_list<const char*> values) {
  std::vector<HeaderField> header;
  for (const char* value : values) header.push_back({"From", value});
  return header;
}

}  // namespace

TEST_CASE("every From field counts", "[mail][identities][H1]") {
  CHECK(identities_in(from_each({" sam@x.test", " alex@example.org"})) ==
        Found{"from sam@x.test", "from alex@example.org"});
  CHECK(identities_in(from_each({" sam@x.test", " Sam@x.test"})) == Found{"from sam@x.test"});
  CHECK(identities_in(from_each({"", " alex@example.org", "<<<"})) == Found{"from alex@example.org"});
}

TEST_CASE("names of fields are compared without case, and white space before the colon is none",
          "[mail][identities][H4]") {
  for (const char* name : {"From", "FROM", "from", "fRoM", "From ", "From\t", "From \t "}) {
    INFO(name);
    CHECK(identities_in(std::array{HeaderField{name, " alex@example.org"}}) == Found{"from alex@example.org"});
  }
  for (const char* name : {"", "Fro", "Fromm", "X-From", " From", "Fr om", "To", "X-Original-From", "Return-Path"}) {
    INFO(name);
    CHECK(identities_in(std::array{HeaderField{name, " alex@example.org"}}).empty());
  }
}

TEST_CASE("each kind of field gives its own kind of identity, and only those asked for", "[mail][identities][H12]") {
  const std::vector<HeaderField> header{{"From", " f@x.test"},           {"Sender", " s@x.test"},
                                        {"Reply-To", " r@x.test"},       {"Resent-From", " rf@x.test"},
                                        {"Resent-Sender", " rs@x.test"}, {"Cc", " c@x.test"}};
  CHECK(identities_in(header) == Found{"from f@x.test", "sender s@x.test", "reply-to r@x.test", "resent-from rf@x.test",
                                       "resent-sender rs@x.test"});
  const std::array only_sender{IdentityKind::sender};
  const auto found = header_identities(header, only_sender, no_providers(), 10).found;
  REQUIRE(found.size() == 1);
  CHECK(found.front().address.text() == "s@x.test");
  const std::array only_envelope{IdentityKind::envelope};
  CHECK(header_identities(header, only_envelope, no_providers(), 10).found.empty());
}

TEST_CASE("the same address in two kinds of field is two identities", "[mail][identities]") {
  CHECK(identities_in(std::vector<HeaderField>{{"From", " a@x.test"}, {"Reply-To", " a@x.test"}}) ==
        Found{"from a@x.test", "reply-to a@x.test"});
}

TEST_CASE("a message without any sender in its header has nobody in it", "[mail][identities][H3][H21]") {
  CHECK(identities_in({}).empty());
  CHECK(identities_in(std::vector<HeaderField>{{"Subject", " From: alex@example.org"}}).empty());
  CHECK(identities_in(from_each({""})).empty());
}

TEST_CASE("the limit is for all fields together", "[mail][identities][H2]") {
  const auto header = from_each({" a@x.test, b@x.test", " c@x.test"});
  CHECK(identities_in(header, 3).size() == 3);
  CHECK(identities_in(header, 2) == Found{"excessive"});
  std::vector<HeaderField> many;
  for (int i = 0; i < 1001; ++i) many.push_back({"From", " a" + std::to_string(i) + "@x.test"});
  CHECK(identities_in(many) == Found{"excessive"});
  many.pop_back();
  CHECK(identities_in(many).size() == 1000);
}

TEST_CASE("one field nested too deep makes the header excessive", "[mail][identities][H11]") {
  CHECK(identities_in(from_each({" alex@example.org", "g:g:g:"})) == Found{"from alex@example.org"});
  CHECK(identities_in(std::vector<HeaderField>{{"Sender", repeated("g:", 200)}}) == Found{"excessive"});
}

TEST_CASE("the envelope sender is read as RFC 5321 has it", "[mail][identities][H18]") {
  CHECK(envelope("<alex@example.org>") == Found{"alex@example.org"});
  CHECK(envelope("alex@example.org") == Found{"alex@example.org"});
  CHECK(envelope("<Alex+york@Example.ORG>") == Found{"alex@example.org"});
  CHECK(envelope("<@relay.test:alex@example.org>") == Found{"alex@example.org"});
  CHECK(envelope("<\"alex\"@example.org>") == Found{"alex@example.org"});
  CHECK(envelope("<\"a@b\"@x.test>") == Found{"\"a@b\"@x.test"});
  CHECK(envelope("<a@b@example.org>") == Found{"\"a@b\"@example.org"});
}

TEST_CASE("the null path and what has no domain are nobody", "[mail][identities][H18]") {
  for (const char* text : {"", "<>", "< >", "<alex>", "<alex@>", "<@>", "<alex@[>"}) {
    INFO(text);
    CHECK(envelope(text).empty());
  }
}

TEST_CASE("what is no path hides no domain, and refuses nobody", "[mail][identities][H18]") {
  for (const std::string_view text :
       {std::string_view("<(user@x.test>"), std::string_view("<user@x.test"), std::string_view("user@x.test>"),
        std::string_view("<\"user@x.test>"), std::string_view("<@x.test>"), std::string_view("<alex@x.test> SIZE=1"),
        std::string_view("<al\0ex@x.test>", 14)}) {
    INFO(text);
    const auto found = envelope_identities(text, no_providers());
    REQUIRE_FALSE(found.empty());
    CHECK(found.front().address.domain() == "x.test");
    CHECK(found.front().doubtful);
  }
  CHECK(envelope("<alex@x test>").front() == "alex@x.test");
}

TEST_CASE("a rewritten envelope sender is itself and the one inside", "[mail][identities][H16]") {
  CHECK(envelope("<SRS0=HHH=TT=example.org=alex@relay.test>") ==
        Found{"srs0=hhh=tt=example.org=alex@relay.test", "alex@example.org"});
  CHECK(envelope("<SRS1=HHH=first.test==HHH=TT=example.org=alex@relay.test>").back() == "alex@example.org");
  CHECK(envelope("<prvs=1234abcdef=alex@example.org>").back() == "alex@example.org");
  // Half of such a form is only what it says.
  CHECK(envelope("<SRS0=HHH=TT@relay.test>") == Found{"srs0=hhh=tt@relay.test"});
  CHECK(envelope("<prvs=alex@example.org>") == Found{"prvs=alex@example.org"});
}

TEST_CASE("only the message's own header counts, not that of one inside", "[mail][identities][H23]") {
  const std::vector<HeaderField> header{{"From", " sam@x.test"},
                                        {"Content-Type", " message/rfc822; x=\"From: alex@example.org\""},
                                        {"Subject", " Fwd:\n From: alex@example.org"}};
  CHECK(identities_in(header) == Found{"from sam@x.test"});
}

TEST_CASE("a delivery report is told by its content type", "[mail][identities]") {
  const auto report = [](const char* value) { return is_report(std::array{HeaderField{"Content-Type", value}}); };
  for (const char* value : {" multipart/report", " Multipart/REPORT; report-type=delivery-status", "multipart/report;x",
                            " multipart/report (comment)", "\n\tmultipart/report\n ;x=y", " multipart/report\t;x"}) {
    INFO(value);
    CHECK(report(value));
  }
  for (const char* value : {"", " multipart/reports", " multipart/mixed", " text/plain; x=multipart/report",
                            " multipart", " multipart/report-x"}) {
    INFO(value);
    CHECK_FALSE(report(value));
  }
  CHECK_FALSE(is_report({}));
}

TEST_CASE("the Message-ID comes without folds and the space around it, and never too long", "[mail][identities]") {
  const auto id = [](std::string value) { return message_id(std::array{HeaderField{"message-id", std::move(value)}}); };
  CHECK(id(" <a@x>") == "<a@x>");
  CHECK(id("\n <a@x>\n ") == "<a@x>");
  CHECK(id(" <a\n @x>") == "<a @x>");
  CHECK(id("").empty());
  CHECK(id(" \t ").empty());
  CHECK(id(std::string(2000, 'x')).size() == 998);
  CHECK(message_id({}).empty());
}
