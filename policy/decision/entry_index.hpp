// A compact multimap from identifier keys to numbers: sorted once, then only read. Any thread may read.
// Costs the key's bytes and some 20 bytes an entry, whatever the allocator (quality.md: < 150 bytes an address).
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace postern::policy {

class EntryIndex {
 public:
  struct Entry {
    std::uint32_t offset;
    std::uint32_t length;
    std::uint32_t number;
  };
  /// Before seal() only. Keys may repeat. At most 4 GiB of keys.
  void add(std::string_view key, std::uint32_t number);
  /// Makes the index readable. Call it once.
  void seal();
  /// All entries under `key`, in the order of their numbers; expected constant time.
  std::span<const Entry> find(std::string_view key) const;
  std::string_view key(const Entry& entry) const { return std::string_view(keys_).substr(entry.offset, entry.length); }
  std::size_t size() const { return entries_.size(); }

 private:
  std::string keys_;
  std::size_t longest_ = 0;     ///< no key is longer: what is, need not be hashed
  std::vector<Entry> entries_;  ///< equal keys lie together
  std::vector<std::uint32_t>
      buckets_;  ///< open addressing by hash: number of the first entry of a key, plus one; 0 is free
};

}  // namespace postern::policy
