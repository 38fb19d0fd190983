// One state of the central log, as the rules about its content look at it: whose an identifier is, who is a councillor,
// what is protected. Built once, then only read; `config` and `contents` must outlive it.
#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "conf/config.hpp"
#include "db/central_log.hpp"
#include "policy/address/identifier.hpp"
#include "policy/record/activation.hpp"

namespace postern::admin {

class LogView {
 public:
  LogView(const conf::Config& config, const db::LogContents& contents, std::chrono::sys_seconds now);
  const conf::Config& config() const { return config_; }
  const db::LogContents& contents() const { return contents_; }
  policy::Day today() const { return today_; }
  std::chrono::sys_seconds now() const { return now_; }
  std::optional<policy::Address> address(std::string_view text) const { return policy::canonical(text, rules_); }
  /// An address that can be read and is the council's; nothing otherwise.
  std::optional<policy::Address> council_address(std::string_view text) const;
  std::optional<policy::Identifier> identifier(std::string_view text) const;
  /// Those who have this address, in the order of the log; a sound log has one at most.
  std::vector<const policy::Councillor*> councillors_with(const policy::Address& address) const;
  /// The entry of the list of protected addresses; null where there is none.
  const policy::ProtectedAddress* protected_entry(const policy::Address& address) const;
  /// A restriction of the same customer that has ended, under the very same authorisation; null where there is none.
  const policy::Restriction* ended_under_the_decision_of(const policy::Restriction& restriction) const;
  bool is_council(const policy::Address& address) const { return config_.council.has_domain(address.domain()); }
  /// What policy/ asks about the restriction that has this reference; its own identifiers belong to nobody else.
  policy::ActivationContext context_for(const policy::Reference& reference) const;
  /// Everything that is wrong with it in the state that it has; empty for one that has ended or was declined.
  std::vector<std::string> problems_of(const policy::Restriction& restriction) const;
  /// Everything that keeps it from being in the state `status`.
  std::vector<std::string> obstacles(const policy::Restriction& restriction, policy::Status status) const;

 private:
  void note_identifiers(const policy::Restriction& restriction);
  void note_protected(std::string_view text);
  std::string owner_of(std::string_view key, const policy::Reference& other_than) const;

  const conf::Config& config_;
  const db::LogContents& contents_;
  policy::AddressRules rules_;
  std::chrono::sys_seconds now_;
  policy::Day today_;
  std::unordered_multimap<std::string, policy::Reference> owners_;  ///< canonical key to the restriction in force
  std::unordered_multimap<std::string, const policy::Restriction*> ended_;  ///< by canonical key
  std::unordered_multimap<policy::Address, const policy::Councillor*> councillors_;
  std::unordered_map<policy::Address, const policy::ProtectedAddress*> protected_entries_;
  std::unordered_set<policy::Address> protected_;
};

}  // namespace postern::admin
