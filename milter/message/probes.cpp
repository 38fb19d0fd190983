#include "milter/message/probes.hpp"

#include <algorithm>

#include "mail/pass_token.hpp"

namespace postern::milter {
namespace {

/// A clock that was set back since makes it old at once.
bool is_over(std::chrono::sys_seconds begun, std::chrono::sys_seconds now) {
  return now < begun || now - begun >= Probes::kKept;
}

}  // namespace

std::string Probes::begin(std::chrono::sys_seconds now) {
  std::string token = mail::random_id();
  const std::lock_guard lock(lock_);
  forget(now);
  probes_[token].begun = now;
  return token;
}

/// Leaves room for one more.
void Probes::forget(std::chrono::sys_seconds now) {
  std::erase_if(probes_, [&](const auto& one) { return is_over(one.second.begun, now); });
  if (probes_.size() < kMost) return;
  probes_.erase(std::min_element(probes_.begin(), probes_.end(), [](const auto& one, const auto& other) {
    return one.second.begun < other.second.begun;
  }));
}

bool Probes::knows(const std::string& token, std::chrono::sys_seconds now) const {
  return mail::is_random_id(token) && seen(token, now).has_value();
}

void Probes::note(const std::string& token, ProbeSight sight, std::chrono::sys_seconds now) {
  const std::lock_guard lock(lock_);
  const auto found = probes_.find(token);
  if (found == probes_.end() || is_over(found->second.begun, now)) return;
  ProbeSights& sights = found->second.sights;
  ++sights.times;
  if (sights.first.size() < kMostSights) sights.first.push_back(std::move(sight));
}

std::optional<ProbeSights> Probes::seen(const std::string& token, std::chrono::sys_seconds now) const {
  const std::lock_guard lock(lock_);
  const auto found = probes_.find(token);
  if (found == probes_.end() || is_over(found->second.begun, now)) return std::nullopt;
  return found->second.sights;
}

}  // namespace postern::milter
