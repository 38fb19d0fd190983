#include "admin/doctor/postfix/postfix_facts.hpp"

#include <catch2/catch.hpp>

#include "admin/doctor/facts/mta_words.hpp"
#include "admin/doctor/postfix/postfix_output.hpp"

using namespace postern::admin::doctor;
using std::chrono::seconds;

namespace {

const std::string kParameters =
    "mail_version = 3.7.11\n"
    "compatibility_level = 3.6\n"
    "queue_directory = /var/spool/postfix\n"
    "mail_owner = postfix\n"
    "cleanup_service_name = cleanup\n"
    "myhostname = mx.york.gov.uk\n"
    "mydestination = mx.york.gov.uk, York.gov.uk, hash:/etc/postfix/domains\n"
    "relay_domains =\n"
    "smtpd_milters = unix:postern/postern.sock { inet:127.0.0.1:9, default_action = accept, connect_timeout=5s }\n"
    "non_smtpd_milters = unix:postern/postern.sock\n"
    "milter_default_action = tempfail\n"
    "milter_connect_timeout = 30s\n"
    "milter_command_timeout = 1m\n"
    "milter_content_timeout = 300s\n"
    "milter_connect_macros = j {daemon_name} v\n"
    "message_size_limit = 10240000\n"
    "enable_original_recipient = yes\n"
    "smtpd_sasl_auth_enable = no\n"
    "recipient_delimiter = +\n";

const std::string kServices =
    "smtp       inet  n       -       y       -       -       smtpd\n"
    "127.0.0.1:10026 inet n   -       n       -       -       smtpd -o smtpd_milters= -o content_filter=\n"
    "submission inet  n       -       -       -       -       smtpd -o smtpd_sasl_auth_enable=yes\n"
    "pickup     unix  n       -       y       60      1       pickup\n"
    "cleanup    unix  n       -       y       -       0       cleanup\n"
    "scan       unix  -       n       n       -       10      pipe flags=Rq user=filter argv=/x\n";

MtaFacts facts(const std::string& overrides = "", const std::string& more = "") {
  return postfix_facts({kParameters + more, kServices, overrides}, "/etc/postfix");
}

}  // namespace

TEST_CASE("each service of Postfix has its filters, its chroot and its port") {
  const MtaFacts mta = facts("127.0.0.1:10026/inet/smtpd_milters =\n");
  REQUIRE(mta.services.size() == 4);
  const Service& smtp = mta.services[0];
  CHECK(smtp.name == "smtp inet");
  CHECK(smtp.port == 25);
  CHECK(smtp.chroot);
  REQUIRE(smtp.milters.size() == 2);
  CHECK(smtp.milters[0].socket == "unix:postern/postern.sock");
  CHECK(smtp.milters[0].when_away == "tempfail");
  CHECK(smtp.milters[0].command == seconds{60});
  CHECK(mta.services[1].milters.empty());
  CHECK_FALSE(mta.services[1].chroot);
  CHECK(mta.services[1].address == "127.0.0.1");
  CHECK_FALSE(mta.services[2].chroot);
  CHECK_FALSE(mta.services[3].smtp);
  CHECK(mta.services[3].milters.size() == 1);
}

TEST_CASE("what a filter says in braces goes before what holds for all") {
  const Milter second = facts().services[0].milters[1];
  CHECK(second.socket == "inet:127.0.0.1:9");
  CHECK(second.when_away == "accept");
  CHECK(second.connect == seconds{5});
  CHECK(second.content == seconds{300});
}

TEST_CASE("a service that is told no_milters has none") {
  CHECK(facts("smtp/inet/receive_override_options = no_milters\n").services[0].milters.empty());
  CHECK(facts("smtp/inet/receive_override_options = no_address_mappings\n").services[0].milters.size() == 2);
}

TEST_CASE("a door that takes back what a content filter has seen is known, and only where there is such a filter") {
  const MtaFacts without = facts();
  CHECK_FALSE(without.services[1].after_filter);
  const MtaFacts with = facts("127.0.0.1:10026/inet/content_filter =\n", "content_filter = scan:dummy\n");
  CHECK(with.services[0].before_filter);
  CHECK(with.services[1].after_filter);
  CHECK_FALSE(with.services[2].after_filter);
  CHECK(with.filter_pipe == "scan");
  CHECK_FALSE(without.filter_pipe);
}

