#include <algorithm>
#include <charconv>

#include "conf/yaml.hpp"

namespace postern::conf {
namespace {

std::string joined(const std::set<std::string, std::less<>>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

YamlMap::YamlMap(const YamlNode& node, std::string path, YamlProblems& problems)
    : node_(node), path_(std::move(path)), problems_(problems) {
  if (node.kind != YamlNode::Kind::map) {
    const std::string name = path_.empty() ? "document" : path_.substr(0, path_.size() - 1);
    problems_.add(node.line, name, "must be a map of keys and values");
  }
}

void YamlMap::problem(std::string_view key, std::string_view text) {
  const YamlNode* value = node_.find(key);
  problems_.add(value == nullptr ? node_.line : value->line, path_ + std::string(key), text);
}

const YamlNode* YamlMap::field(std::string_view key) {
  asked_.insert(std::string(key));
  const YamlNode* value = node_.find(key);
  if (value == nullptr) return nullptr;
  if (value->kind == YamlNode::Kind::null) {
    problem(key, "has no value; leave the key out or give one");
    return nullptr;
  }
  return value;
}

std::optional<std::string> YamlMap::text(std::string_view key) {
  const YamlNode* value = field(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind != YamlNode::Kind::scalar) {
    problem(key, "must be text");
    return std::nullopt;
  }
  return value->scalar;
}

std::optional<bool> YamlMap::boolean(std::string_view key) {
  const YamlNode* value = field(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind == YamlNode::Kind::scalar && !value->quoted) {
    if (value->scalar == "true") return true;
    if (value->scalar == "false") return false;
  }
  problem(key, "must be true or false");
  return std::nullopt;
}

std::optional<long long> YamlMap::integer(std::string_view key, long long lowest, long long highest) {
  const YamlNode* value = field(key);
  if (value == nullptr) return std::nullopt;
  const std::string& digits = value->scalar;
  long long number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (value->kind == YamlNode::Kind::scalar && !value->quoted && read.ec == std::errc{} &&
      read.ptr == digits.data() + digits.size() && lowest <= number && number <= highest) {
    return number;
  }
  problem(key, "must be a number from " + std::to_string(lowest) + " to " + std::to_string(highest));
  return std::nullopt;
}

std::optional<std::vector<std::string>> YamlMap::texts(std::string_view key) {
  const YamlNode* value = field(key);
  if (value == nullptr) return std::nullopt;
  std::vector<std::string> found;
  for (const YamlNode& item : value->items) {
    if (item.kind == YamlNode::Kind::scalar) found.push_back(item.scalar);
  }
  if (value->kind == YamlNode::Kind::sequence && found.size() == value->items.size()) return found;
  problem(key, "must be a list of texts, such as [one, two]");
  return std::nullopt;
}

std::optional<std::string> YamlMap::one_of(std::string_view key, std::initializer_list<std::string_view> allowed) {
  const auto value = text(key);
  if (!value) return std::nullopt;
  if (std::find(allowed.begin(), allowed.end(), *value) != allowed.end()) return value;
  std::string words;
  for (const std::string_view word : allowed) words += (words.empty() ? "" : ", ") + std::string(word);
  problem(key, "is " + *value + "; allowed: " + words);
  return std::nullopt;
}

void YamlMap::maps(std::string_view key, const std::function<void(YamlMap&)>& each) {
  const YamlNode* value = field(key);
  if (value == nullptr) return;
  if (value->kind != YamlNode::Kind::sequence) {
    problem(key, "must be a list");
    return;
  }
  for (std::size_t i = 0; i < value->items.size(); ++i) {
    YamlMap item(value->items[i], path_ + std::string(key) + "[" + std::to_string(i + 1) + "].", problems_);
    if (value->items[i].kind == YamlNode::Kind::map) each(item);
  }
}

void YamlMap::map(std::string_view key, const std::function<void(YamlMap&)>& inside) {
  const YamlNode* value = field(key);
  if (value == nullptr) return;
  YamlMap nested(*value, path_ + std::string(key) + ".", problems_);
  if (value->kind == YamlNode::Kind::map) inside(nested);
}

void YamlMap::finish() {
  for (const auto& [key, value] : node_.fields) {
    if (asked_.contains(key)) continue;
    problems_.add(value.line, path_ + key, "is no key; allowed: " + joined(asked_));
  }
}

}  // namespace postern::conf
