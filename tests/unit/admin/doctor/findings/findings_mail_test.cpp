#include "admin/doctor/findings/findings_mail.hpp"

#include <catch2/catch.hpp>

#include "admin/doctor/findings/findings_submit.hpp"
#include "unit/admin/doctor/healthy.hpp"

using namespace postern;
using namespace postern::admin::doctor;
using test::found;
using test::healthy;
using test::trouble;

TEST_CASE("an MTA that agrees with the council's configuration is fine") {
  for (const auto check : {findings_domains, findings_message, findings_submit, findings_notices})
    CHECK(test::all_fine(check(healthy())));
}

TEST_CASE("a domain of the council that the MTA does not take is found, and one that it takes and nobody named") {
  Seen seen = healthy();
  seen.config.council.domains.push_back("parks.example");
  CHECK(found(findings_domains(seen), "domains", Standing::warning, "parks.example is in council.domains"));
  seen.mta->domains.push_back("parks.example");
  CHECK(test::all_fine(findings_domains(seen)));
  seen.mta->domains.push_back("libraries.example");
  CHECK(found(findings_domains(seen), "domains", Standing::warning, "mail for libraries.example"));
}

TEST_CASE("a domain that only an unanswering table may have is unknown") {
  Seen seen = healthy();
  seen.config.council.domains.push_back("parks.example");
  seen.mta->unasked = {"mysql:/etc/postfix/domains"};
  CHECK(found(findings_domains(seen), "domains", Standing::unknown, "mysql:"));
  CHECK_FALSE(found(findings_domains(seen), "domains", Standing::warning));
}

TEST_CASE("a domain below one whose subdomains are taken is taken, and a name without a dot is the host's own") {
  Seen seen = healthy();
  seen.config.council.domains.push_back("parks.example.org");
  seen.mta->with_below = {"ample.org"};
  CHECK(found(findings_domains(seen), "domains", Standing::warning, "parks.example.org"));
  seen.mta->with_below = {"example.org"};
  CHECK(test::all_fine(findings_domains(seen)));
  seen.mta->domains.push_back("mailhost");
  CHECK(test::all_fine(findings_domains(seen)));
}

TEST_CASE("another delimiter is a warning; an MTA that divides no address is none") {
  Seen seen = healthy();
  seen.mta->delimiters = "-";
  CHECK(found(findings_domains(seen), "delimiter", Standing::warning, "\"-\""));
  seen.mta->delimiters = "";
  CHECK(trouble(findings_domains(seen), "delimiter") == nullptr);
}

TEST_CASE("messages larger than what postern keeps are a warning") {
  Seen seen = healthy();
  seen.mta->message_limit = seen.config.quarantine.max_message + 1;
  CHECK(found(findings_message(seen), "message-size", Standing::warning, "552"));
  seen.mta->message_limit = std::nullopt;
  CHECK(found(findings_message(seen), "message-size", Standing::warning, "any size"));
}

TEST_CASE("a Postfix that forgets original recipients loses mail where there are aliases") {
  Seen seen = healthy();
  seen.mta->keeps_original_recipient = false;
  CHECK(found(findings_message(seen), "original-recipient", Standing::warning));
  seen.mta->has_virtual_aliases = true;
  CHECK(found(findings_message(seen), "original-recipient", Standing::fault, "mail is lost"));
}

TEST_CASE("bare newlines are a warning, and unknown to a Postfix without the setting") {
  Seen seen = healthy();
  seen.mta->bare_newline = "no";
  CHECK(found(findings_message(seen), "bare-newline", Standing::warning, "smuggle"));
  seen.mta->bare_newline = "";
  CHECK(found(findings_message(seen), "bare-newline", Standing::unknown));
  seen.mta->bare_newline = "normalize";
  CHECK(trouble(findings_message(seen), "bare-newline") == nullptr);
}

TEST_CASE("a submission port where the MTA does not listen is found; another host's is not judged here") {
  Seen seen = healthy();
  seen.config.mail.submit_port = 2525;
  CHECK(found(findings_submit(seen), "submit-port", Standing::fault, "25, 587"));
  seen.config.mail.submit_host = "relay.example";
  CHECK(findings_submit(seen).empty());
}

TEST_CASE("a submission port without posternd is a warning") {
  Seen seen = healthy();
  seen.mta->services[1].milters.clear();
  seen.config.mail.submit_port = 587;
  CHECK(found(findings_submit(seen), "submit-unfiltered", Standing::warning, "submission inet"));
}

TEST_CASE("no name of a server that authenticates is a warning") {
  Seen seen = healthy();
  seen.config.authserv_ids.clear();
  CHECK(found(findings_notices(seen), "authserv-ids", Standing::warning));
}
