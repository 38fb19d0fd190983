// The rules document (interfaces.md): YAML in, every problem out; and back. Pure. The two round-trip.
// Implemented in: rules_document.cpp, rules_document_writer.cpp
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "policy/record/councillor.hpp"
#include "policy/record/restriction.hpp"
#include "policy/result.hpp"

namespace postern::admin {

struct RulesDocument {
  std::string name;  ///< of the file, for problems; empty for a document not read from text
  std::vector<policy::Restriction> restrictions;
  std::vector<std::size_t> lines;  ///< lines[i] is where restrictions[i] begins; empty where it was not read from text
  std::vector<policy::Councillor> councillors;
  std::vector<std::size_t> councillor_lines;  ///< the same for councillors read from CSV
  std::vector<policy::ProtectedAddress> protected_addresses;
  std::vector<std::size_t> protected_lines;
};

/// Problems of form only, each `NAME:LINE: KEY: …`: what the council's rules say of the content is for central_log.hpp.
policy::Result<RulesDocument> read_rules_document(std::string_view text, const std::string& name);
/// YAML that read_rules_document() reads back to an equal document. Empty fields are left out.
std::string write_rules_document(const RulesDocument& document);

}  // namespace postern::admin
