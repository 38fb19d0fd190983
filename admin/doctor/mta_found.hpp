// Which MTA this machine has, and where its configuration is.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "admin/doctor/facts/mta_facts.hpp"
#include "policy/result.hpp"

namespace postern::admin::doctor {

/// What the administrator said; empty where nothing was.
struct MtaAsked {
  std::optional<MtaKind> kind;
  std::string place;  ///< Postfix: the folder of main.cf; Sendmail: the .cf file
};

struct MtaPlace {
  MtaKind kind = MtaKind::postfix;
  std::string place;
};

/// Both, Postfix first, where the machine has both; none where it has neither, or neither is configured. What was asked
/// for goes before what is found.
std::vector<MtaPlace> find_mtas(const MtaAsked& asked);

/// The facts of one.
policy::Result<MtaFacts> read_mta(const MtaPlace& mta, const std::vector<std::string>& council_domains);

}  // namespace postern::admin::doctor
