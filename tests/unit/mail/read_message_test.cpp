// What is known of a message, put together once for all who ask.
#include "mail/read_message.hpp"

#include <catch2/catch.hpp>

#include "mail/address_header.hpp"

using namespace postern;
using policy::IdentityKind;
using Lines = std::vector<std::string>;

namespace {

struct York {
  York() { mail::initialise(); }
  mail::Reading reading() const { return {kinds, rules, 10, ids}; }
  std::vector<IdentityKind> kinds{IdentityKind::envelope, IdentityKind::from, IdentityKind::reply_to};
  policy::AddressRules rules;
  std::vector<std::string> ids{"mx.york.gov.uk"};
};

const std::vector<mail::HeaderField> kHeader{
    {"Authentication-Results", " mx.york.gov.uk; spf=pass smtp.mailfrom=alex@example.org"},
    {"From", " Sam <sam@other.test>"},
    {"Message-ID", " <one@example.org>"}};

Lines lines(const std::vector<policy::Identity>& identities) {
  Lines lines;
  for (const auto& one : identities) lines.push_back(std::string(to_text(one.kind)) + " " + one.address.text());
  return lines;
}

}  // namespace

TEST_CASE("the envelope's identities come first, then the header's", "[mail][read]") {
  const York york;
  const auto found = mail::writers({"<alex@example.org>"}, kHeader, york.reading());
  CHECK(lines(found.identities) == Lines{"envelope alex@example.org", "from sam@other.test"});
  CHECK_FALSE(found.excessive);
  CHECK_FALSE(found.delivery_report);
  CHECK(lines(mail::writers({"<>"}, {}, york.reading()).identities).empty());
}

TEST_CASE("only the identities that are configured are looked at", "[mail][read]") {
  York york;
  york.kinds = {IdentityKind::reply_to};
  CHECK(mail::senders({"<alex@example.org>"}, york.reading()).empty());
  CHECK(mail::writers({"<alex@example.org>"}, kHeader, york.reading()).identities.empty());
  york.kinds = {IdentityKind::envelope};
  CHECK(lines(mail::writers({"<alex@example.org>"}, kHeader, york.reading()).identities) ==
        Lines{"envelope alex@example.org"});
}

TEST_CASE("what the MTA makes of the sender counts beside its bytes", "[mail][read]") {
  York york;
  CHECK(lines(mail::senders({"<example.org!alex>", "alex@example.org"}, york.reading())) ==
        Lines{"envelope alex@example.org"});
  CHECK(lines(mail::senders({"<Alex@Example.org>", "alex@example.org"}, york.reading())) ==
        Lines{"envelope alex@example.org"});
  CHECK(lines(mail::senders({"<alex@example.org>", "sam@other.test"}, york.reading())) ==
        Lines{"envelope alex@example.org", "envelope sam@other.test"});
  CHECK(lines(mail::senders({"<alex@example.org>", ""}, york.reading())) == Lines{"envelope alex@example.org"});
  CHECK(mail::senders({"<>", "MAILER-DAEMON"}, york.reading()).empty());
  // What the MTA says is no guess; what only the bytes suggest is one.
  CHECK_FALSE(mail::senders({"<example.org!alex>", "alex@example.org"}, york.reading()).front().doubtful);
  CHECK(mail::senders({"<example.org!alex>", ""}, york.reading()).front().doubtful);
  york.kinds = {IdentityKind::from};
  CHECK(mail::senders({"<x>", "alex@example.org"}, york.reading()).empty());
}

TEST_CASE("a report has the null sender and says so, both", "[mail][read]") {
  const York york;
  const std::vector<mail::HeaderField> report{{"Content-Type", " multipart/report; boundary=x"}};
  CHECK(mail::writers({"<>"}, report, york.reading()).delivery_report);
  CHECK_FALSE(mail::writers({"<alex@example.org>"}, report, york.reading()).delivery_report);
  CHECK_FALSE(mail::writers({"<>"}, kHeader, york.reading()).delivery_report);
}

TEST_CASE("a header with more addresses than the limit is excessive", "[mail][read]") {
  const York york;
  std::string many;
  for (int i = 0; i < 11; ++i) many += (i == 0 ? " a" : ", a") + std::to_string(i) + "@example.org";
  CHECK(mail::writers({"<>"}, std::vector<mail::HeaderField>{{"From", many}}, york.reading()).excessive);
  many.resize(many.rfind(','));
  CHECK_FALSE(mail::writers({"<>"}, std::vector<mail::HeaderField>{{"From", many}}, york.reading()).excessive);
}

TEST_CASE("particulars say who was authenticated, for their own domain", "[mail][read]") {
  York york;
  const auto found = mail::writers({"<alex@example.org>"}, kHeader, york.reading());
  const auto known = mail::particulars({"<alex@example.org>"}, kHeader, found.identities, york.reading());
  CHECK(known.message_id == "<one@example.org>");
  REQUIRE(known.authenticated.size() == 1);
  CHECK(known.authenticated[0].text() == "alex@example.org");
  CHECK_FALSE(known.automatic);
  york.ids = {"mx.other.test"};
  CHECK(mail::particulars({"<alex@example.org>"}, kHeader, found.identities, york.reading()).authenticated.empty());
}

TEST_CASE("a program is known by its sender or by its header", "[mail][read]") {
  const York york;
  CHECK(mail::particulars({"<noreply@example.org>"}, kHeader, {}, york.reading()).automatic);
  CHECK(mail::particulars({"<alex@example.org>"}, std::vector<mail::HeaderField>{{"Precedence", " bulk"}}, {},
                          york.reading())
            .automatic);
}
