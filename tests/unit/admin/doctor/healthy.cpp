#include "unit/admin/doctor/healthy.hpp"

#include <algorithm>

#include <date/tz.h>

namespace postern::test {

using namespace admin::doctor;

namespace {

constexpr uid_t kPosternUser = 200;
constexpr gid_t kPostfixGroup = 110;
const std::string kSocket = "/var/spool/postfix/postern/postern.sock";

FileFacts file(const std::string& path, uid_t uid, gid_t gid, unsigned mode, bool folder) {
  FileFacts facts;
  facts.path = path;
  facts.there = true;
  facts.folder = folder;
  facts.uid = uid;
  facts.gid = gid;
  facts.mode = mode;
  facts.owner = uid == 0 ? "root" : "postern";
  facts.group = gid == kPostfixGroup ? "postfix" : "postern";
  return facts;
}

SocketFacts socket() {
  SocketFacts facts;
  facts.path = facts.real = kSocket;
  facts.way = {file("/", 0, 0, 0755, true), file("/var/spool/postfix", 0, 0, 0755, true),
               file("/var/spool/postfix/postern", kPosternUser, kPostfixGroup, 02750, true),
               file(kSocket, kPosternUser, kPostfixGroup, 0660, false)};
  facts.way.back().socket = true;
  facts.as_mta = Probe{true, 0};
  return facts;
}

Service service(const std::string& name, std::uint16_t port) {
  Service one;
  one.name = name;
  one.chroot = true;
  one.port = port;
  one.milters = {filter("unix:postern/postern.sock")};
  return one;
}

MtaFacts postfix() {
  MtaFacts mta;
  mta.version = "3.7.11";
  mta.place = "/etc/postfix";
  mta.queue_directory = "/var/spool/postfix";
  mta.user = "postfix";
  mta.services = {service("smtp inet", 25), service("submission inet", 587), service("pickup and cleanup", 0)};
  mta.services[1].needs_login = true;
  mta.services[2].smtp = false;
  mta.usual = filter("");
  mta.macros = {{"j", "v"}, {"i", "auth_authen"}, {"i"}};
  mta.protocol = "6";
  mta.domains = {"york.gov.uk", "mx.york.gov.uk", "localhost"};
  mta.host_name = "mx.york.gov.uk";
  mta.delimiters = "+";
  mta.message_limit = 50U << 20U;
  mta.bare_newline = "yes";
  return mta;
}

HostFacts host() {
  HostFacts facts;
  facts.root = true;
  facts.own_socket = kSocket;
  facts.sockets = {socket()};
  facts.mta_user = Identity{.user = "postfix", .uid = 105, .groups = {kPostfixGroup}, .group = "postfix"};
  facts.daemon_user = Identity{.user = "postern", .uid = kPosternUser, .groups = {200}, .group = "postern"};
  facts.clock_synchronised = true;
  facts.now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 2};
  Disk store;
  store.holds = "the store";
  store.path = "/var/lib/postern";
  store.size = std::uint64_t{10} << 30U;
  store.free = 1U << 30U;
  store.files = 100000U;
  Disk quarantine = store;
  quarantine.holds = "the quarantine";
  quarantine.least = 100U << 20U;
  quarantine.limit = "limits.spool_free";
  facts.disks = {store, quarantine};
  const FileFacts lib = file("/var/lib/postern", kPosternUser, 200, 0750, true);
  facts.quarantine = {lib, file("/var/lib/postern/quarantine", kPosternUser, 200, 0700, true)};
  facts.store = {lib, file("/var/lib/postern/postern.db", kPosternUser, 200, 0600, false)};
  facts.configuration = {file("/etc/postern", 0, 200, 0750, true),
                         file("/etc/postern/postern.yaml", 0, 200, 0640, false)};
  return facts;
}

}  // namespace

Milter filter(const std::string& socket) {
  using std::chrono::seconds;
  return {.name = {},
          .socket = socket,
          .when_away = "tempfail",
          .connect = seconds{30},
          .command = seconds{30},
          .content = seconds{300}};
}

Seen healthy() {
  Seen seen;
  seen.config.council.domains = {"york.gov.uk", ".york.gov.uk"};
  seen.config.council.time_zone = date::locate_zone("Europe/London");
  seen.config.authserv_ids = {"mx.york.gov.uk"};
  seen.config_path = "/etc/postern/postern.yaml";
  seen.mta = postfix();
  seen.host = host();
  seen.daemon.answers = true;
  return seen;
}

const Finding* trouble(const Findings& findings, const std::string& check) {
  const auto at = std::find_if(findings.begin(), findings.end(), [&](const Finding& each) {
    return each.check == check && each.standing != Standing::fine;
  });
  return at == findings.end() ? nullptr : &*at;
}

bool found(const Findings& findings, const std::string& check, Standing standing, const std::string& words) {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& each) {
    return each.check == check && each.standing == standing && each.what.find(words) != std::string::npos &&
           (standing == Standing::fine || !each.mend.empty());
  });
}

bool all_fine(const Findings& findings) {
  return !findings.empty() && std::all_of(findings.begin(), findings.end(), [](const Finding& each) {
    return each.standing == Standing::fine && each.mend.empty() && !each.fix;
  });
}

}  // namespace postern::test
