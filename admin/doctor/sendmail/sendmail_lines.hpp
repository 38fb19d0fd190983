// The lines of a sendmail.cf that say which filters there are and what they are told (The Sendmail Installation and
// Operation Guide, 5). Pure.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "admin/doctor/facts/mta_facts.hpp"

namespace postern::admin::doctor {

/// `Fw-o /etc/mail/local-host-names`, `FR-o /etc/mail/relay-domains`
struct DomainFile {
  std::string path;
  bool relayed = false;  ///< of class R
};

/// Whether a word of class R is an address of clients, and no domain: `192.168.0`, `IPv6:2001:db8`.
bool is_client_address(const std::string& word);

struct SendmailLines {
  std::map<std::string, std::vector<std::string>> options;  ///< `O Name=value`, in order; names in lower case
  std::vector<Milter> filters;                              ///< `Xname, S=…, F=…, T=…`
  std::vector<std::string> domains;                         ///< classes w, R and VirtHost, lower case
  std::vector<std::string> relayed;                         ///< those of class R: their subdomains, too
  bool has_access_map = false;                              ///< `Kaccess …`, which may let further domains in
  std::vector<DomainFile> domain_files;
  std::string version;    ///< `DZ8.17.1.9`
  std::string host_name;  ///< `Djmx.example.org`

  /// The last value of an option; empty where it is not set.
  std::string option(const std::string& name) const;
};

SendmailLines sendmail_lines(std::string_view text);

/// `Name=MTA, Port=25` by its keys in lower case; a key is known by its first letter too.
std::map<std::string, std::string> equates(std::string_view text);

/// What stands between commas, without white space around it.
std::vector<std::string> comma_list(std::string_view text);

}  // namespace postern::admin::doctor
