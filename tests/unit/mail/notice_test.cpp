// A notice as a message: its fields, its two parts, and that nothing a customer wrote reaches it (faults.md A3, A5).
#include "mail/notice.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "mail/address_header.hpp"

using namespace postern;
using mail::NoticeHead;
using policy::TemplatePair;
using policy::TemplateView;

namespace {

NoticeHead head() {
  mail::initialise();
  NoticeHead made;
  made.from = "Restricted Contact <restricted-contact@york.gov.uk>";
  made.bounces = "bounces@york.gov.uk";
  made.to = "alex@example.org";
  made.message_id = "0123456789abcdef0123456789abcdef@york.gov.uk";
  made.in_reply_to = "<one@example.org>";
  made.language = "en";
  made.at = std::chrono::sys_days{std::chrono::year{2026} / 11 / 2} + std::chrono::hours{9};
  return made;
}

TemplatePair pair(const std::string& text = "Subject: Hello\n\nText of {{council}}\n",
                  const std::string& html = "<p>{{council}}</p>") {
  return {{"own.txt.mustache", text, true}, {"own.html.mustache", html, true}};
}

TemplateView view(const std::string& council = "City of York Council") {
  TemplateView made;
  made.values["council"] = council;
  return made;
}

std::string composed(const NoticeHead& of = head(), const TemplatePair& templates = pair(),
                     const TemplateView& values = view()) {
  const auto made = mail::notice(of, templates, values);
  if (!made) FAIL(made.error().problems.front());
  return *made;
}

std::string header_of(const std::string& message) {
  return message.substr(0, message.find("\r\n\r\n") + 2);
}

/// The whole value of a field; how often it occurs is the number of values.
std::vector<std::string> fields(const std::string& message, const std::string& name) {
  std::vector<std::string> values;
  std::string header = "\r\n" + header_of(message);
  for (std::size_t at = header.find("\r\n" + name + ": "); at != std::string::npos;
       at = header.find("\r\n" + name + ": ", at + 1)) {
    const std::size_t begin = at + name.size() + 4;
    values.push_back(header.substr(begin, header.find("\r\n", begin) - begin));
  }
  return values;
}

using Lines = std::vector<std::string>;

std::string refusal_of(const TemplatePair& templates) {
  const auto usable = mail::usable_for_notices({templates, pair()});
  return usable ? std::string() : usable.error().problems.front();
}

}  // namespace

TEST_CASE("a notice has every field that RFC 3834 wants", "[mail][notice][A3]") {
  const std::string message = composed();
  CHECK(fields(message, "From") == Lines{"Restricted Contact <restricted-contact@york.gov.uk>"});
  CHECK(fields(message, "To") == Lines{"alex@example.org"});
  CHECK(fields(message, "Subject") == Lines{"Hello"});
  CHECK(fields(message, "Date") == Lines{"Mon, 02 Nov 2026 09:00:00 +0000"});
  CHECK(fields(message, "Message-Id").size() + fields(message, "Message-ID").size() == 1);
  CHECK(fields(message, "In-Reply-To") == Lines{"<one@example.org>"});
  CHECK(fields(message, "References") == Lines{"<one@example.org>"});
  CHECK(fields(message, "Auto-Submitted") == Lines{"auto-replied"});
  CHECK(fields(message, "X-Auto-Response-Suppress") == Lines{"All"});
  CHECK(fields(message, "Content-Language") == Lines{"en"});
  CHECK(fields(message, "MIME-Version").size() + fields(message, "Mime-Version").size() == 1);
  CHECK(message.find("<0123456789abcdef0123456789abcdef@york.gov.uk>") != std::string::npos);
  CHECK(message.find("Text of City of York Council\r\n") != std::string::npos);
  CHECK(message.find("<p>City of York Council</p>") != std::string::npos);
}

TEST_CASE("every line of a notice ends with CRLF and is short and 7-bit", "[mail][notice]") {
  const std::string message =
      composed(head(), pair("Subject: Cyngor\n\n" + std::string(300, 'x') + " ŵ\n", "<p>ŷ</p>"));
  std::size_t length = 0;
  for (std::size_t i = 0; i < message.size(); ++i) {
    length = message[i] == '\n' ? 0 : length + 1;
    if (length > 200 || static_cast<unsigned char>(message[i]) >= 0x80) FAIL("at " << i);
    if (message[i] == '\n') CHECK((i > 0 && message[i - 1] == '\r'));
    if (message[i] == '\r') CHECK((i + 1 < message.size() && message[i + 1] == '\n'));
  }
}

