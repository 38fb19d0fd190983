#include "admin/service/log/log_view.hpp"

#include <algorithm>

#include "conf/guarded.hpp"

namespace postern::admin {
namespace {

void add_new(std::vector<std::string>& lines, std::vector<std::string> more) {
  for (std::string& line : more) {
    if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
  }
}

}  // namespace

LogView::LogView(const conf::Config& config, const db::LogContents& contents, std::chrono::sys_seconds now)
    : config_(config),
      contents_(contents),
      rules_(config.council.address_rules(config.providers)),
      now_(now),
      today_(policy::day_of(now, *config.council.time_zone)) {
  for (const db::LoggedRestriction& one : contents.restrictions) note_identifiers(one.restriction);
  for (const policy::Councillor& councillor : contents.councillors) {
    for (const std::string& text : councillor.addresses) {
      if (const auto known = address(text)) councillors_.emplace(*known, &councillor);
    }
  }
  for (const policy::ProtectedAddress& entry : contents.protected_addresses) {
    note_protected(entry.address);
    if (const auto known = address(entry.address)) protected_entries_.emplace(*known, &entry);
  }
  note_protected(config.council.representations);
  note_protected(config.council.bounces);
}

void LogView::note_identifiers(const policy::Restriction& restriction) {
  const bool ended = restriction.status == policy::Status::ended;
  if (restriction.status != policy::Status::in_force && !ended) return;
  for (const std::string& text : restriction.email) {
    auto known = identifier(text);
    if (!known) continue;
    if (ended) {
      ended_.emplace(std::move(known->key), &restriction);
    } else {
      owners_.emplace(std::move(known->key), restriction.reference);
    }
  }
}

void LogView::note_protected(std::string_view text) {
  if (const auto known = address(text)) protected_.insert(*known);
}

const policy::Restriction* LogView::ended_under_the_decision_of(const policy::Restriction& restriction) const {
  if (!restriction.authorised) return nullptr;
  for (const std::string& text : restriction.email) {
    const auto known = identifier(text);
    if (!known) continue;
    const auto [first, last] = ended_.equal_range(known->key);
    const auto found =
        std::find_if(first, last, [&](const auto& one) { return one.second->authorised == restriction.authorised; });
    if (found != last) return found->second;
  }
  return nullptr;
}

std::optional<policy::Address> LogView::council_address(std::string_view text) const {
  auto known = address(text);
  if (!known || !is_council(*known)) return std::nullopt;
  return known;
}

std::optional<policy::Identifier> LogView::identifier(std::string_view text) const {
  return policy::identifier_from_text(text, rules_);
}

std::vector<const policy::Councillor*> LogView::councillors_with(const policy::Address& address) const {
  std::vector<const policy::Councillor*> found;
  const auto [first, last] = councillors_.equal_range(address);
  for (auto one = first; one != last; ++one) found.push_back(one->second);
  std::sort(found.begin(), found.end());
  return found;
}

const policy::ProtectedAddress* LogView::protected_entry(const policy::Address& address) const {
  const auto found = protected_entries_.find(address);
  return found == protected_entries_.end() ? nullptr : found->second;
}

std::string LogView::owner_of(std::string_view key, const policy::Reference& other_than) const {
  const auto [first, last] = owners_.equal_range(std::string(key));
  const auto other = std::find_if(first, last, [&](const auto& entry) { return entry.second != other_than; });
  return other == last ? std::string() : other->second;
}

policy::ActivationContext LogView::context_for(const policy::Reference& reference) const {
  return {.council = config_.council,
          .address_rules = rules_,
          .officers = config_.officers,
          .is_guarded = [this](std::string_view domain,
                               bool and_below) { return conf::why_guarded(config_, domain, and_below); },
          .belongs_to = [this, reference](std::string_view key) { return owner_of(key, reference); },
          .is_councillor = [this](const policy::Address& one) { return councillors_.contains(one); },
          .is_protected = [this](const policy::Address& one) { return protected_.contains(one); },
          .today = today_,
          .review_within_months = config_.reviews.within_months};
}

std::vector<std::string> LogView::problems_of(const policy::Restriction& restriction) const {
  switch (restriction.status) {
    case policy::Status::ended:
    case policy::Status::declined:
      return {};
    case policy::Status::draft:
    case policy::Status::authorised:
    case policy::Status::in_force:
      return obstacles(restriction, policy::Status::in_force);
  }
  return {};
}

std::vector<std::string> LogView::obstacles(const policy::Restriction& restriction, policy::Status status) const {
  const policy::ActivationContext context = context_for(restriction.reference);
  std::vector<std::string> lines = policy::faults_of_draft(restriction, context);
  if (status == policy::Status::authorised) add_new(lines, policy::missing_for_authorisation(restriction, context));
  if (status == policy::Status::in_force) add_new(lines, policy::missing_for_force(restriction, context));
  return lines;
}

}  // namespace postern::admin
