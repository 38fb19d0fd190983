// Unicode in addresses: what looks the same to a machine is the same, what only looks alike to a person is not.
#include <clocale>
#include <random>
#include <string>

#include <catch2/catch.hpp>

#include "policy/address/address.hpp"
#include "unit/policy/samples.hpp"

using namespace postern::policy;

namespace {

std::string same_unicode(std::string_view text) {
  const auto address = canonical(text, samples::rules_of_york());
  return address ? address->text() : "none";
}

/// Pieces of which a hostile address might be made.
const std::vector<std::string>& pieces() {
  static const std::vector<std::string> all{"a",
                                            "B",
                                            "z9",
                                            ".",
                                            "..",
                                            "+",
                                            "-",
                                            "_",
                                            "@",
                                            "<",
                                            ">",
                                            "(",
                                            ")",
                                            "\"",
                                            "\\",
                                            " ",
                                            "\t",
                                            ":",
                                            ",",
                                            ";",
                                            "[",
                                            "]",
                                            "1.2",
                                            "xn--",
                                            "Xn--",
                                            "xn--mnich-kva",
                                            "gmail.com",
                                            "pm.me",
                                            "x.fastmail.com",
                                            "york.gov.uk",
                                            "=",
                                            "SRS0=",
                                            "\xC3\xA9",
                                            "e\xCC\x81",
                                            "\xCC\x81",
                                            "\xCC\xA7",
                                            "\xC4\xB1",
                                            "\xC4\xB0",
                                            "\xC3\x9F",
                                            "\xE1\xBA\x9E",
                                            "\xE2\x84\xAA",
                                            "\xCD\xBE",
                                            "\xE1\xBF\xAF",
                                            "\xEF\xBC\xA0",
                                            "\xEF\xBC\x8E",
                                            "\xEF\xBC\x88",
                                            "\xE3\x80\x82",
                                            "\xEF\xBD\x81",
                                            "\xE2\x80\x8B",
                                            "\xC2\xAD",
                                            "\xE2\x80\xAE",
                                            "\xCD\x8F",
                                            "\xCE\x90",
                                            "\xE1\xBF\x93",
                                            "\xCD\x85",
                                            "\xE1\xBE\xB3",
                                            "\xEA\xAD\xB0",
                                            "\xF0\x90\x90\x80",
                                            "\xFF",
                                            "\xC2",
                                            "\xF0\x9F\x98\x80",
                                            "\xE3\x85\xA4",
                                            "\xEF\xAC\x81",
                                            "\xD7\x90",
                                            "\xC2\xA0"};
  return all;
}

std::string random_address(std::mt19937& random) {
  std::uniform_int_distribution<std::size_t> piece(0, pieces().size() - 1);
  std::uniform_int_distribution<int> length(1, 6);
  const auto some = [&] {
    std::string text;
    for (int i = length(random); i > 0; --i) text += pieces()[piece(random)];
    return text;
  };
  std::string text = some();
  return text + "@" + some();
}

}  // namespace

TEST_CASE("case means nothing, in the local part neither", "[policy][address][H13]") {
  CHECK(same_unicode("ALEX@EXAMPLE.ORG") == "alex@example.org");
  CHECK(same_unicode("Alex@Example.Org.") == "alex@example.org");
  CHECK(same_unicode("\xC3\x89lodie@example.org") == same_unicode("\xC3\xA9lodie@example.org"));
  CHECK(same_unicode("stra\xC3\x9F"
                     "e@example.org") == same_unicode("STRASSE@example.org"));
  CHECK(same_unicode("\xE2\x84\xAAim@example.org") == "kim@example.org");
}

TEST_CASE("a composed letter and its parts are one letter", "[policy][address][H13]") {
  CHECK(same_unicode("e\xCC\x81lodie@example.org") == same_unicode("\xC3\xA9lodie@example.org"));
  CHECK(same_unicode("alex@e\xCC\x81xample.org") == same_unicode("alex@\xC3\xA9xample.org"));
}

TEST_CASE("a domain in letters and in ASCII is one domain", "[policy][address][H13]") {
  CHECK(same_unicode("alex@m\xC3\xBCnich.example") == "alex@xn--mnich-kva.example");
  CHECK(same_unicode("alex@XN--MNICH-KVA.example") == "alex@xn--mnich-kva.example");
  CHECK(same_unicode("alex@Xn--Mnich-Kva.example") == "alex@xn--mnich-kva.example");
  CHECK(same_unicode("alex@m\xC3\xBCnich\xE3\x80\x82"
                     "example") == "alex@xn--mnich-kva.example");
  CHECK(same_unicode("alex@\xEF\xBD\x85xample.org") == "alex@example.org");
  CHECK(same_unicode("alex@fa\xC3\x9F.example") == "alex@xn--fa-hia.example");  // non-transitional: not fass.example
}

