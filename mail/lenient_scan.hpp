// The lenient reading of an address header: what a mail program that forgives errors might show or reply to. Linear in
// the text. Pure but for GMime's decoding of encoded words. Private to mail/.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace postern::mail {

/// Addresses found, each once, up to a limit.
class FoundAddresses {
 public:
  explicit FoundAddresses(std::size_t limit) : limit_(limit) {}
  /// `certain`: the grammar alone finds it. Said once of an address, it holds.
  void add(std::string address, bool certain);
  bool excessive() const { return in_order_.size() > limit_; }
  bool empty() const { return in_order_.empty(); }
  /// Of each address, in their order.
  const std::vector<bool>& certain() const { return certain_; }
  std::vector<std::string> take() { return std::move(in_order_); }

 private:
  std::size_t limit_;
  std::vector<std::string> in_order_;
  std::vector<bool> certain_;
  std::unordered_map<std::string, std::size_t> place_;
};

/// `text` unfolded. Stops early once `found` is excessive.
void scan_leniently(std::string_view text, FoundAddresses& found);

/// Whether comments or groups are nested deeper than 100: a bomb for a recursive parser. More than 2,000 colons are one
/// whatever they stand in: GMime takes a broken quoted string or bracket up again where this count does not, and each
/// colon may then open a group.
bool nested_too_deep(std::string_view text);

}  // namespace postern::mail
