#include "admin/service/reports/report_activity.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "admin/service/reports/message_numbers.hpp"
#include "admin/service/reports/report_log.hpp"
#include "db/held_mail.hpp"
#include "db/shared/words.hpp"

namespace postern::admin {
namespace {

using policy::Reference;
using Identifiers = std::unordered_set<std::string>;

Identifiers identifiers_of(const policy::Restriction& restriction, const LogView& view) {
  Identifiers keys;
  for (const std::string& text : restriction.email) {
    if (const auto known = view.identifier(text)) keys.insert(known->key);
  }
  return keys;
}

/// Whether a canonical address is one of these, or at one of these domains (`@example.org`, `@.example.org`).
bool is_of(const std::string& address, const Identifiers& keys) {
  if (keys.contains(address)) return true;
  const std::size_t at = address.rfind('@');
  if (at == std::string::npos) return false;
  std::string_view domain = std::string_view(address).substr(at + 1);
  if (keys.contains("@" + std::string(domain))) return true;
  while (!domain.empty()) {
    if (keys.contains("@." + std::string(domain))) return true;
    domain.remove_prefix(std::min(domain.find('.'), domain.size() - 1) + 1);
  }
  return false;
}

class Counter {
 public:
  Counter(const LogView& view, const InForceFrom& in_force, const ActivityFilter& filter)
      : view_(view), in_force_(in_force), filter_(filter) {
    for (const db::LoggedRestriction& one : view.contents().restrictions) {
      customers_.emplace(one.restriction.reference, customer_of(one.restriction));
      if (filter.restriction == one.restriction.reference) asked_for_ = identifiers_of(one.restriction, view);
    }
  }

  void count(const db::Event& event) {
    if (db::is_decided_anew(event)) return;
    if (event.action == to_text(db::OutboxKind::notice)) return;  // the council's doing, not the customer's
    const std::size_t message = numbers_.of(event);  // of every event, so that the numbers do not depend on the filter
    const auto action = policy::action_from_text(event.action);
    if (!action || !is_asked_for(event)) return;
    const Key key = key_of(event);
    Cell& cell = cells_[key];
    if (cell.all.insert(message).second) ++cell.row.messages;
    const auto treatment = static_cast<std::size_t>(*action);
    if (cell.by_treatment[treatment].insert(message).second) ++cell.row.by_treatment[treatment];
  }

  std::vector<ActivityRow> rows() {
    std::vector<ActivityRow> rows;
    for (auto& [key, cell] : cells_) {
      const auto& [nameless, owner, customer, week, after, unauthenticated, observed] = key;
      cell.row.restriction = owner.empty() ? std::nullopt : std::optional(owner);
      cell.row.customer = customer;
      cell.row.week = week;
      cell.row.authenticated = !unauthenticated;
      cell.row.observed = observed;
      if (!owner.empty()) cell.row.period = after ? "after" : "before";
      rows.push_back(std::move(cell.row));
    }
    std::stable_sort(rows.begin(), rows.end(), [](const ActivityRow& a, const ActivityRow& b) {
      if (!a.restriction || !b.restriction) return a.restriction.has_value() && !b.restriction.has_value();
      return policy::lower(*a.restriction, *b.restriction);
    });
    return rows;
  }

 private:
  // reference (those without one last), customer, week, after, unauthenticated, observed
  using Key = std::tuple<bool, Reference, std::string, policy::Day, bool, bool, bool>;
  struct Cell {
    ActivityRow row;
    std::set<std::size_t> all;
    std::array<std::set<std::size_t>, kTreatments> by_treatment;
  };

  bool is_asked_for(const db::Event& event) const {
    if (filter_.since && event.at < *filter_.since) return false;
    if (filter_.until && event.at >= *filter_.until) return false;
    return !filter_.restriction || event.restriction == filter_.restriction || is_of(event.address, asked_for_);
  }

  Key key_of(const db::Event& event) const {
    const Reference owner = filter_.restriction ? *filter_.restriction : event.restriction.value_or("");
    const auto name = customers_.find(owner);
    const auto since = in_force_.find(owner);
    const bool after = since != in_force_.end() && event.at >= since->second;
    return {owner.empty(),
            owner,
            name == customers_.end() ? event.address : name->second,
            monday_of(policy::day_of(event.at, *view_.config().council.time_zone)),
            after,
            !event.authenticated,
            event.note == "observed"};
  }

  const LogView& view_;
  const InForceFrom& in_force_;
  const ActivityFilter& filter_;
  std::unordered_map<Reference, std::string> customers_;
  Identifiers asked_for_;
  MessageNumbers numbers_;
  std::map<Key, Cell> cells_;
};

}  // namespace

std::optional<std::chrono::sys_seconds> in_force_from(const std::vector<db::LoggedRestriction>& versions,
                                                      const date::time_zone& zone) {
  for (const db::LoggedRestriction& version : versions) {
    if (version.restriction.status != policy::Status::in_force) continue;
    const auto& starts = version.restriction.starts;
    return starts ? std::max(version.changed, policy::start_of(*starts, zone)) : version.changed;
  }
  return std::nullopt;
}

policy::Result<InForceFrom> in_force_of(const std::vector<db::Event>& events,
                                        const std::optional<policy::Reference>& asked_for, const LogView& view,
                                        db::CentralLog& log) {
  std::set<policy::Reference> references;
  if (asked_for) references.insert(*asked_for);
  for (const db::Event& event : events) {
    if (event.restriction && !asked_for) references.insert(*event.restriction);
  }
  InForceFrom in_force;
  for (const db::LoggedRestriction& known : view.contents().restrictions) {
    const policy::Reference& reference = known.restriction.reference;
    if (!references.contains(reference)) continue;
    const auto versions = log.history(reference);
    if (!versions) return versions.error();
    const auto from = in_force_from(*versions, *view.config().council.time_zone);
    if (from) in_force.emplace(reference, *from);
  }
  return in_force;
}

std::vector<ActivityRow> activity_rows(const std::vector<db::Event>& events, const LogView& view,
                                       const InForceFrom& in_force, const ActivityFilter& filter) {
  Counter counter(view, in_force, filter);
  for (const db::Event& event : events) counter.count(event);
  return counter.rows();
}

policy::Day monday_of(policy::Day day) {
  const std::chrono::sys_days instant{day};
  return policy::Day{instant - (std::chrono::weekday{instant} - std::chrono::Monday)};
}

std::vector<std::pair<policy::Day, unsigned>> weekly_totals(const std::vector<ActivityRow>& rows) {
  std::map<std::chrono::sys_days, unsigned> counted;
  for (const ActivityRow& row : rows) counted[std::chrono::sys_days{row.week}] += row.messages;
  std::vector<std::pair<policy::Day, unsigned>> totals;
  if (counted.empty()) return totals;
  for (auto week = counted.begin()->first; week <= counted.rbegin()->first; week += std::chrono::weeks{1}) {
    const auto found = counted.find(week);
    totals.emplace_back(policy::Day{week}, found == counted.end() ? 0 : found->second);
  }
  return totals;
}

std::string sparkline(const std::vector<unsigned>& numbers) {
  constexpr std::array<std::string_view, 9> kBars{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const unsigned most = numbers.empty() ? 0 : *std::max_element(numbers.begin(), numbers.end());
  std::string line;
  for (const unsigned number : numbers) line += kBars[number == 0 ? 0 : (number * std::size_t{8} + most - 1) / most];
  return line;
}

}  // namespace postern::admin
