// What Postfix is told, by its own `postconf`: main.cf, master.cf and what a service has of its own.
#pragma once
#include "admin/doctor/facts/mta_facts.hpp"
#include "policy/result.hpp"

namespace postern::admin::doctor {

/// What postconf printed of one configuration.
struct PostfixOutput {
  std::string parameters;  ///< postconf -x
  std::string services;    ///< postconf -M
  std::string overrides;   ///< postconf -P -x
  std::string lists = {};  ///< postconf smtpd_milters non_smtpd_milters: as they are written
};

/// Pure: all but the domains that only tables and files know.
MtaFacts postfix_facts(const PostfixOutput& output, const std::string& folder);

/// Runs postconf on the folder of main.cf, and postmap for each of `council_domains` (those without a leading dot) that
/// Postfix may have in a table. Unavailable where the configuration cannot be read: Postfix cannot read it either.
policy::Result<MtaFacts> read_postfix(const std::string& folder, const std::vector<std::string>& council_domains);

}  // namespace postern::admin::doctor
