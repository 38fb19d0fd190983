#include "admin/doctor/postfix/postfix_facts.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>

#include "admin/doctor/facts/mta_words.hpp"
#include "admin/doctor/facts/run_program.hpp"
#include "admin/doctor/postfix/postfix_output.hpp"
#include "admin/doctor/postfix/postfix_services.hpp"
#include "mail/header_field.hpp"

namespace postern::admin::doctor {
namespace {

constexpr std::array kDomainLists = {"mydestination", "relay_domains", "virtual_mailbox_domains",
                                     "virtual_alias_domains"};

bool is_table(const std::string& word) {
  return word.find(':') != std::string::npos;
}

/// A list may name a file, whose words are as if they stood there (postconf(5), mydestination).
bool is_file(const std::string& word) {
  return word.starts_with('/') && word.find(':') == std::string::npos;
}

/// The words of the file, without comments; none where it cannot be read.
std::optional<std::vector<std::string>> file_words(const std::string& path) {
  std::ifstream file(path);
  if (!file) return std::nullopt;
  std::vector<std::string> words;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    for (std::string& word : list_words(line)) words.push_back(std::move(word));
  }
  return words;
}

/// Names without the braces that Postfix' lists of macros may have.
std::vector<std::string> macro_names(const std::string& list) {
  std::vector<std::string> names = list_words(list);
  for (std::string& name : names) {
    if (name.starts_with('{') && name.ends_with('}')) name = name.substr(1, name.size() - 2);
  }
  return names;
}

/// `content_filter = scan:dummy`, where `scan` is a program that pipe(8) runs.
std::optional<std::string> filter_pipe(const Parameters& main, const PostfixOutput& output) {
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

void take_domains(MtaFacts& facts, const Parameters& main) {
  for (const char* list : kDomainLists) {
    for (const std::string& word : list_words(main.value(list))) {
      if (!is_table(word) && !is_file(word) && !word.starts_with('!')) facts.domains.push_back(mail::lower(word));
    }
  }
}

void take_relayed(MtaFacts& facts, const Parameters& main) {
  for (const std::string& word : list_words(main.value("relay_domains"))) {
    if (!is_table(word) && !is_file(word) && !word.starts_with('!')) facts.with_below.push_back(mail::lower(word));
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

void read_files(MtaFacts& facts, const Parameters& main) {
  for (const char* list : kDomainLists) {
    for (const std::string& path : list_words(main.value(list))) {
      if (!is_file(path)) continue;
      const auto words = file_words(path);
      if (!words) facts.unasked.push_back(path);
      for (const std::string& word : words.value_or(std::vector<std::string>{})) {
        if (is_table(word)) facts.unasked.push_back(word);
        if (!is_table(word) && !word.starts_with('!')) facts.domains.push_back(mail::lower(word));
      }
    }
  }
}

void ask_tables(MtaFacts& facts, const Parameters& main, const std::vector<std::string>& domains) {
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
  const Parameters main(output.parameters);
  MtaFacts facts;
  facts.kind = MtaKind::postfix;
  facts.version = main.value("mail_version");
  facts.place = folder;
  facts.queue_directory = main.value("queue_directory");
  facts.user = main.value("mail_owner");
  facts.services = postfix_services(main, output.services, output.overrides);
  facts.usual = usual_milter(main);
  facts.macros = {macro_names(main.value("milter_connect_macros")), macro_names(main.value("milter_mail_macros")),
                  macro_names(main.value("milter_rcpt_macros"))};
  facts.protocol = main.value("milter_protocol");
  take_domains(facts, main);
  const auto parents = list_words(main.value("parent_domain_matches_subdomains"));
  if (std::find(parents.begin(), parents.end(), "relay_domains") != parents.end()) take_relayed(facts, main);
  facts.host_name = mail::lower(main.value("myhostname"));
  facts.delimiters = main.value("recipient_delimiter");
  const std::uint64_t limit = std::strtoull(main.value("message_size_limit").c_str(), nullptr, 10);
  if (limit > 0) facts.message_limit = limit;
  facts.has_virtual_aliases = !main.value("virtual_alias_maps").empty();
  facts.keeps_original_recipient = main.value("enable_original_recipient") != "no";
  facts.bare_newline = main.value("smtpd_forbid_bare_newline");
  const Parameters written(output.lists);
  facts.smtp_list = written.value("smtpd_milters");
  facts.local_list = written.value("non_smtpd_milters");
  const std::uint64_t least = std::strtoull(main.value("queue_minfree").c_str(), nullptr, 10);
  if (least > 0) facts.least_free = least;
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
  auto lists = asked_postconf(folder, {"smtpd_milters", "non_smtpd_milters"});
  if (!lists) return lists.error();
  const PostfixOutput output{std::move(*parameters), std::move(*services), std::move(*overrides), std::move(*lists)};
  MtaFacts facts = postfix_facts(output, folder);
  read_files(facts, Parameters(output.parameters));
  ask_tables(facts, Parameters(output.parameters), council_domains);
  return facts;
}

}  // namespace postern::admin::doctor