TEST_CASE("what a provider ignores cannot part a letter from its accent", "[policy][address][H13]") {
  CHECK(same_unicode("e.\xCC\x81lodie@gmail.com") == same_unicode("\xC3\xA9lodie@gmail.com"));
  std::string flood = "e\xCC\x81+";
  for (int i = 0; i < 40; ++i) flood += "\xCC\x81";
  CHECK(same_unicode(flood + "@example.org") == same_unicode("\xC3\xA9@example.org"));
}

TEST_CASE("invisible characters count for nothing", "[policy][address][H13]") {
  CHECK(same_unicode("al\xE2\x80\x8B"
                     "ex@example.org") == "alex@example.org");
  CHECK(same_unicode("al\xC2\xAD"
                     "ex@exam\xC2\xADple.org") == "alex@example.org");
  CHECK(same_unicode("\xE2\x80\xAE"
                     "alex@example.org\xE2\x80\x8F") == "alex@example.org");
}

TEST_CASE("the Turkish letters stay letters of their own", "[policy][address][H13]") {
  CHECK(same_unicode("\xC4\xB1nfo@example.org") != same_unicode("info@example.org"));
  CHECK(same_unicode("\xC4\xB0nfo@example.org") != same_unicode("info@example.org"));
  CHECK(same_unicode("INFO@example.org") == "info@example.org");
}

TEST_CASE("a letter that only looks alike is another letter", "[policy][address][H14]") {
  CHECK(same_unicode("\xD0\xB0lex@example.org") != same_unicode("alex@example.org"));
  CHECK(same_unicode("alex@ex\xD0\xB0mple.org") != same_unicode("alex@example.org"));
}

TEST_CASE("a full-width sign never splits an address, nor hides a second domain in one", "[policy][address][H13]") {
  CHECK(same_unicode("alex\xEF\xBC\xA0"
                     "example.org") == "none");
  CHECK(same_unicode("alex@example.org\xEF\xBC\xA0york.gov.uk") == "none");
  CHECK(same_unicode("alex@exa\xEF\xBC\x88mple.org") == "none");
  CHECK(same_unicode("alex@exa\xEF\xBC\x8Cmple.org") == "none");
  CHECK(same_unicode("alex@example\xEF\xBC\x8Eorg") == "alex@example.org");
}

TEST_CASE("bytes that are no UTF-8 are an address of their own, in valid UTF-8", "[policy][address][H22]") {
  CHECK(same_unicode("al\xFF"
                     "ex@example.org") ==
        "al\xEF\xBF\xBD"
        "ex@example.org");
  CHECK(same_unicode("alex@exa\xFFmple.org") == "none");
}

TEST_CASE("a label that is no valid A-label is compared as it is written", "[policy][address][H13]") {
  CHECK(same_unicode("alex@xn--zzzzzzzzz99999.example") == "alex@xn--zzzzzzzzz99999.example");
  CHECK(same_unicode("alex@XN--ZZZZZZZZZ99999.example") == "alex@xn--zzzzzzzzz99999.example");
  CHECK(same_unicode("alex@\xC3\xA9..example") == "none");
  CHECK(same_unicode("alex@.\xC3\xA9.example") == "none");
}

TEST_CASE("canonicalising twice is canonicalising once", "[policy][address][property]") {
  std::mt19937 random(20261102);
  int found = 0;
  for (int i = 0; i < 50'000; ++i) {
    const std::string text = random_address(random);
    const auto once = canonical(text, samples::rules_of_york());
    if (!once) continue;
    ++found;
    if (canonical(once->text(), samples::rules_of_york()) == once && !once->local().empty() &&
        !once->domain().empty()) {
      continue;
    }
    INFO(text);
    INFO(once->text());
    CHECK(canonical(once->text(), samples::rules_of_york()) == once);
    CHECK_FALSE(once->domain().empty());
  }
  CHECK(found > 1'000);
}

TEST_CASE("random bytes are read without harm, and what is read is stable", "[policy][address][property]") {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> byte(0, 255);
  std::uniform_int_distribution<int> length(0, 24);
  for (int i = 0; i < 50'000; ++i) {
    std::string text;
    for (int n = length(random); n > 0; --n) text += static_cast<char>(byte(random));
    text += "@ex.org";
    const auto once = canonical(text, samples::rules_of_york());
    if (once && canonical(once->text(), samples::rules_of_york()) != once) FAIL(text);
  }
}

TEST_CASE("the locale changes nothing", "[policy][address]") {
  const std::string before = same_unicode("INFO.TITI@EXAMPLE.ORG");
  const char* turkish = std::setlocale(LC_ALL, "tr_TR.UTF-8");
  const std::string during = same_unicode("INFO.TITI@EXAMPLE.ORG");
  std::setlocale(LC_ALL, "C");
  CHECK(during == before);
  if (turkish == nullptr) WARN("there is no tr_TR.UTF-8 on this machine: only the default locale was tried");
}
