#include "admin/doctor/findings/attachment.hpp"

#include <catch2/catch.hpp>

#include "admin/doctor/findings/findings_attachment.hpp"
#include "admin/doctor/findings/findings_content_filter.hpp"
#include "admin/doctor/findings/findings_socket.hpp"
#include "unit/admin/doctor/healthy.hpp"

using namespace postern;
using namespace postern::admin::doctor;
using test::filter;
using test::found;
using test::healthy;
using test::trouble;

TEST_CASE("a filter is posternd by its socket, however the MTA writes the path") {
  Seen seen = healthy();
  Service& smtp = seen.mta->services[0];
  CHECK(whose(seen, smtp, filter("unix:postern/postern.sock")) == Whose::ours);
  CHECK(whose(seen, smtp, filter("local:/postern/postern.sock")) == Whose::ours);
  CHECK(whose(seen, smtp, filter("unix:/var/spool/postfix/postern/postern.sock")) == Whose::meant);
  smtp.chroot = false;
  CHECK(whose(seen, smtp, filter("unix:/var/spool/postfix/postern/postern.sock")) == Whose::ours);
  CHECK(whose(seen, smtp, filter("unix:/postern/postern.sock")) == Whose::meant);
  CHECK(whose(seen, smtp, filter("unix:opendkim/opendkim.sock")) == Whose::other);
}

TEST_CASE("over TCP, hosts and ports are compared by what they mean") {
  Seen seen = healthy();
  seen.config.milter.socket = "inet:8899@127.0.0.1";
  const Service& smtp = seen.mta->services[0];
  CHECK(whose(seen, smtp, filter("inet:localhost:8899")) == Whose::ours);
  CHECK(whose(seen, smtp, filter("inet:localhost:8891")) == Whose::other);
  CHECK(whose(seen, smtp, filter("inet:192.0.2.1:8899")) == Whose::other);
  seen.host.addresses = {"127.0.0.1", "192.0.2.1"};
  CHECK(whose(seen, smtp, filter("inet:192.0.2.1:8899")) == Whose::meant);
}

TEST_CASE("a posternd at every address is met at each of this host, and at no other") {
  Seen seen = healthy();
  const Service& smtp = seen.mta->services[0];
  seen.host.addresses = {"127.0.0.1", "192.0.2.1"};
  for (const char* own : {"inet:8899@0.0.0.0", "inet6:8899@[::]", "inet:8899"}) {
    seen.config.milter.socket = own;
    CHECK(whose(seen, smtp, filter("inet:127.0.0.1:8899")) == Whose::ours);
    CHECK(whose(seen, smtp, filter("inet:192.0.2.1:8899")) == Whose::ours);
    CHECK(whose(seen, smtp, filter("inet:mx.york.gov.uk:8899")) == Whose::ours);
    CHECK(whose(seen, smtp, filter("inet:192.0.2.9:8899")) == Whose::other);
    CHECK(socket_for_mta(seen) == "inet:127.0.0.1:8899");
  }
}

TEST_CASE("a link that leads out of the chroot leads the service elsewhere, the host not") {
  Seen seen = healthy();
  const std::string path = "/var/spool/postfix/postern/postern.sock";
  seen.host.own_socket = "/run/postern/postern.sock";
  seen.host.sockets.push_back({.path = path, .root = "", .real = "/run/postern/postern.sock", .way = {}, .as_mta = {}});
  seen.host.sockets.push_back({.path = path,
                               .root = "/var/spool/postfix",
                               .real = "/var/spool/postfix/run/postern/postern.sock",
                               .way = {},
                               .as_mta = {}});
  seen.host.sockets.erase(seen.host.sockets.begin());
  Service& smtp = seen.mta->services[0];
  CHECK(whose(seen, smtp, smtp.milters[0]) == Whose::meant);
  CHECK(found(findings_socket_place(seen), "chroot", Standing::fault, "a link on the way"));
  smtp.chroot = false;
  CHECK(whose(seen, smtp, smtp.milters[0]) == Whose::ours);
}

