#include "admin/doctor/postfix/postfix_services.hpp"

#include <algorithm>

#include "admin/doctor/facts/port_number.hpp"

namespace postern::admin::doctor {
namespace {

bool has_word(const std::string& list, const std::string& word) {
  const auto words = list_words(list);
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Only for users who have logged in, whoever else connects.
bool needs_login(const Parameters& parameters) {
  if (!parameters.yes("smtpd_sasl_auth_enable")) return false;
  for (const char* list : {"smtpd_client_restrictions", "smtpd_recipient_restrictions", "smtpd_relay_restrictions",
                           "smtpd_helo_restrictions", "smtpd_sender_restrictions"}) {
    const auto words = list_words(parameters.value(list));
    const auto login = std::find(words.begin(), words.end(), "permit_sasl_authenticated");
    if (login != words.end() && login + 1 != words.end() && *(login + 1) == "reject" && login == words.begin())
      return true;
  }
  return false;
}

bool is_chrooted(const MasterEntry& entry, const Parameters& main) {
  if (entry.chroot != "-") return entry.chroot == "y";
  const std::string level = main.value("compatibility_level");
  return level.empty() || level.starts_with('0');  // master(5): the default was y before level 1
}

/// What a filter has looked at comes back by a door with a number of its own, behind which there is no filter any more:
/// on this host, or, for a filter elsewhere, where master.cf takes content_filter away. Postfix does not know it for
/// one.
bool takes_back(const Service& service, bool filter_taken_away) {
  const bool usual = service.port == 0 || service.port == 25 || service.port == 465 || service.port == 587;
  return service.smtp && (is_loopback(service.address) || filter_taken_away) && !usual && !service.needs_login &&
         !service.before_filter && !service.before_proxy;
}

/// `smtp`, `587`, `127.0.0.1:10026`, `[::1]:smtp`.
void take_address(Service& service, const MasterEntry& entry, const Parameters& own) {
  if (entry.type != "inet") return;
  const std::size_t colon = entry.name.rfind(':');
  service.port = port_number(colon == std::string::npos ? entry.name : entry.name.substr(colon + 1));
  if (colon != std::string::npos) service.address = entry.name.substr(0, colon);
  if (service.address.starts_with('[') && service.address.ends_with(']'))
    service.address = service.address.substr(1, service.address.size() - 2);
  const std::string interfaces = own.value("inet_interfaces");
  if (service.address.empty() && (interfaces == "loopback-only" || is_loopback(interfaces)))
    service.address = "127.0.0.1";
}

/// The postscreen that hands its clients on to this smtpd (`smtpd pass … smtpd`): it is the one that listens.
std::optional<MasterEntry> screen_before(const std::vector<MasterEntry>& entries, const MasterEntry& smtpd,
                                         const Parameters& main, std::string_view overrides) {
  if (smtpd.type != "pass") return std::nullopt;
  for (const MasterEntry& entry : entries) {
    if (entry.program != "postscreen") continue;
    const std::string next = of_service(main, entry, overrides).value("smtpd_service_name");
    if (smtpd.name == (next.empty() ? "smtpd" : next)) return entry;
  }
  return std::nullopt;
}

Service smtp_service(const MasterEntry& entry, const Parameters& own) {
  Service service;
  service.name = entry.name + " " + entry.type;
  service.chroot = is_chrooted(entry, own);
  take_address(service, entry, own);
  service.needs_login = needs_login(own);
  service.before_filter = !own.value("content_filter").empty();
  service.before_proxy = !own.value("smtpd_proxy_filter").empty();
  if (!has_word(own.value("receive_override_options"), "no_milters"))
    service.milters = milters_in(own.value("smtpd_milters"), own);
  return service;
}

/// cleanup asks the filters about what comes by pickup.
Service local_service(const MasterEntry& cleanup, const Parameters& own, const Parameters& pickup) {
  Service service;
  service.name = "pickup and cleanup";
  service.smtp = false;
  service.chroot = is_chrooted(cleanup, own);
  if (!has_word(pickup.value("receive_override_options"), "no_milters"))
    service.milters = milters_in(own.value("non_smtpd_milters"), own);
  return service;
}

}  // namespace

std::vector<Service> postfix_services(const Parameters& main, std::string_view services, std::string_view overrides) {
  std::vector<Service> found;
  const auto entries = master_entries(services);
  const auto pickup = std::find_if(entries.begin(), entries.end(), [](const auto& e) { return e.program == "pickup"; });
  for (const MasterEntry& entry : entries) {
    const Parameters parameters = of_service(main, entry, overrides);
    if (entry.program == "smtpd") {
      found.push_back(smtp_service(entry, parameters));
      if (const auto front = screen_before(entries, entry, main, overrides))
        take_address(found.back(), *front, of_service(main, *front, overrides));
    } else if (entry.program == "cleanup" && entry.name == main.value("cleanup_service_name")) {
      found.push_back(
          local_service(entry, parameters, pickup == entries.end() ? main : of_service(main, *pickup, overrides)));
    }
  }
  const bool filtered =
      std::any_of(found.begin(), found.end(), [](const Service& s) { return s.before_filter || s.before_proxy; });
  const bool all_filtered = !main.value("content_filter").empty();
  for (Service& service : found)
    service.after_filter = filtered && takes_back(service, all_filtered && !service.before_filter);
  return found;
}

}  // namespace postern::admin::doctor
