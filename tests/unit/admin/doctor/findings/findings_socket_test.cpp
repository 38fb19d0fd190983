#include "admin/doctor/findings/findings_socket.hpp"

#include <cerrno>

#include <catch2/catch.hpp>

#include "admin/doctor/findings/socket_folder.hpp"
#include "unit/admin/doctor/healthy.hpp"

using namespace postern;
using namespace postern::admin::doctor;
using test::filter;
using test::found;
using test::healthy;
using test::trouble;

TEST_CASE("a socket that the MTA's user reaches where it looks is fine") {
  CHECK(test::all_fine(findings_socket_place(healthy())));
  CHECK(test::all_fine(findings_socket_access(healthy())));
}

TEST_CASE("another path than posternd's is found, with both") {
  Seen seen = healthy();
  seen.mta->services[0].milters = {filter("unix:run/postern.sock")};
  const auto findings = findings_socket_place(seen);
  CHECK(found(findings, "socket-path", Standing::fault, "/var/spool/postfix/run/postern.sock"));
  CHECK(found(findings, "socket-path", Standing::fault, "unix:/var/spool/postfix/postern/postern.sock"));
  CHECK(found(findings, "socket-path", Standing::fault, "all mail is put off"));
  CHECK(trouble(findings, "chroot") == nullptr);
}

TEST_CASE("a path that is right outside the chroot only is found for what it is") {
  Seen seen = healthy();
  seen.mta->services[0].milters = {filter("unix:/var/spool/postfix/postern/postern.sock")};
  const auto findings = findings_socket_place(seen);
  CHECK(found(findings, "chroot", Standing::fault, "/var/spool/postfix/var/spool/postfix/postern/postern.sock"));
  CHECK(trouble(findings, "chroot")->mend.find("unix:postern/postern.sock") != std::string::npos);
  CHECK(trouble(findings, "socket-path") == nullptr);
  seen.mta->services[0].chroot = false;
  CHECK(test::all_fine(findings_socket_place(seen)));
}

TEST_CASE("nobody at the socket is found, with what becomes of mail meanwhile") {
  Seen seen = healthy();
  seen.host.sockets[0].as_mta = Probe{true, ECONNREFUSED};
  CHECK(found(findings_socket_access(seen), "socket-answers", Standing::fault, "all mail is put off"));
  for (Service& service : seen.mta->services) service.milters[0].when_away = "accept";
  CHECK(found(findings_socket_access(seen), "socket-answers", Standing::fault, "passes unchecked"));
}

TEST_CASE("a folder that the MTA's user may not enter is named, and let open where it is posternd's own") {
  Seen seen = healthy();
  SocketFacts& socket = seen.host.sockets[0];
  socket.as_mta = Probe{true, EACCES};
  socket.way[2].gid = 200;
  const auto findings = findings_socket_access(seen);
  CHECK(found(findings, "socket-access", Standing::fault, "/var/spool/postfix/postern (drwxr-x---"));
  REQUIRE(trouble(findings, "socket-access")->fix);
  CHECK(trouble(findings, "socket-access")->fix->command == std::vector<std::string>{"install", "-d", "-o", "postern",
                                                                                     "-g", "postfix", "-m", "2750",
                                                                                     "/var/spool/postfix/postern"});
  socket.way[1].mode = 0700;
  CHECK(found(findings_socket_access(seen), "socket-access", Standing::fault, "may not enter /var/spool/postfix ("));
  CHECK_FALSE(trouble(findings_socket_access(seen), "socket-access")->fix);
  CHECK(trouble(findings_socket_access(seen), "socket-access")->mend.find("set-permissions") != std::string::npos);
  CHECK(how_to_move_socket(seen).find("move the socket") == std::string::npos);
  seen.config.milter.socket = "unix:/root/postern/postern.sock";
  CHECK(how_to_move_socket(seen).starts_with("move the socket"));
}

