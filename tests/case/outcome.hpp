// What policy/ makes of one case: the decisions, the replies at each stage, who gets which copy, what is kept.
#pragma once
#include <string>
#include <vector>

#include "case/case_file.hpp"
#include "policy/decision/decide.hpp"

namespace postern::cases {

struct Copy {
  policy::Address recipient;
  std::vector<std::string> fields;  ///< those that postern adds
  std::vector<policy::Address> originals;
};

struct KeptFor {
  policy::Address recipient;
  std::string status;  ///< `kept`, `refused` or `held`
};

struct Outcome {
  std::vector<policy::Decision> decisions;  ///< as carried out: where nothing can be refused, quarantine for reject
  std::vector<std::string> rcpt;            ///< `250`, or the whole refusal, for each recipient
  std::string data;                         ///< the same for the end of the data; empty where nobody is left for it
  std::vector<std::string> explained;       ///< what explain says that each recipient's sender is told
  std::vector<Copy> copies;
  std::vector<KeptFor> kept;
};

/// Throws BrokenCase where the case's rules or addresses cannot be read.
Outcome outcome_of(const Case& one);
/// The canonical form of an address of a case, by the shipped provider rules and the council's own.
policy::Address address(const std::string& text, const std::string& place);

}  // namespace postern::cases
