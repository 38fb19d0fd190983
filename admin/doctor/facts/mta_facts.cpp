#include "admin/doctor/facts/mta_facts.hpp"

#include <filesystem>

#include "mail/header_field.hpp"

namespace postern::admin::doctor {
namespace fs = std::filesystem;
namespace {

std::string without_brackets(const std::string& host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

}  // namespace

std::string name_of(MtaKind kind) {
  return kind == MtaKind::postfix ? "Postfix" : "Sendmail";
}

std::string path_of(const std::string& socket) {
  for (const std::string_view prefix : {"unix:", "local:"}) {
    if (socket.starts_with(prefix)) return socket.substr(prefix.size());
  }
  return socket.starts_with('/') ? socket : "";
}

std::string path_seen(const MtaFacts& mta, const Service& service, const std::string& socket) {
  const std::string path = path_of(socket);
  if (path.empty()) return {};
  if (mta.kind == MtaKind::sendmail) return fs::path(path).lexically_normal();
  if (path.starts_with('/') && !service.chroot) return fs::path(path).lexically_normal();
  return (fs::path(mta.queue_directory) / fs::path(path).relative_path()).lexically_normal();
}

std::string root_of(const MtaFacts& mta, const Service& service) {
  return mta.kind == MtaKind::postfix && service.chroot ? mta.queue_directory : std::string();
}

std::optional<InetSocket> inet_of(const std::string& socket) {
  const std::size_t colon = socket.find(':');
  const std::string kind = socket.substr(0, colon);
  if (colon == std::string::npos || (kind != "inet" && kind != "inet6")) return std::nullopt;
  const std::string rest = mail::lower(socket.substr(colon + 1));
  if (const std::size_t at = rest.find('@'); at != std::string::npos) {
    return InetSocket{without_brackets(rest.substr(at + 1)), rest.substr(0, at)};
  }
  const std::size_t last = rest.rfind(':');
  if (last == std::string::npos) return InetSocket{"", rest};
  return InetSocket{without_brackets(rest.substr(0, last)), rest.substr(last + 1)};
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

}  // namespace postern::admin::doctor
