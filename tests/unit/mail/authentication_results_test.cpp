// Which domains the council's own MTA found authenticated (RFC 8601; decision.md 6).
#include "mail/authentication_results.hpp"

#include <catch2/catch.hpp>

#include "unit/mail/senders.hpp"

using namespace postern::mail;
using namespace postern::mail::samples;

namespace {

const std::vector<std::string> kOurs{"mx.york.gov.uk"};

std::vector<HeaderField> results(const std::string& value) {
  return {{"Authentication-Results", value}, {"Received", " from x"}};
}

bool authenticates(const std::vector<HeaderField>& header, const char* address = "alex@example.org") {
  return is_authenticated(*postern::policy::canonical(address, no_providers()), authenticated_domains(header, kOurs));
}

}  // namespace

TEST_CASE("each method's pass authenticates its own domain", "[mail][authentication]") {
  for (const char* value : {
           " mx.york.gov.uk; spf=pass smtp.mailfrom=example.org",
           " mx.york.gov.uk; spf=pass smtp.mailfrom=alex@example.org",
           " mx.york.gov.uk 1; dkim=pass header.d=example.org",
           " mx.york.gov.uk; dkim=pass (2048-bit key) header.i=@example.org header.b=x",
           " mx.york.gov.uk; dkim/1=pass header.d=example.org",
           " mx.york.gov.uk; dmarc=pass header.from=example.org",
           " MX.York.gov.uk; SPF=Pass smtp.MailFrom=Example.ORG",
           "\n mx.york.gov.uk;\n\tspf=fail smtp.mailfrom=x.test;\n\tdkim=pass header.d=example.org",
           " mx.york.gov.uk; dkim = pass header.d = example.org",
           " mx.york.gov.uk;   dkim   =   pass   header.d   =   example.org   ;   spf=none   ",
           " mx.york.gov.uk; spf=pass smtp.mailfrom=\"alex@example.org\"",
           " mx.york.gov.uk (a (nested) comment); spf=pass smtp.mailfrom=example.org",
       }) {
    INFO(value);
    CHECK(authenticates(results(value)));
    CHECK_FALSE(authenticates(results(value), "alex@x.test"));
  }
}

TEST_CASE("anything but a pass for that domain by our own server is none", "[mail][authentication]") {
  for (const char* value : {
           "",
           " mx.york.gov.uk",
           " mx.york.gov.uk; none",
           " mx.york.gov.uk; spf=fail smtp.mailfrom=example.org",
           " mx.york.gov.uk; spf=softfail smtp.mailfrom=example.org",
           " mx.york.gov.uk; spf=passed smtp.mailfrom=example.org",
           " mx.york.gov.uk; xspf=pass smtp.mailfrom=example.org",
           " mx.york.gov.uk; spf=pass header.d=example.org",
           " mx.york.gov.uk; spf=pass smtp.helo=example.org",
           " mx.york.gov.uk; dkim=pass smtp.mailfrom=example.org",
           " mx.york.gov.uk; dkim=pass header.d=org",
           " mx.york.gov.uk; spf=pass",
           " mx.evil.test; spf=pass smtp.mailfrom=example.org",
           " mx.york.gov.uk.evil.test; spf=pass smtp.mailfrom=example.org",
           " mx.evil.test (mx.york.gov.uk); spf=pass smtp.mailfrom=example.org",
           " (mx.york.gov.uk;) mx.evil.test; spf=pass smtp.mailfrom=example.org",
           " mx.york.gov.uk; spf=fail (spf=pass smtp.mailfrom=example.org)",
           " mx.york.gov.uk; spf=fail reason=\"x; spf=pass smtp.mailfrom=example.org\"",
           " mx.york.gov.uk; spf=fail reason=\"x\\\"; spf=pass smtp.mailfrom=example.org\"",
           " mx.york.gov.uk; spf=pass smtp.mailfrom=example.org (never ends",
           " mx.york.gov.uk; spf=pass smtp.mailfrom=example.org )",
           " mx.york.gov.uk; spf=pass smtp.mailfrom=example.org \"never ends",
           " mx.york.gov.uk; spf=pass smtp.mailfrom=\"x smtp.mailfrom=example.org\"",
       }) {
    INFO(value);
    CHECK_FALSE(authenticates(results(value)));
  }
}

TEST_CASE("fields below the first Received came from outside", "[mail][authentication]") {
  const HeaderField genuine{"authentication-results", " mx.york.gov.uk; spf=pass smtp.mailfrom=example.org"};
  CHECK(authenticates({{"X-A", ""}, genuine}));
  CHECK_FALSE(authenticates({{"Received", " from x"}, genuine}));
  CHECK_FALSE(authenticates({{"RECEIVED ", " from x"}, genuine}));
  CHECK(authenticates({{"Authentication-Results", " (broken"}, genuine}));
}

TEST_CASE("no authserv-ids, no authentication", "[mail][authentication]") {
  const auto header = results(" mx.york.gov.uk; spf=pass smtp.mailfrom=example.org");
  CHECK(authenticated_domains(header, {}).spf.empty());
}

TEST_CASE("DKIM and DMARC hold for the organisation's domain, SPF for the very domain", "[mail][authentication]") {
  CHECK(authenticates(results(" mx.york.gov.uk; dkim=pass header.d=mail.example.org")));
  CHECK(authenticates(results(" mx.york.gov.uk; dmarc=pass header.from=example.org"), "alex@mail.example.org"));
  CHECK_FALSE(authenticates(results(" mx.york.gov.uk; spf=pass smtp.mailfrom=mail.example.org")));
  // Nobody owns a public suffix.
  CHECK_FALSE(authenticates(results(" mx.york.gov.uk; dkim=pass header.d=other.co.uk"), "alex@example.co.uk"));
}

TEST_CASE("hostile fields are read to their end", "[mail][authentication][R8]") {
  for (const char* piece : {" ", "\t", "\n ", "(", ")", "\"", ";", "=", " = ", "\\", "spf=pass ", "(\\"}) {
    INFO(piece);
    CHECK_FALSE(authenticates(results(" mx.york.gov.uk;" + repeated(piece, 500'000))));
  }
}
