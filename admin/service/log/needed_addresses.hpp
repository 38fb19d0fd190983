// The council's addresses that must take mail, or what postern sends on is lost to those who wait for it. Pure.
#pragma once
#include <string>
#include <vector>

#include "conf/config.hpp"
#include "db/central_log.hpp"

namespace postern::admin {

struct NeededAddress {
  std::string address;             ///< as mail is sent to it
  std::vector<std::string> roles;  ///< `manager of RCC-2026-0001`, `mail.bounces`, …; never empty
  bool is_bounces = false;
};

/// mail.bounces first; council.representations, reviews.digest_to, the officers who hold their post today; then the
/// managers of restrictions in force or authorised, and where a restriction or a councillor's own choice has a
/// councillor's mail go instead. Each once. What cannot be read is left out: `postern check` tells of it.
std::vector<NeededAddress> needed_addresses(const conf::Config& config, const db::LogContents& contents,
                                            std::chrono::sys_seconds now);
/// The roles in words, `manager of RCC-2026-0001, mail.bounces`; at most three, and how many more.
std::string roles_in_words(const NeededAddress& needed);

}  // namespace postern::admin
