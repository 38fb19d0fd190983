#include "milter/message/rules_in_force.hpp"

#include <utility>

#include "mail/notice.hpp"

namespace postern::milter {
policy::Result<std::shared_ptr<const InForce>> RulesInForce::built(std::shared_ptr<const conf::Config> config) {
  const auto rules = log_.rules();
  if (!rules) return rules.error();
  auto snapshot = policy::Snapshot::build(*rules, config->council, config->providers, config->reviews.overdue);
  if (!snapshot) return snapshot.error();
  return std::make_shared<const InForce>(InForce{std::move(config), *snapshot});
}

policy::Result<> RulesInForce::use(std::shared_ptr<const conf::Config> config) {
  // A template that turned out to be broken when a message is there would come too late.
  if (const auto usable = mail::usable_for_notices(config->notice_templates); !usable) return usable.error();
  const std::lock_guard building(building_);
  auto next = built(std::move(config));
  if (!next) return next.error();
  publish(*next);
  return policy::Done{};
}

policy::Result<> RulesInForce::refresh(std::chrono::steady_clock::time_point now) {
  const std::lock_guard building(building_);
  const auto revision = log_.revision();
  if (!revision) {
    note(revision.error().problems.front(), now);
    return revision.error();
  }
  const auto before = current();
  if (*revision != before->snapshot->revision()) {
    // Contents that make no snapshot will make none the next time either: wait for another change.
    if (unusable_ && unusable_->first == *revision) return unusable_->second;
    auto next = built(before->config);
    if (!next) {
      if (next.error().fault == policy::Fault::refused) unusable_.emplace(*revision, next.error());
      note(next.error().problems.front(), now);
      return next.error();
    }
    publish(*next);
  }
  unusable_.reset();
  note({}, now);
  return policy::Done{};
}

std::shared_ptr<const InForce> RulesInForce::current() const {
  const std::lock_guard lock(published_);
  return current_;
}

void RulesInForce::publish(std::shared_ptr<const InForce> next) {
  {
    const std::lock_guard lock(published_);
    current_.swap(next);
  }
  // The one before is freed here, outside the lock, unless a message still holds it.
}

RulesInForce::Health RulesInForce::health() const {
  const std::lock_guard lock(published_);
  return health_;
}

void RulesInForce::note(std::string error, std::chrono::steady_clock::time_point now) {
  const std::lock_guard lock(published_);
  if (error.empty()) health_.checked = now;
  health_.error = std::move(error);
}

}  // namespace postern::milter
