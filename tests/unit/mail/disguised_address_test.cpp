// Addresses in disguise, as strangers wrote them and MTAs or mail programs read them (decision.md 2).
#include <algorithm>
#include <array>

#include <catch2/catch.hpp>

#include "mail/address_header.hpp"
#include "unit/mail/senders.hpp"

using namespace postern::mail;
using namespace postern::mail::samples;
using Found = std::vector<std::string>;

namespace {

bool names(std::string_view value, const char* address) {
  const auto found = named_in(value);
  return std::find(found.begin(), found.end(), address) != found.end();
}

bool any_of_domain(const Found& found, std::string_view domain) {
  return std::any_of(found.begin(), found.end(), [&](const std::string& one) { return one.ends_with(domain); });
}

bool has_domain(std::string_view value, std::string_view domain) {
  return any_of_domain(named_in(value), domain);
}

Found senders_of(std::string_view mail_from, std::string_view mail_addr = {}) {
  Found found;
  for (const auto& one : envelope_identities(mail_from, no_providers(), mail_addr)) found.push_back(one.address.text());
  return found;
}

bool sent_by(std::string_view mail_from, const char* address) {
  const auto found = senders_of(mail_from);
  return std::find(found.begin(), found.end(), address) != found.end();
}

/// Whether the grammar alone finds alex@example.org.
bool certain(std::string_view value) {
  const std::array header{HeaderField{"From", std::string(value)}};
  const std::array kinds{postern::policy::IdentityKind::from};
  const auto found = header_identities(header, kinds, no_providers(), 100).found;
  return std::any_of(found.begin(), found.end(), [](const postern::policy::Identity& one) {
    return one.address.text() == "alex@example.org" && !one.doubtful;
  });
}

}  // namespace

TEST_CASE("the envelope sender is read as the MTA reads it", "[mail][disguise][envelope]") {
  for (const char* path : {"<example.org!alex>", "<alex%example.org>", "<\"alex@example.org\">", "<<alex@example.org>>",
                           "<Alex <alex@example.org>>", "<al\\ex@example.org>", "<alex\\@example.org>",
                           "<mailto:alex@example.org>", "<\"alex\"@\"example.org\">", "<alex@example.org"}) {
    INFO(path);
    CHECK(sent_by(path, "alex@example.org"));
  }
  CHECK(sent_by("<alex smith@example.org>", "alex.smith@example.org"));
  CHECK_FALSE(sent_by("<alex smith@example.org>", "smith@example.org"));
  CHECK(sent_by("<x@evil example>", "x@evil.example"));
  CHECK(sent_by("<a\\b@evil.example>", "ab@evil.example"));
  for (const char* path : {"<alex%example.org@x.test>", "<example.org!alex@x.test>", "<alex.example.org>",
                           "<\"alex@example.org\"@x.test>", "<example.com!alex>"}) {
    INFO(path);
    CHECK_FALSE(sent_by(path, "alex@example.org"));
  }
}

TEST_CASE("what the MTA made of the envelope sender counts beside what was written", "[mail][disguise][envelope]") {
  CHECK(senders_of("<x@x.test>", "alex@example.org") == Found{"x@x.test", "alex@example.org"});
  CHECK(senders_of("<alex@example.org>", "alex@example.org") == Found{"alex@example.org"});
  CHECK(senders_of("<alex@example.org>", "") == Found{"alex@example.org"});
  CHECK(senders_of("<>", "").empty());
  const auto found = envelope_identities("<example.org!alex>", no_providers(), "alex@example.org");
  REQUIRE_FALSE(found.empty());
  CHECK_FALSE(found.front().doubtful);
  CHECK(envelope_identities("<example.org!alex>", no_providers()).front().doubtful);
}

