#include "admin/doctor/findings/attachment.hpp"

#include <algorithm>
#include <filesystem>

#include "admin/doctor/facts/port_number.hpp"
#include "mail/header_field.hpp"

namespace postern::admin::doctor {
namespace fs = std::filesystem;
namespace {

/// Every address of this host, and so its loopback.
bool is_wildcard(const std::string& host) {
  return host.empty() || host == "0.0.0.0" || host == "::" || host == "*";
}

bool same_port(const InetSocket& one, const InetSocket& other) {
  const std::uint16_t port = port_number(one.port);
  return port != 0 && port == port_number(other.port);
}

/// Who connects to `theirs` meets what listens at `own`.
bool same_inet(const Seen& seen, const InetSocket& theirs, const InetSocket& own) {
  if (!same_port(theirs, own)) return false;
  if (theirs.host == own.host || (is_loopback(theirs.host) && is_loopback(own.host))) return true;
  return is_wildcard(own.host) && is_here(seen, theirs.host);
}

/// Links as the service meets them: inside a chroot an absolute one leads elsewhere.
bool same_path(const Seen& seen, const Service& service, const std::string& path) {
  const std::string own = path_of(seen.config.milter.socket);
  if (path.empty() || own.empty()) return false;
  const SocketFacts* socket = seen.host.socket(path, root_of(*seen.mta, service));
  if (socket != nullptr && !seen.host.own_socket.empty()) return socket->real == seen.host.own_socket;
  return path == fs::path(own).lexically_normal().string();
}

/// By the port of one host where posternd does not listen at that address of it.
bool is_missed_inet(const Seen& seen, const std::optional<InetSocket>& theirs, const std::optional<InetSocket>& own) {
  return theirs && own && same_port(*theirs, *own) && is_here(seen, theirs->host) && is_here(seen, own->host);
}

/// By the name that it has in the MTA's configuration, or by the name of its socket.
bool is_called_ours(const Seen& seen, const Milter& milter) {
  if (mail::lower(milter.name).find("postern") != std::string::npos) return true;
  const std::string path = path_of(milter.socket);
  if (path.empty()) return false;
  const std::string own = path_of(seen.config.milter.socket);
  return mail::lower(path).find("postern") != std::string::npos ||
         (!own.empty() && fs::path(own).filename() == fs::path(path).filename());
}

/// Reached from elsewhere. Where every door is on loopback, all are the outer ones.
bool is_outer(const MtaFacts& mta, const Service& service) {
  const bool any = std::any_of(mta.services.begin(), mta.services.end(),
                               [](const Service& each) { return each.smtp && !is_loopback(each.address); });
  return !any || !is_loopback(service.address);
}

/// Whether posternd is named where a content filter hands mail back.
bool is_behind_filter(const Seen& seen) {
  return std::any_of(seen.mta->services.begin(), seen.mta->services.end(),
                     [&](const Service& each) { return each.after_filter && has_ours(seen, each); });
}

bool proxied(const MtaFacts& mta) {
  return std::any_of(mta.services.begin(), mta.services.end(), [](const Service& each) { return each.before_proxy; });
}

}  // namespace

bool is_here(const Seen& seen, const std::string& host) {
  const auto& own = seen.host.addresses;
  return is_loopback(host) || is_wildcard(host) || (seen.mta && host == seen.mta->host_name) ||
         std::find(own.begin(), own.end(), host) != own.end();
}

Whose whose(const Seen& seen, const Service& service, const Milter& milter) {
  if (same_path(seen, service, path_seen(*seen.mta, service, milter.socket))) return Whose::ours;
  const auto theirs = inet_of(milter.socket);
  const auto own = inet_of(seen.config.milter.socket);
  if (theirs && own && same_inet(seen, *theirs, *own)) return Whose::ours;
  return is_called_ours(seen, milter) || is_missed_inet(seen, theirs, own) ? Whose::meant : Whose::other;
}

std::vector<Attachment> attachments(const Seen& seen, Whose kind) {
  std::vector<Attachment> found;
  if (!seen.mta) return found;
  for (const Service& service : seen.mta->services) {
    for (const Milter& milter : service.milters) {
      if (whose(seen, service, milter) == kind) found.push_back({&service, &milter});
    }
  }
  return found;
}

bool has_ours(const Seen& seen, const Service& service) {
  return std::any_of(service.milters.begin(), service.milters.end(),
                     [&](const Milter& milter) { return whose(seen, service, milter) == Whose::ours; });
}

bool must_have_ours(const Seen& seen, const Service& service) {
  if (!service.smtp || !is_outer(*seen.mta, service)) return service.smtp && service.after_filter && proxied(*seen.mta);
  if (service.needs_login && seen.config.match.exempt_authenticated) return false;
  if (service.before_proxy) return false;
  return !service.after_filter || proxied(*seen.mta);
}

std::optional<Door> outer_door(const Seen& seen) {
  if (!seen.mta) return std::nullopt;
  const Service* found = nullptr;
  for (const Service& service : seen.mta->services) {
    const bool outer = service.smtp && service.port != 0 && !service.needs_login && !service.after_filter;
    if (!outer || !is_outer(*seen.mta, service)) continue;
    if (found == nullptr || service.port == 25) found = &service;
    if (service.port == 25) break;
  }
  if (found == nullptr) return std::nullopt;
  const bool filtered = found->before_filter || found->before_proxy;
  return Door{is_wildcard(found->address) ? "127.0.0.1" : found->address, found->port,
              has_ours(seen, *found) || (filtered && is_behind_filter(seen)), filtered};
}

std::string names_of(const std::vector<const Service*>& services) {
  std::string names;
  for (const Service* service : services) names += (names.empty() ? "" : ", ") + service->name;
  return names;
}

std::string socket_for_mta(const Seen& seen) {
  const std::string own = path_of(seen.config.milter.socket);
  if (own.empty()) {
    const auto inet = inet_of(seen.config.milter.socket);
    if (!inet) return seen.config.milter.socket;
    const std::string host = is_wildcard(inet->host) ? "127.0.0.1" : inet->host;
    if (seen.mta->kind == MtaKind::sendmail) return "inet:" + inet->port + "@" + host;
    return "inet:" + host + ":" + inet->port;
  }
  const std::string inside = fs::path(own).lexically_relative(seen.mta->queue_directory);
  const bool below = !inside.empty() && !inside.starts_with("..");
  return "unix:" + (seen.mta->kind == MtaKind::postfix && below ? inside : own);
}

std::string postconf_line(const MtaFacts& mta, const std::string& setting) {
  const std::string folder = mta.place == "/etc/postfix" ? "" : "-c " + mta.place + " ";
  std::string quoted;
  for (const char c : setting) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return "postconf " + folder + "-e '" + quoted + "'";
}

}  // namespace postern::admin::doctor
