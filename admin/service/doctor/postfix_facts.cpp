#include "admin/service/doctor/postfix_facts.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "admin/service/doctor/port_number.hpp"
#include "admin/service/doctor/postfix_output.hpp"
#include "admin/service/doctor/run_program.hpp"
#include "mail/header_field.hpp"

namespace postern::admin::doctor {
namespace {

constexpr std::array kDomainLists = {"mydestination", "relay_domains", "virtual_mailbox_domains",
                                     "virtual_alias_domains"};

bool is_table(const std::string& word) {
  return word.find(':') != std::string::npos || word.starts_with('/');
}

bool has_word(const std::string& list, const std::string& word) {
  const auto words = list_words(list);
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Names without the braces that Postfix' lists of macros may have.
std::vector<std::string> macro_names(const std::string& list) {
  std::vector<std::string> names = list_words(list);
  for (std::string& name : names) {
    if (name.starts_with('{') && name.ends_with('}')) name = name.substr(1, name.size() - 2);
  }
  return names;
}

/// Only for users who have logged in, whoever else connects.
bool needs_login(const PostfixParameters& parameters) {
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

bool is_chrooted(const MasterEntry& entry, const PostfixParameters& main) {
  if (entry.chroot != "-") return entry.chroot == "y";
  const std::string level = main.value("compatibility_level");
  return level.empty() || level.starts_with('0');  // master(5): the default was y before level 1
}

/// What a filter has looked at comes back by a door of this host with a number of its own, behind which there is no
/// filter any more. Postfix itself does not know it for one.
bool takes_back(const Service& service) {
  const bool usual = service.port == 0 || service.port == 25 || service.port == 465 || service.port == 587;
  return service.smtp && is_loopback(service.address) && !usual && !service.needs_login && !service.before_filter &&
         !service.before_proxy;
}

/// `smtp`, `587`, `127.0.0.1:10026`, `[::1]:smtp`.
void take_address(Service& service, const MasterEntry& entry, const PostfixParameters& own) {
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

Service smtp_service(const MasterEntry& entry, const PostfixParameters& own) {
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
Service local_service(const MasterEntry& cleanup, const PostfixParameters& own, const PostfixParameters& pickup) {
  Service service;
  service.name = "pickup and cleanup";
  service.smtp = false;
  service.chroot = is_chrooted(cleanup, own);
  if (!has_word(pickup.value("receive_override_options"), "no_milters"))
    service.milters = milters_in(own.value("non_smtpd_milters"), own);
  return service;
}

std::vector<Service> services_of(const PostfixParameters& main, const PostfixOutput& output) {
  std::vector<Service> found;
  const auto entries = master_entries(output.services);
  const auto pickup = std::find_if(entries.begin(), entries.end(), [](const auto& e) { return e.program == "pickup"; });
  for (const MasterEntry& entry : entries) {
    const PostfixParameters parameters = of_service(main, entry, output.overrides);
    if (entry.program == "smtpd") {
      found.push_back(smtp_service(entry, parameters));
    } else if (entry.program == "cleanup" && entry.name == main.value("cleanup_service_name")) {
      found.push_back(local_service(entry, parameters,
                                    pickup == entries.end() ? main : of_service(main, *pickup, output.overrides)));
    }
  }
  const bool filtered =
      std::any_of(found.begin(), found.end(), [](const Service& s) { return s.before_filter || s.before_proxy; });
  for (Service& service : found) service.after_filter = filtered && takes_back(service);
  return found;
}

/// `content_filter = scan:dummy`, where `scan` is a program that pipe(8) runs.
std::optional<std::string> filter_pipe(const PostfixParameters& main, const PostfixOutput& output) {
  const auto entries = master_entries(output.services);
  for (const MasterEntry& entry : entries) {
    const std::string filter = of_service(main, entry, output.overrides).value("content_filter");
    const std::string transport = filter.substr(0, filter.find(':'));
    for (const MasterEntry& other : entries) {
      if (!transport.empty() && other.name == transport && other.program == "pipe") return transport;
    }
  }
  return std::nullopt;
}

void take_domains(MtaFacts& facts, const PostfixParameters& main) {
  for (const char* list : kDomainLists) {
    for (const std::string& word : list_words(main.value(list))) {
      if (!is_table(word) && !word.starts_with('!')) facts.domains.push_back(mail::lower(word));
    }
  }
}

/// Whether a table has the domain; none where it could not be asked.
std::optional<bool> table_has(const std::string& folder, const std::string& table, const std::string& domain) {
  const auto ran = run_program({"postmap", "-c", folder, "-q", domain, table});
  if (!ran || ran->status > 1) return std::nullopt;
  for (const char* failure : {"fatal:", "error:"}) {  // warnings say nothing of the table
    if (ran->status != 0 && ran->complaint.find(failure) != std::string::npos) return std::nullopt;
  }
  return ran->status == 0;
}

void ask_tables(MtaFacts& facts, const PostfixParameters& main, const std::vector<std::string>& domains) {
  for (const char* list : kDomainLists) {
    for (const std::string& word : list_words(main.value(list))) {
      if (!is_table(word)) continue;
      for (const std::string& domain : domains) {
        if (domain.starts_with('.')) continue;
        const auto has = table_has(facts.place, word, domain);
        if (!has && (facts.unasked.empty() || facts.unasked.back() != word)) facts.unasked.push_back(word);
        if (has == true) facts.domains.push_back(domain);
      }
    }
  }
}

policy::Result<std::string> asked_postconf(const std::string& folder, const std::vector<std::string>& options) {
  std::vector<std::string> command = {"postconf", "-c", folder};
  command.insert(command.end(), options.begin(), options.end());
  auto ran = run_program(command);
  if (!ran) return ran.error();
  if (ran->status == 0) return std::move(ran->out);
  std::string said = ran->complaint.substr(0, ran->complaint.find_last_not_of('\n') + 1);
  said = said.substr(said.rfind('\n') + 1);
  return policy::unavailable("postconf cannot read the configuration in " + folder + ": " + said +
                             "; name the folder of main.cf with --mta-config");
}

}  // namespace

MtaFacts postfix_facts(const PostfixOutput& output, const std::string& folder) {
  const PostfixParameters main(output.parameters);
  MtaFacts facts;
  facts.kind = MtaKind::postfix;
  facts.version = main.value("mail_version");
  facts.place = folder;
  facts.queue_directory = main.value("queue_directory");
  facts.user = main.value("mail_owner");
  facts.services = services_of(main, output);
  facts.usual = usual_milter(main);
  facts.macros = {macro_names(main.value("milter_connect_macros")), macro_names(main.value("milter_mail_macros")),
                  macro_names(main.value("milter_rcpt_macros"))};
  facts.protocol = main.value("milter_protocol");
  take_domains(facts, main);
  facts.host_name = mail::lower(main.value("myhostname"));
  facts.delimiters = main.value("recipient_delimiter");
  const std::uint64_t limit = std::strtoull(main.value("message_size_limit").c_str(), nullptr, 10);
  if (limit > 0) facts.message_limit = limit;
  facts.has_virtual_aliases = !main.value("virtual_alias_maps").empty();
  facts.keeps_original_recipient = main.value("enable_original_recipient") != "no";
  facts.bare_newline = main.value("smtpd_forbid_bare_newline");
  facts.milter_maps = main.value("smtpd_milter_maps");
  facts.filter_pipe = filter_pipe(main, output);
  return facts;
}

policy::Result<MtaFacts> read_postfix(const std::string& folder, const std::vector<std::string>& council_domains) {
  auto parameters = asked_postconf(folder, {"-x"});
  if (!parameters) return parameters.error();
  auto services = asked_postconf(folder, {"-M"});
  if (!services) return services.error();
  auto overrides = asked_postconf(folder, {"-P", "-x"});
  if (!overrides) return overrides.error();
  const PostfixOutput output{std::move(*parameters), std::move(*services), std::move(*overrides)};
  MtaFacts facts = postfix_facts(output, folder);
  ask_tables(facts, PostfixParameters(output.parameters), council_domains);
  return facts;
}

}  // namespace postern::admin::doctor