TEST_CASE("where posternd is named at every door, nothing is found") {
  CHECK(test::all_fine(findings_naming(healthy())));
  CHECK(test::all_fine(findings_content_filter(healthy())));
  CHECK(test::all_fine(findings_tcp(healthy())));
}

TEST_CASE("a filter that is named nowhere is found, and the command is said with the filters that are there") {
  Seen seen = healthy();
  for (Service& service : seen.mta->services) service.milters = {filter("unix:opendkim/opendkim.sock")};
  seen.mta->smtp_list = "{ unix:opendkim/opendkim.sock, default_action=accept }, $others";
  const auto findings = findings_naming(seen);
  CHECK(found(findings, "milter-missing", Standing::fault, "unix:opendkim/opendkim.sock"));
  CHECK(trouble(findings, "milter-missing")
            ->mend.find("postconf -e 'smtpd_milters = { unix:opendkim/opendkim.sock, default_action=accept }, $others, "
                        "unix:postern/postern.sock'") == 0);
  CHECK_FALSE(trouble(findings, "milter-missing")->fix);
}

TEST_CASE("a door for mail from outside without posternd is found") {
  Seen seen = healthy();
  seen.mta->services[0].milters.clear();
  CHECK(found(findings_naming(seen), "milter-service", Standing::fault, "smtp inet"));
}

TEST_CASE("a door for those who have logged in needs posternd only where their mail is looked at") {
  Seen seen = healthy();
  seen.mta->services[1].milters.clear();
  CHECK(trouble(findings_naming(seen), "milter-service") == nullptr);
  seen.config.match.exempt_authenticated = false;
  CHECK(found(findings_naming(seen), "milter-service", Standing::fault, "submission inet"));
}

TEST_CASE("a door of this host alone needs no filter, where another is open to the world") {
  Seen seen = healthy();
  Service inner = seen.mta->services[0];
  inner.milters.clear();
  inner.address = "127.0.0.1";
  inner.port = 10026;
  seen.mta->services.push_back(inner);
  CHECK(trouble(findings_naming(seen), "milter-service") == nullptr);
  seen.mta->services.back().address = "192.0.2.1";
  CHECK(trouble(findings_naming(seen), "milter-service") != nullptr);
}

TEST_CASE("mail of local programs without posternd is a warning") {
  Seen seen = healthy();
  seen.mta->services[2].milters.clear();
  CHECK(found(findings_naming(seen), "local-mail", Standing::warning, "non_smtpd_milters"));
}

TEST_CASE("Sendmail's local mail wants a door of its own, where nothing is refused") {
  Seen seen = healthy();
  seen.mta->kind = MtaKind::sendmail;
  for (Service& service : seen.mta->services)
    service.milters = {filter("unix:/var/spool/postfix/postern/postern.sock")};
  CHECK(found(findings_naming(seen), "local-mail", Standing::warning, "MSP"));
  seen.mta->services[1].name = "MSP-v4";
  CHECK(found(findings_naming(seen), "local-mail", Standing::fine, "MSP-v4"));
}

TEST_CASE("filters by client are a warning") {
  Seen seen = healthy();
  seen.mta->milter_maps = "cidr:/etc/postfix/milters";
  CHECK(found(findings_naming(seen), "milter-maps", Standing::warning, "cidr:"));
}

TEST_CASE("a filter behind posternd matters where Authentication-Results count") {
  Seen seen = healthy();
  seen.mta->services[0].milters.push_back(filter("unix:opendkim/opendkim.sock"));
  CHECK(found(findings_naming(seen), "milter-order", Standing::warning, "opendkim"));
  seen.config.authserv_ids.clear();
  CHECK(trouble(findings_naming(seen), "milter-order") == nullptr);
}