TEST_CASE("an unreadable local part never hides the domain", "[mail][disguise][domain]") {
  CHECK(named_in("\"RF\" <\"\"@evil.example>") == Found{"\"\"@evil.example"});
  CHECK(senders_of("<\"\"@evil.example>") == Found{"\"\"@evil.example"});
  for (const std::string address :
       {"<@evil.example>", "<a:b@evil.example>",
        "<a\x01"
        "b@evil.example>",
        "<a)b@evil.example>", "<a[b@evil.example>", "<x@.evil.example>", "<x@evil..example>", "a[b@evil.example",
        "a:b@evil.example", "@evil.example", "<a\\@evil.example>", "<\"a@evil.example>"}) {
    INFO(address);
    CHECK(has_domain(address, "@evil.example"));
    CHECK(any_of_domain(senders_of(address), "@evil.example"));
  }
  for (const char* address : {"<evil.example>", "<a@>", "<a@[>", "evil.example", "<a@evil.example.org>"}) {
    INFO(address);
    CHECK_FALSE(has_domain(address, "@evil.example"));
  }
}

TEST_CASE("bytes beyond ASCII before an address are a name, and hide nobody", "[mail][disguise]") {
  for (const char* value : {"\xFF\xFE alex@example.org", "J\xF6rg alex@example.org", "J\xC3\xB6rg alex@example.org",
                            "alex@example.org J\xF6rg"}) {
    INFO(value);
    CHECK(names(value, "alex@example.org"));
  }
}

TEST_CASE("Sendmail joins the words of an address by dots, and the last word is nobody", "[mail][disguise][sendmail]") {
  for (const char* value : {"Alex <alex smith@example.org>", "alex smith@example.org", "<alex smith@example.org>",
                            "Alex <example.org!alex.smith>", "alex.smith%example.org", "<alex.smith%example.org>"}) {
    INFO(value);
    CHECK(names(value, "alex.smith@example.org"));
    CHECK_FALSE(names(value, "smith@example.org"));
  }
  CHECK(names("x@evil example", "x@evil.example"));
  CHECK(names("<x@evil example>", "x@evil.example"));
  CHECK(names("Alex <example.org!alex>", "alex@example.org"));
  CHECK(names("evil.example!x", "x@evil.example"));
  CHECK(has_domain("<a(b)c@evil.example>", "@evil.example"));
  CHECK_FALSE(names("Great! Sale <sam@x.test>", "sale@great"));
}

TEST_CASE("the only address counts in whatever quotes and brackets it stands", "[mail][disguise]") {
  for (const char* value :
       {"\"Alex\" <\"alex@example.org\">", "<\"alex@example.org\" >", "<\"alex\"@\"example.org\">",
        "<\"alex\\@example.org\">", "<\"alex\\\\@example.org\">", "\"alex@example.org\"", "{alex@example.org}",
        "[alex@example.org]", "<'alex@example.org'>", "Alex [alex@example.org]", "`alex@example.org'",
        "\xE2\x80\x9C"
        "alex@example.org\xE2\x80\x9D",
        "Alex \xC2\xAB"
        "alex@example.org\xC2\xBB",
        "\xEF\xBC\x9C"
        "alex@example.org\xEF\xBC\x9E",
        "\x93"
        "alex@example.org\x94",
        "\xA0"
        "alex@example.org\xA0",
        "<\xA0"
        "alex@example.org>",
        "<alex@example.org\xA0>",
        "<\xE2\x80\x9C"
        "alex@example.org\xE2\x80\x9D>"}) {
    INFO(value);
    CHECK(names_alex(value));
    // White space of any kind is no disguise.
    CHECK(certain(value) == (std::string_view(value).find('\xA0') != std::string_view::npos));
  }
  for (const char* value :
       {"\"alex@example.org\" <sam@x.test>", "\"alex@example.org\", sam@x.test", "\"alex@example.org\": sam@x.test;",
        "'alex@example.org' <sam@x.test>", "[alex@example.org] <sam@x.test>",
        "\xE2\x80\x9C"
        "alex@example.org\xE2\x80\x9D <sam@x.test>",
        "\"alex@example.org\"@x.test"}) {
    INFO(value);
    CHECK_FALSE(names_alex(value));
  }
}

