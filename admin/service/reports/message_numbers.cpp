#include "admin/service/reports/message_numbers.hpp"

#include <algorithm>

namespace postern::admin {
namespace {

constexpr std::chrono::seconds kOneTransaction{5};

}  // namespace

std::size_t MessageNumbers::of(const db::Event& event) {
  return event.queue_id.empty() ? without_queue_id(event) : by_queue_id(event);
}

std::size_t MessageNumbers::by_queue_id(const db::Event& event) {
  const auto day = std::chrono::floor<std::chrono::days>(event.at).time_since_epoch().count();
  std::vector<Known>& known = by_queue_id_[{event.queue_id, day}];
  const auto same = std::find_if(known.begin(), known.end(), [&](const Known& one) {
    return one.message_id.empty() || event.message_id.empty() || one.message_id == event.message_id;
  });
  if (same != known.end()) {
    if (same->message_id.empty()) same->message_id = event.message_id;
    return same->number;
  }
  known.push_back({event.message_id, ++last_});
  return last_;
}

std::size_t MessageNumbers::without_queue_id(const db::Event& event) {
  auto& [at, number] = others_[{event.client + " " + event.helo + " " + event.address, event.message_id}];
  if (number == 0 || event.at - at > kOneTransaction) number = ++last_;
  at = event.at;
  return number;
}

}  // namespace postern::admin
