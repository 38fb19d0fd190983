#include "policy/decision/entry_index.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <stdexcept>
#include <tuple>

namespace postern::policy {

void EntryIndex::add(std::string_view key, std::uint32_t number) {
  if (keys_.size() + key.size() > UINT32_MAX) throw std::length_error("more than 4 GiB of identifiers");
  entries_.push_back({static_cast<std::uint32_t>(keys_.size()), static_cast<std::uint32_t>(key.size()), number});
  keys_ += key;
  longest_ = std::max(longest_, key.size());
}

void EntryIndex::seal() {
  std::sort(entries_.begin(), entries_.end(), [this](const Entry& a, const Entry& b) {
    return std::tuple(key(a), a.number) < std::tuple(key(b), b.number);
  });
  keys_.shrink_to_fit();
  entries_.shrink_to_fit();
  // Half full at most, so that a search ends soon whatever the keys are.
  buckets_.assign(std::bit_ceil(entries_.size() * 2 + 1), 0);
  const std::size_t mask = buckets_.size() - 1;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (i > 0 && key(entries_[i]) == key(entries_[i - 1])) continue;
    std::size_t bucket = std::hash<std::string_view>{}(key(entries_[i])) & mask;
    while (buckets_[bucket] != 0) bucket = (bucket + 1) & mask;
    buckets_[bucket] = static_cast<std::uint32_t>(i + 1);
  }
}

std::span<const EntryIndex::Entry> EntryIndex::find(std::string_view wanted) const {
  if (buckets_.empty() || wanted.size() > longest_) return {};
  const std::size_t mask = buckets_.size() - 1;
  for (std::size_t bucket = std::hash<std::string_view>{}(wanted)&mask; buckets_[bucket] != 0;
       bucket = (bucket + 1) & mask) {
    const std::size_t first = buckets_[bucket] - 1;
    if (key(entries_[first]) != wanted) continue;
    std::size_t last = first + 1;
    while (last < entries_.size() && key(entries_[last]) == wanted) ++last;
    return std::span(entries_).subspan(first, last - first);
  }
  return {};
}

}  // namespace postern::policy