TEST_CASE("mail that passes posternd before and behind a content filter is found") {
  Seen seen = healthy();
  Service behind = seen.mta->services[0];
  behind.name = "127.0.0.1:10026 inet";
  behind.after_filter = true;
  seen.mta->services[0].before_filter = true;
  seen.mta->services.push_back(behind);
  CHECK(found(findings_content_filter(seen), "passes-twice", Standing::fault, "127.0.0.1:10026 inet"));
  seen.mta->services.back().milters.clear();
  CHECK(test::all_fine(findings_content_filter(seen)));
}

TEST_CASE("a content filter that is a program may hand mail back to the filters of local mail") {
  Seen seen = healthy();
  seen.mta->services[0].before_filter = true;
  seen.mta->filter_pipe = "scan";
  CHECK(found(findings_content_filter(seen), "passes-twice", Standing::warning, "scan"));
  seen.mta->services[2].milters.clear();
  CHECK(test::all_fine(findings_content_filter(seen)));
}

TEST_CASE("before a proxy filter posternd sees no message; behind it, it must be named") {
  Seen seen = healthy();
  seen.mta->services[0].before_proxy = true;
  CHECK(found(findings_content_filter(seen), "proxy-filter", Standing::fault, "smtp inet"));
  Service behind = seen.mta->services[0];
  behind.name = "127.0.0.1:10026 inet";
  behind.address = "127.0.0.1";
  behind.before_proxy = false;
  behind.after_filter = true;
  seen.mta->services[0].milters.clear();
  seen.mta->services.push_back(behind);
  CHECK(test::all_fine(findings_content_filter(seen)));
  CHECK(trouble(findings_naming(seen), "milter-service") == nullptr);
  seen.mta->services.back().milters.clear();
  CHECK(found(findings_naming(seen), "milter-service", Standing::fault, "10026"));
}

TEST_CASE("TCP on this host is a warning, TCP to another one is the only way") {
  Seen seen = healthy();
  seen.config.milter.socket = "inet:8899@127.0.0.1";
  for (Service& service : seen.mta->services) service.milters = {filter("inet:127.0.0.1:8899")};
  CHECK(found(findings_tcp(seen), "tcp", Standing::warning, "inet:127.0.0.1:8899"));
  seen.config.milter.socket = "inet:8899@192.0.2.7";
  for (Service& service : seen.mta->services) service.milters = {filter("inet:192.0.2.7:8899")};
  CHECK(test::all_fine(findings_tcp(seen)));
  seen.host.addresses = {"192.0.2.7"};
  CHECK(found(findings_tcp(seen), "tcp", Standing::warning, "on this host"));
}

TEST_CASE("the door for mail from outside is port 25, else the first that is open to all") {
  Seen seen = healthy();
  CHECK(outer_door(seen)->port == 25);
  CHECK(outer_door(seen)->host == "127.0.0.1");
  seen.mta->services[0].port = 2525;
  seen.mta->services[0].address = "192.0.2.1";
  CHECK(outer_door(seen)->port == 2525);
  CHECK(outer_door(seen)->host == "192.0.2.1");
  seen.mta->services[0].needs_login = true;
  CHECK_FALSE(outer_door(seen));
  seen.mta.reset();
  CHECK_FALSE(outer_door(seen));
}

TEST_CASE("a value with an apostrophe is one word of the shell") {
  CHECK(postconf_line(*healthy().mta, "a = it's") == "postconf -e 'a = it'\\''s'");
}

TEST_CASE("a test message is for doors that show mail to posternd, there or behind the content filter") {
  Seen seen = healthy();
  CHECK(outer_door(seen)->meets_ours);
  CHECK_FALSE(outer_door(seen)->before_filter);
  Service behind = seen.mta->services[0];
  behind.after_filter = true;
  behind.address = "127.0.0.1";
  behind.port = 10026;
  seen.mta->services.push_back(behind);
  seen.mta->services[0].milters.clear();
  CHECK_FALSE(outer_door(seen)->meets_ours);
  seen.mta->services[0].before_filter = true;
  CHECK(outer_door(seen)->meets_ours);
  CHECK(outer_door(seen)->before_filter);
}
