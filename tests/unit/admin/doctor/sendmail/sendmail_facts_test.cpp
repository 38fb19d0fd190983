#include "admin/doctor/sendmail/sendmail_facts.hpp"

#include <catch2/catch.hpp>

using namespace postern::admin::doctor;
using std::chrono::seconds;

namespace {

const std::string kFile =
    "V10/Berkeley\n"
    "Cwlocalhost\n"
    "CwYork.gov.uk\n"
    "C{w}parks.example\n"
    "C{VirtHost}homes.example\n"
    "C{ResOk}OKR\n"
    "Djmx.york.gov.uk\n"
    "DZ8.17.1.9\n"
    "#O MaxMessageSize=0\n"
    "O QueueDirectory=/var/spool/mqueue\n"
    "O DaemonPortOptions=Name=MTA, Family=inet, Addr=127.0.0.1, Port=2525\n"
    "O DaemonPortOptions=Name=MSP-v4, Port=587, M=Ea, InputMailFilters=dkim\n"
    "O InputMailFilters=dkim, postern\n"
    "O Milter.macros.connect=j, _, {daemon_name}\n"
    "O Milter.macros.envfrom=i, {auth_authen},\n"
    "\t{mail_mailer}\n"
    "Xdkim, S=unix:/run/dkim.sock\n"
    "Xpostern, S=local:/run/postern/postern.sock, F=T, T=C:30s;S:30s;R:20s;E:5m\n";

}  // namespace

TEST_CASE("each door of Sendmail has the filters of all, or its own") {
  const MtaFacts mta = sendmail_facts(kFile, "/etc/mail/sendmail.cf");
  REQUIRE(mta.services.size() == 2);
  CHECK(mta.services[0].name == "MTA");
  CHECK(mta.services[0].port == 2525);
  CHECK_FALSE(mta.services[0].needs_login);
  REQUIRE(mta.services[0].milters.size() == 2);
  CHECK(mta.services[0].milters[1].name == "postern");
  CHECK(mta.services[1].needs_login);
  REQUIRE(mta.services[1].milters.size() == 1);
  CHECK(mta.services[1].milters[0].name == "dkim");
}

TEST_CASE("a filter's flags and times are put into the words that Postfix has") {
  const MtaFacts mta = sendmail_facts(kFile, "/etc/mail/sendmail.cf");
  const Milter& dkim = mta.services[0].milters[0];
  const Milter& postern = mta.services[0].milters[1];
  CHECK(dkim.when_away == "accept");
  CHECK(dkim.command == seconds{10});
  CHECK(postern.when_away == "tempfail");
  CHECK(postern.connect == seconds{30});
  CHECK(postern.command == seconds{20});
  CHECK(postern.content == seconds{300});
}

TEST_CASE("a line that begins with white space goes on with the one before") {
  const MtaFacts mta = sendmail_facts(kFile, "/etc/mail/sendmail.cf");
  CHECK(mta.macros.mail == std::vector<std::string>{"i", "auth_authen", "mail_mailer"});
}

TEST_CASE("Sendmail opens a filter's socket as root, unless it is told another user") {
  CHECK(sendmail_facts(kFile, "x").user == "root");
  CHECK(sendmail_facts(kFile + "O RunAsUser=mail:mail\n", "x").user == "mail");
}

TEST_CASE("what Sendmail's file says of domains, limits and its version is read, comments are not") {
  const MtaFacts mta = sendmail_facts(kFile, "x");
  CHECK(mta.domains == std::vector<std::string>{"localhost", "york.gov.uk", "parks.example", "homes.example"});
  CHECK(mta.host_name == "mx.york.gov.uk");
  CHECK(mta.version == "8.17.1.9");
  CHECK_FALSE(mta.message_limit);
  CHECK(sendmail_facts(kFile + "O MaxMessageSize=1000\n", "x").message_limit == 1000U);
}

TEST_CASE("relayed domains take what is below them; addresses of clients are no domains") {
  const std::string relay = kFile + "CRHousing.example 192.168.1 IPv6:2001:db8\n";
  const MtaFacts mta = sendmail_facts(relay, "x");
  CHECK(mta.domains.back() == "housing.example");
  CHECK(mta.with_below == std::vector<std::string>{"housing.example"});
  CHECK(mta.unasked.empty());
  CHECK(sendmail_facts(relay + "Kaccess hash -T<TMPF> -o /etc/mail/access\n", "x").unasked ==
        std::vector<std::string>{"access"});
}

TEST_CASE("a door without an address listens at the port of SMTP") {
  CHECK(sendmail_facts("V10\nO InputMailFilters=\n", "x").services.front().port == 25);
}

TEST_CASE("a file that is not there, or none of Sendmail's, is refused") {
  CHECK_FALSE(read_sendmail("/nonexistent/sendmail.cf"));
  CHECK_FALSE(read_sendmail("/etc/passwd"));
}