TEST_CASE("nothing is changed on a path that posternd's user could replace by a link") {
  Seen closed = healthy();
  closed.host.sockets[0].as_mta = Probe{true, EACCES};
  closed.host.sockets[0].way[2].gid = 200;
  const auto fix = [](const Seen& seen) { return socket_folder_fix(seen, seen.host.sockets[0]); };
  CHECK(fix(closed));
  Seen seen = closed;
  seen.host.sockets[0].way[1].uid = seen.host.daemon_user->uid;
  CHECK_FALSE(fix(seen));
  seen = closed;
  seen.host.sockets[0].way[1].mode = 0775;
  CHECK_FALSE(fix(seen));
  seen.host.sockets[0].way[1].mode = 01777;
  CHECK(fix(seen));
  seen.host.sockets[0].real = "/etc/postern.sock";
  CHECK_FALSE(fix(seen));
  seen = closed;
  seen.mta->queue_directory = "/var/spool/other";
  CHECK_FALSE(fix(seen));
  seen = closed;
  seen.host.sockets[0].way[2].uid = 4;
  CHECK_FALSE(fix(seen));
}

TEST_CASE("a folder that holds the store, the quarantine or the control socket is not opened to the MTA") {
  Seen seen = healthy();
  const auto fix = [&seen] { return socket_folder_fix(seen, seen.host.sockets[0]); };
  CHECK(fix());
  seen.config.store = "sqlite:/var/spool/postfix/postern/postern.db";
  CHECK_FALSE(fix());
  seen.config = healthy().config;
  seen.config.quarantine.directory = "/var/spool/postfix/postern";
  CHECK_FALSE(fix());
  seen.config = healthy().config;
  seen.config.control = "unix:/var/spool/postfix/postern/control.sock";
  CHECK_FALSE(fix());
}

TEST_CASE("a socket that the MTA's user may not write to is named with its mode, and not touched") {
  Seen seen = healthy();
  SocketFacts& socket = seen.host.sockets[0];
  socket.as_mta = Probe{true, EACCES};
  socket.way[3].mode = 0600;
  const auto findings = findings_socket_access(seen);
  CHECK(found(findings, "socket-access", Standing::fault, "srw-------"));
  CHECK(trouble(findings, "socket-access")->mend.find("milter.socket_group: postfix") != std::string::npos);
  CHECK_FALSE(trouble(findings, "socket-access")->fix);
}

TEST_CASE("what only root can try is unknown to others, never fine") {
  Seen seen = healthy();
  seen.host.sockets[0].as_mta = Probe{false, 0};
  const auto findings = findings_socket_access(seen);
  CHECK(found(findings, "socket-access", Standing::unknown, "only root"));
  CHECK_FALSE(found(findings, "socket-access", Standing::fine));
}

TEST_CASE("a missing folder is found, and made where the one above is there") {
  Seen seen = healthy();
  SocketFacts& socket = seen.host.sockets[0];
  socket.as_mta = Probe{true, ENOENT};
  socket.way.pop_back();
  socket.way[2].there = socket.way[2].folder = false;
  CHECK(found(findings_socket_access(seen), "socket-folder", Standing::fault, "/var/spool/postfix/postern"));
  CHECK(trouble(findings_socket_access(seen), "socket-folder")->fix);
  socket.way.pop_back();
  socket.way[1].there = socket.way[1].folder = false;
  CHECK_FALSE(trouble(findings_socket_access(seen), "socket-folder")->fix);
}

TEST_CASE("Sendmail opens no socket below a folder that others may write to") {
  Seen seen = healthy();
  seen.mta->kind = MtaKind::sendmail;
  CHECK(test::all_fine(findings_socket_access(seen)));
  seen.host.sockets[0].way[1].mode = 01777;
  CHECK(found(findings_socket_access(seen), "socket-unsafe", Standing::fault, "/var/spool/postfix"));
  seen.host.sockets[0].way[1].mode = 0775;
  CHECK(found(findings_socket_access(seen), "socket-unsafe", Standing::fault));
  seen.mta->trusts_shared_folders = true;
  CHECK(test::all_fine(findings_socket_access(seen)));
}
