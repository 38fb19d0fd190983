#include "admin/service/log/needed_addresses.hpp"

#include <algorithm>
#include <unordered_map>

#include "policy/address/address.hpp"

namespace postern::admin {
namespace {

constexpr std::size_t kRolesShown = 3;

/// Each address once, with all its roles, in the order in which they came.
class Gathered {
 public:
  explicit Gathered(const conf::Config& config) : rules_(config.council.address_rules(config.providers)) {}

  /// What the configuration names is written to as it stands there.
  void add_key(const std::string& text, const std::string& role) {
    const auto mailbox = policy::parse_mailbox(text);
    if (mailbox) add(text, role, mailbox->text());
  }

  /// What the log names is written to in its canonical form, as the gateway does.
  void add_logged(const std::string& text, const std::string& role) {
    const auto address = policy::canonical(text, rules_);
    if (address) add(text, role, address->text());
  }

  std::vector<NeededAddress> taken() { return std::move(all_); }

 private:
  void add(const std::string& text, const std::string& role, const std::string& sent_to) {
    const auto [place, is_new] = places_.emplace(policy::canonical(text, rules_)->text(), all_.size());
    if (is_new) all_.push_back({sent_to, {}});
    auto& roles = all_[place->second].roles;
    if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
  }

  policy::AddressRules rules_;
  std::vector<NeededAddress> all_;
  std::unordered_map<std::string, std::size_t> places_;
};

void add_configured(Gathered& gathered, const conf::Config& config, policy::Day today) {
  gathered.add_key(config.council.bounces, "mail.bounces");
  gathered.add_key(config.council.representations, "council.representations");
  for (const std::string& address : config.reviews.digest_to) gathered.add_key(address, "reviews.digest_to");
  for (const policy::AuthorisingOfficer& one : config.officers) {
    const bool holds_post = (!one.from || *one.from <= today) && (!one.until || today <= *one.until);
    if (holds_post) gathered.add_key(one.email, "authorising officer " + one.id);
  }
}

void add_restriction(Gathered& gathered, const policy::Restriction& restriction) {
  using policy::Status;
  if (restriction.status != Status::authorised && restriction.status != Status::in_force) return;
  for (const std::string& address : restriction.terms.managers) {
    gathered.add_logged(address, "manager of " + restriction.reference);
  }
  const policy::CouncillorAccess& councillors = restriction.terms.councillors;
  if (councillors.kind != policy::CouncillorAccess::Kind::alternative) return;
  for (const std::string& address : councillors.addresses) {
    gathered.add_logged(address, "councillors' alternative of " + restriction.reference);
  }
}

void add_choices(Gathered& gathered, const policy::Councillor& councillor) {
  if (councillor.addresses.empty()) return;
  for (const policy::Choice& choice : councillor.choices) {
    if (choice.action == policy::Action::forward) {
      gathered.add_logged(choice.forward_to, "choice of " + councillor.addresses.front());
    }
  }
}

}  // namespace

std::vector<NeededAddress> needed_addresses(const conf::Config& config, const db::LogContents& contents,
                                            std::chrono::sys_seconds now) {
  Gathered gathered(config);
  add_configured(gathered, config, policy::day_of(now, *config.council.time_zone));
  for (const db::LoggedRestriction& one : contents.restrictions) add_restriction(gathered, one.restriction);
  for (const policy::Councillor& councillor : contents.councillors) add_choices(gathered, councillor);
  auto needed = gathered.taken();
  // Whoever configures a sender that cannot be read has no mail.bounces here; the loader refuses that.
  if (!needed.empty()) needed.front().is_bounces = needed.front().roles.front() == "mail.bounces";
  return needed;
}

std::string roles_in_words(const NeededAddress& needed) {
  std::string words;
  const std::size_t shown = std::min(needed.roles.size(), kRolesShown);
  for (std::size_t i = 0; i < shown; ++i) words += (i == 0 ? "" : ", ") + needed.roles[i];
  const std::size_t more = needed.roles.size() - shown;
  return more == 0 ? words : words + " and " + std::to_string(more) + " more";
}

}  // namespace postern::admin