TEST_CASE("without a Message-ID that can be used nothing is referred to", "[mail][notice][A5]") {
  for (const char* each : {"", "one@example.org", "<one>", "<one@x>\r\nBcc: y@z.test", "<a b@x>", "<one@x> <two@x>",
                           "<\xC3\xB6@x>", "<one@x@y>", "<@x>", "<x@>"}) {
    NoticeHead of = head();
    of.in_reply_to = each;
    const std::string message = composed(of);
    CHECK(fields(message, "In-Reply-To").empty());
    CHECK(fields(message, "References").empty());
    CHECK(message.find("Bcc") == std::string::npos);
  }
  CHECK(mail::usable_message_id("<" + std::string(300, 'a') + "@x>").empty());
  CHECK(mail::usable_message_id("<a.b+c=d$e@mail.example.org>") == "<a.b+c=d$e@mail.example.org>");
}

TEST_CASE("a From without an address is the bounces address", "[mail][notice]") {
  for (const char* each : {"", "Restricted Contact", "Friends: a@x.test;"}) {
    NoticeHead of = head();
    of.from = each;
    CHECK(fields(composed(of), "From") == Lines{"bounces@york.gov.uk"});
  }
  NoticeHead of = head();
  of.from = "Cyngor Tŷ <contact@york.gov.uk>";
  REQUIRE(fields(composed(of), "From").size() == 1);
  CHECK(fields(composed(of), "From").front().find("=?UTF-8?") != std::string::npos);
}

TEST_CASE("values are escaped in HTML, and no template of their own", "[mail][notice][A5]") {
  TemplateView hostile = view("<script>alert(1)</script>{{reference}}&\"");
  hostile.values["reference"] = "RCC-2026-0001";
  hostile.lists["refused"] = {"\"<b>\"@york.gov.uk"};
  const std::string message = composed(
      head(), pair("Subject: Hello\n\n{{council}}\n", "<p>{{council}}</p>{{#refused}}{{.}}{{/refused}}"), hostile);
  CHECK(message.find("<script>alert(1)</script>{{reference}}&\"\r\n") != std::string::npos);  // in the text
  CHECK(message.find("<p><script>") == std::string::npos);
  CHECK(message.find("&lt;script&gt;") != std::string::npos);
  CHECK(message.find("<b>") == std::string::npos);
  CHECK(message.find("RCC-2026-0001") == std::string::npos);
}

TEST_CASE("a subject is one line, whatever is in its values", "[mail][notice][A5]") {
  TemplateView hostile = view("York\r\nBcc: x@y.test");
  const std::string message = composed(head(), pair("Subject: {{council}}\n\nText\n"), hostile);
  CHECK(fields(message, "Bcc").empty());
}

TEST_CASE("the language is the template's", "[mail][notice]") {
  NoticeHead of = head();
  of.language = "cy";
  TemplatePair templates = pair("Subject: Hello\n\n{{language}}\n", "<html lang=\"{{language}}\"></html>");
  templates.html.in_language = false;
  const std::string message = composed(of, templates);
  CHECK(fields(message, "Content-Language") == Lines{"cy"});
  CHECK(message.find("Content-Language: en") != std::string::npos);  // of the HTML part
  CHECK(message.find("lang=3D\"en\"") != std::string::npos);
}

TEST_CASE("a template that no notice can be made of is named, with what is wrong", "[mail][notice]") {
  CHECK(refusal_of(pair()).empty());
  const auto both = mail::usable_for_notices({pair(""), pair("Hello\n")});
  REQUIRE_FALSE(both);
  CHECK(both.error().problems.size() == 2);
  CHECK(refusal_of(pair("Hello\n\nText\n")).find("own.txt.mustache: is no template of a notice: its first line") == 0);
  CHECK(refusal_of(pair("Subject: \n\nText\n")).find("its subject is empty") != std::string::npos);
  CHECK(refusal_of(pair("Subject: " + std::string(201, 'x') + "\n\nText\n")).find("too long") != std::string::npos);
  CHECK(refusal_of(pair("Subject: Hello\n \n")).find("nothing stands below") != std::string::npos);
  CHECK(refusal_of(pair("")).find("nothing is in it") != std::string::npos);
  CHECK(refusal_of(pair("Subject: Hello\n\nText\n", " \n")).find("own.html.mustache: ") == 0);
  CHECK(refusal_of(pair("Subject: Hello\n\n{{#whom}}\n")).find("own.txt.mustache: is no template that can be") == 0);
  CHECK(refusal_of(pair("Subject: Hello\n\nText\n", "<p>{{whom</p>")).find("own.html.mustache: ") == 0);
}

TEST_CASE("template files with lines that end with CRLF make the same notice", "[mail][notice]") {
  CHECK(composed(head(), pair("Subject: Hello\r\n\r\nText of {{council}}\r\n")) == composed());
}
