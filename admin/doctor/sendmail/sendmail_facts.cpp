#include "admin/doctor/sendmail/sendmail_facts.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "admin/doctor/facts/port_number.hpp"
#include "admin/doctor/sendmail/sendmail_lines.hpp"
#include "mail/header_field.hpp"

namespace postern::admin::doctor {
namespace {

/// The filters of a list, in its order. A name that no X line explains is left out: Sendmail does not start then.
std::vector<Milter> named_filters(const SendmailLines& lines, const std::string& list) {
  std::vector<Milter> found;
  for (const std::string& name : comma_list(list)) {
    for (const Milter& filter : lines.filters) {
      if (filter.name == name) found.push_back(filter);
    }
  }
  return found;
}

Service service_of(const SendmailLines& lines, const std::string& daemon) {
  auto said = equates(daemon);
  Service service;
  service.name = said["name"].empty() ? "MTA" : said["name"];
  service.address = said["addr"];
  service.port = port_number(said["port"].empty() ? "smtp" : said["port"]);
  service.needs_login = said["m"].find('a') != std::string::npos;
  const auto own = said.find("i");  // InputMailFilters
  service.milters = named_filters(lines, own == said.end() ? lines.option("InputMailFilters") : own->second);
  return service;
}

std::vector<Service> services_of(const SendmailLines& lines) {
  std::vector<Service> found;
  const auto daemons = lines.options.find("daemonportoptions");
  if (daemons != lines.options.end()) {
    for (const std::string& daemon : daemons->second) found.push_back(service_of(lines, daemon));
  }
  if (found.empty()) found.push_back(service_of(lines, "Name=MTA"));
  return found;
}

std::vector<std::string> macro_names(const SendmailLines& lines, const std::string& stage) {
  std::vector<std::string> names = comma_list(lines.option("Milter.macros." + stage));
  for (std::string& name : names) {
    if (name.starts_with('{') && name.ends_with('}')) name = name.substr(1, name.size() - 2);
  }
  return names;
}

/// Shared folders: op.me, DontBlameSendmail.
bool trusts_shared_folders(std::string blame) {
  blame = mail::lower(blame);
  return blame.find("groupwritabledirpathsafe") != std::string::npos;
}

void take_file(MtaFacts& facts, const DomainFile& from) {
  std::ifstream file(from.path);
  for (std::string line; std::getline(file, line);) {
    const std::string word = line.substr(0, line.find_first_of(" \t\r#"));
    if (word.empty() || is_client_address(word)) continue;
    facts.domains.push_back(mail::lower(word));
    if (from.relayed) facts.with_below.push_back(facts.domains.back());
  }
}

}  // namespace

MtaFacts sendmail_facts(std::string_view text, const std::string& place) {
  const SendmailLines lines = sendmail_lines(text);
  MtaFacts facts;
  facts.kind = MtaKind::sendmail;
  facts.version = lines.version;
  facts.place = place;
  facts.queue_directory = lines.option("QueueDirectory");
  if (facts.queue_directory.find('*') != std::string::npos)
    facts.queue_directory.resize(facts.queue_directory.rfind('/'));
  const std::string user = lines.option("RunAsUser");
  facts.user = user.empty() ? "root" : user.substr(0, user.find(':'));
  facts.services = services_of(lines);
  facts.macros = {macro_names(lines, "connect"), macro_names(lines, "envfrom"), macro_names(lines, "envrcpt")};
  facts.domains = lines.domains;
  facts.with_below = lines.relayed;
  if (lines.has_access_map) facts.unasked.emplace_back("access");
  facts.host_name = lines.host_name;
  const std::uint64_t limit = std::strtoull(lines.option("MaxMessageSize").c_str(), nullptr, 10);
  if (limit > 0) facts.message_limit = limit;
  facts.trusts_shared_folders = trusts_shared_folders(lines.option("DontBlameSendmail"));
  return facts;
}

policy::Result<MtaFacts> read_sendmail(const std::string& place) {
  std::ifstream file(place);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) return policy::unavailable(place + ": cannot be read; name Sendmail's configuration with --mta-config");
  MtaFacts facts = sendmail_facts(text.str(), place);
  if (sendmail_lines(text.str()).options.empty())
    return policy::unavailable(place + ": this is no configuration of Sendmail; name it with --mta-config");
  for (const DomainFile& file_of : sendmail_lines(text.str()).domain_files) take_file(facts, file_of);
  return facts;
}

}  // namespace postern::admin::doctor