TEST_CASE("a filter elsewhere hands mail back at a door whose content_filter is taken away, whatever its address") {
  const std::string services =
      "smtp inet n - y - - smtpd\n192.0.2.1:10026 inet n - n - - smtpd\nsubmission inet n - n - - smtpd\n";
  const auto with = [&](const std::string& overrides) {
    return postfix_facts({kParameters + "content_filter = smtp:[192.0.2.9]\n", services, overrides}, "/etc/postfix");
  };
  const MtaFacts mta = with("192.0.2.1:10026/inet/content_filter =\nsubmission/inet/content_filter =\n");
  CHECK(mta.services[1].after_filter);
  CHECK_FALSE(mta.services[0].after_filter);
  CHECK_FALSE(mta.services[2].after_filter);
  CHECK_FALSE(with("").services[1].after_filter);
}

TEST_CASE("the smtpd behind postscreen listens where postscreen does") {
  const std::string behind = "smtpd pass - - n - - smtpd\n";
  const auto with = [&](const std::string& services) {
    return postfix_facts({kParameters, services, ""}, "/x").services;
  };
  const auto screened = with("192.0.2.1:smtp inet n - n - 1 postscreen\n" + behind);
  REQUIRE(screened.size() == 1);
  CHECK(screened[0].name == "smtpd pass");
  CHECK(screened[0].port == 25);
  CHECK(screened[0].address == "192.0.2.1");
  CHECK(with(behind)[0].port == 0);
}

TEST_CASE("a door is for those who have logged in only where everybody else is refused") {
  const std::string sasl = "submission/inet/smtpd_sasl_auth_enable = yes\n";
  const std::string list = "submission/inet/smtpd_client_restrictions = permit_sasl_authenticated,reject\n";
  CHECK(facts(sasl + list).services[2].needs_login);
  CHECK_FALSE(facts(sasl).services[2].needs_login);
  CHECK_FALSE(facts(list).services[2].needs_login);
}

TEST_CASE("before compatibility level 1 a service is in the chroot unless it says otherwise") {
  CHECK_FALSE(facts().services[2].chroot);
  CHECK(facts("", "compatibility_level = 0\n").services[2].chroot);
}

TEST_CASE("domains that main.cf lists are known, those of tables are not") {
  CHECK(facts().domains == std::vector<std::string>{"mx.york.gov.uk", "york.gov.uk"});
  CHECK(facts().host_name == "mx.york.gov.uk");
}

TEST_CASE("the lists of filters are kept as main.cf has them") {
  const PostfixOutput output{kParameters, kServices, "",
                             "smtpd_milters = { $a, x=y }\nnon_smtpd_milters = $smtpd_milters\n"};
  const MtaFacts mta = postfix_facts(output, "/etc/postfix");
  CHECK(mta.smtp_list == "{ $a, x=y }");
  CHECK(mta.local_list == "$smtpd_milters");
}

TEST_CASE("relay_domains has subdomains with it only where Postfix is told so") {
  const std::string relay = "relay_domains = Housing.example\n";
  CHECK(facts("", relay).with_below.empty());
  CHECK(facts("", relay + "parent_domain_matches_subdomains = debug_peer_list, relay_domains\n").with_below ==
        std::vector<std::string>{"housing.example"});
}

TEST_CASE("a file in a list of domains is none of them") {
  CHECK(facts("", "relay_domains = /etc/postfix/relayed, housing.example\n").domains.back() == "housing.example");
  CHECK(facts("", "relay_domains = housing.example, /etc/postfix/relayed\n").domains.back() == "housing.example");
}

TEST_CASE("a limit of nothing is no limit") {
  CHECK(facts().message_limit == 10240000U);
  CHECK_FALSE(facts("", "message_size_limit = 0\n").message_limit);
}

TEST_CASE("times are read in Postfix' units") {
  CHECK(mta_time("30") == seconds{30});
  CHECK(mta_time("5m") == seconds{300});
  CHECK(mta_time("1h") == seconds{3600});
  CHECK_FALSE(mta_time("soon"));
  CHECK_FALSE(mta_time("-1s"));
}

TEST_CASE("words of a list are apart by commas and space, and braces hold one together") {
  CHECK(list_words(" a, b\tc ") == std::vector<std::string>{"a", "b", "c"});
  CHECK(list_words("{ a, b } c") == std::vector<std::string>{"{ a, b }", "c"});
  CHECK(list_words("").empty());
}

TEST_CASE("the macros of a list are known by their names alone") {
  CHECK(facts().macros.connect == std::vector<std::string>{"j", "daemon_name", "v"});
}
