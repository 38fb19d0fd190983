#include "admin/service/upkeep/upkeep_addresses.hpp"

#include <spdlog/spdlog.h>

namespace postern::admin {
namespace {

constexpr std::chrono::hours kAskEvery{24};
constexpr std::chrono::hours kAskAgain{1};
constexpr std::chrono::minutes kSettling{10};

}  // namespace

bool UpkeepAddresses::is_time(std::chrono::sys_seconds now) {
  if (!first_look_) first_look_ = now;
  if (under_way_) return false;
  if (failed_) return is_due_again(failed_, kAskAgain, now);
  if (asked_) return is_due_again(asked_, kAskEvery, now);
  return is_due_again(first_look_, kSettling, now);
}

void UpkeepAddresses::look(std::chrono::sys_seconds now) {
  const auto config = config_ ? config_() : nullptr;
  if (config && is_time(now)) ask(*config, now);
}

void UpkeepAddresses::ask(const conf::Config& config, std::chrono::sys_seconds now) {
  const auto contents = log_.contents();
  if (!contents) return not_asked(contents.error().problems.front(), now);
  auto needed = needed_addresses(config, *contents, now);
  std::vector<std::string> addresses;
  for (const NeededAddress& one : needed) addresses.push_back(one.address);
  under_way_ = true;
  mail::check_recipients(context_, server_, config.council.bounces, std::move(addresses),
                         [this, now, needed = std::move(needed)](const mail::RecipientCheck& check) {
                           under_way_ = false;
                           take(needed, check, now);
                         });
}

void UpkeepAddresses::not_asked(const std::string& problem, std::chrono::sys_seconds now) {
  if (problem != problem_) spdlog::error("event=addresses-not-asked problem=\"{}\"", problem);
  problem_ = problem;
  failed_ = now;
}

void UpkeepAddresses::take(const std::vector<NeededAddress>& needed, const mail::RecipientCheck& check,
                           std::chrono::sys_seconds now) {
  if (!check.problem.empty()) return not_asked(check.problem, now);
  problem_.clear();
  failed_.reset();
  asked_ = now;
  refused_.clear();
  for (std::size_t i = 0; i < needed.size() && i < check.answers.size(); ++i) {
    if (check.answers[i].kind != mail::RecipientAnswer::Kind::refused) continue;
    const std::string& words = check.answers[i].words;
    spdlog::warn("event=address-refused address={} role=\"{}\" problem=\"{}\"", needed[i].address,
                 roles_in_words(needed[i]), words);
    refused_.push_back(needed[i].address + " (" + roles_in_words(needed[i]) + "): " + words);
  }
}

std::vector<UpkeepRun> UpkeepAddresses::runs() const {
  std::string problem = problem_;
  if (problem.empty() && !refused_.empty()) {
    problem = refused_.front();
    if (refused_.size() > 1) problem += "; and " + std::to_string(refused_.size() - 1) + " more, see address-refused";
  }
  auto next = next_after(first_look_, kSettling);
  if (asked_) next = next_after(asked_, kAskEvery);
  if (failed_) next = next_after(failed_, kAskAgain);
  return {{"addresses", asked_, next, problem}};
}

}  // namespace postern::admin