TEST_CASE("a scheme before an address is no part of it", "[mail][disguise]") {
  for (const char* value :
       {"\"Julia\" <mailto:alex@example.org>", "<MAILTO:alex@example.org>", "<mailto:alex@example.org?subject=hi>",
        "Alex [SMTP:alex@example.org]", "mailto:alex@example.org", "<smtp:alex@example.org>"}) {
    INFO(value);
    CHECK(names_alex(value));
    CHECK_FALSE(names("mailto:sam@x.test", "alex@example.org"));
  }
  CHECK_FALSE(names_alex("\"mailto:alex@example.org\" <sam@x.test>"));
}

TEST_CASE("encoded words inside an address are decoded", "[mail][disguise]") {
  for (const char* value : {"Alex <=?utf-8?q?alex?=@example.org>", "=?utf-8?q?alex?=@example.org",
                            "alex@=?utf-8?q?example?=.org", "\"=?utf-8?q?alex?=\"@example.org"}) {
    INFO(value);
    CHECK(names_alex(value));
  }
  CHECK_FALSE(names_alex("Alex <=?utf-8?q?alexa?=@example.org>"));
}

TEST_CASE("an address in a name beside a mailbox is nobody, however the name is written", "[mail][disguise][H6]") {
  for (const char* value :
       {"=?utf-8?Q?Zo=C3=AB=2C_alex=40example=2Eorg?= <forms@webform.example>",
        "=?utf-8?Q?Alex_=3Calex=40example.org=3E_via_Forum?= <forms@webform.example>",
        "=?utf-8?Q?Zo=C3=AB?= =?utf-8?Q?=2C_alex=40example.org?= <f@w.example>",
        "=?utf-8?B?U3VwcG9ydCA8YWxleEBleGFtcGxlLm9yZz4=?= <f@w.example>",
        "on behalf of alex@example.org <carer@charity.example>", "Bob alex@example.org <bob@other.example>",
        "Bob - alex@example.org - <bob@other.example>", "Bob \"alex@example.org <bob@other.example>"}) {
    INFO(value);
    CHECK(named_in(value).size() == 1);
    CHECK_FALSE(names_alex(value));
  }
}

TEST_CASE("only what the grammar finds is certain", "[mail][disguise]") {
  for (const char* value : {"alex@example.org", "Alex <alex@example.org>", "\"A, B\" <alex@example.org> (x)",
                            "Team: sam@x.test, Alex <alex@example.org>;", "alex @ example.org",
                            "=?utf-8?Q?Zo=C3=AB?= <alex@example.org>", "alex@example.org <alex@example.org>"}) {
    INFO(value);
    CHECK(certain(value));
  }
  for (const char* value : {"alex@example.org <sam@x.test>", "<sam@x.test> alex@example.org", "alex@example.org x",
                            "<alex@example.org", "=?utf-8?Q?alex=40example.org?=", "alex@example.org@x.test"}) {
    INFO(value);
    CHECK(names_alex(value));
    CHECK_FALSE(certain(value));
  }
}

TEST_CASE("a sender that a forwarder rewrote is never the forwarder", "[mail][disguise][H16]") {
  CHECK(sent_by("<bob+SRS=HHHHH=TT=example.org=alex@fwd.example>", "alex@example.org"));
  CHECK_FALSE(sent_by("<bob+SRS=HHHHH=TT=example.org=alex@fwd.example>", "bob@fwd.example"));
  CHECK(sent_by("<bob+SRS=HH/H+=TT=example.org=alex@fwd.example>", "alex@example.org"));
  CHECK(senders_of("<bounces+SRS=HHHHH=TT@fwd.example>") == Found{"bounces@fwd.example"});
  CHECK(sent_by("<alex+SRS=HHHHH=TT=other.example=carol@example.org>", "carol@other.example"));
  CHECK_FALSE(sent_by("<alex+SRS=HHHHH=TT=other.example=carol@example.org>", "alex@example.org"));
  CHECK_FALSE(sent_by("<alex+caf_=tax=york.gov.uk@example.org>", "alex@example.org"));
  CHECK(has_domain("alex@example.org", "@example.org"));
}
