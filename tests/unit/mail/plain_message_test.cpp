#include "mail/plain_message.hpp"

#include <sstream>

#include <catch2/catch.hpp>

#include "mail/address_header.hpp"

using namespace postern;

namespace {

mail::PlainMessage sample() {
  mail::initialise();
  return {"Restricted Contact <restricted-contact@york.gov.uk>",
          {"m.manager@york.gov.uk", "director@york.gov.uk"},
          "Kept messages: 2",
          "Two messages wait.\n\npostern quarantine release 0123\n",
          std::chrono::sys_days{std::chrono::year{2026} / 11 / 2} + std::chrono::hours{7},
          "0123@york.gov.uk"};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\r\n" + text).find("\r\n" + line + "\r\n") != std::string::npos;
}

}  // namespace

TEST_CASE("a message of postern's own says who it is from, to whom, and that nobody wrote it", "[mail][plain]") {
  const std::string text = mail::composed(sample());
  CHECK(has_line(text, "From: Restricted Contact <restricted-contact@york.gov.uk>"));
  CHECK(has_line(text, "To: m.manager@york.gov.uk, director@york.gov.uk"));
  CHECK(has_line(text, "Subject: Kept messages: 2"));
  CHECK(has_line(text, "Date: Mon, 02 Nov 2026 07:00:00 +0000"));
  CHECK(has_line(text, "Message-Id: <0123@york.gov.uk>"));
  CHECK(has_line(text, "Auto-Submitted: auto-generated"));
  CHECK(has_line(text, "X-Auto-Response-Suppress: All"));
  CHECK(has_line(text, "MIME-Version: 1.0"));
  CHECK(has_line(text, "Content-Type: text/plain; charset=utf-8"));
  CHECK(text.ends_with("\r\n\r\nTwo messages wait.\r\n\r\npostern quarantine release 0123\r\n"));
}

TEST_CASE("every line ends with CRLF and none is too long for SMTP", "[mail][plain]") {
  auto message = sample();
  message.text = std::string(5000, 'x') + "\nZürich\r\n.\nlone\rreturn\n" + std::string(1, '\0') + "end";
  message.subject = std::string(3000, 's');
  for (int i = 0; i < 200; ++i) message.to.push_back("somebody" + std::to_string(i) + "@york.gov.uk");
  const std::string text = mail::composed(message);
  for (const std::string& line : lines_of(text)) {
    CHECK(line.size() <= 998);
    CHECK(line.ends_with('\r'));
    CHECK(line.find('\r') == line.size() - 1);
    CHECK(std::all_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != 0; }));
  }
}

TEST_CASE("text in any language survives", "[mail][plain]") {
  auto message = sample();
  message.text = "Grüße — 100% = alles\n";
  const std::string text = mail::composed(message);
  CHECK(has_line(text, "Content-Transfer-Encoding: quoted-printable"));
  CHECK(text.ends_with("Gr=C3=BC=C3=9Fe =E2=80=94 100% =3D alles\r\n"));
}

TEST_CASE("nothing in a subject or an address begins a field of its own", "[mail][plain]") {
  auto message = sample();
  message.subject = "Kept\r\nBcc: everybody@example.org\n\nBody";
  message.to = {"m.manager@york.gov.uk\r\nBcc: everybody@example.org"};
  message.message_id = "1\r\nBcc: x@example.org";
  message.from = "R <r@york.gov.uk>\r\nBcc: x@example.org";
  const std::string text = mail::composed(message);
  for (const std::string& line : lines_of(text)) {
    INFO(line);
    CHECK_FALSE(line.starts_with("Bcc"));
    CHECK_FALSE(line.starts_with("Body"));
  }
}
