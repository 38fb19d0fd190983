#include "admin/doctor/mta_found.hpp"

#include <catch2/catch.hpp>

using namespace postern::admin::doctor;

TEST_CASE("what the administrator names goes before what is found") {
  const auto named = find_mtas({.kind = MtaKind::sendmail, .place = "/srv/sendmail.cf"});
  REQUIRE(named.size() == 1);
  CHECK(named[0].kind == MtaKind::sendmail);
  CHECK(named[0].place == "/srv/sendmail.cf");
}

TEST_CASE("a kind alone is looked for where Debian has it") {
  CHECK(find_mtas({.kind = MtaKind::postfix, .place = ""})[0].place == "/etc/postfix");
  CHECK(find_mtas({.kind = MtaKind::sendmail, .place = ""})[0].place == "/etc/mail/sendmail.cf");
}

TEST_CASE("a folder is Postfix', a file is Sendmail's") {
  CHECK(find_mtas({.kind = std::nullopt, .place = "/etc"})[0].kind == MtaKind::postfix);
  CHECK(find_mtas({.kind = std::nullopt, .place = "/etc/passwd"})[0].kind == MtaKind::sendmail);
}

TEST_CASE("a place where nothing is cannot be read") {
  CHECK_FALSE(read_mta({.kind = MtaKind::postfix, .place = "/nonexistent"}, {}));
  CHECK_FALSE(read_mta({.kind = MtaKind::sendmail, .place = "/nonexistent"}, {}));
}
