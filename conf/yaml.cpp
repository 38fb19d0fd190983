#include "conf/yaml.hpp"

#include <algorithm>
#include <charconv>
#include <exception>
#include <sstream>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "conf/yaml_text.hpp"

namespace postern::conf {
namespace {

constexpr std::size_t kDeepest = 50;

std::size_t line_of(const YAML::Mark& mark) {
  return mark.line < 0 ? 1 : static_cast<std::size_t>(mark.line) + 1;
}

/// Thrown out of yaml-cpp's parser to stop it; the problem is noted before.
struct Stop {};

/// Builds the tree from the parser's events. The stack holds the open collections; of a map also the key that waits.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(YamlNode& root, YamlProblems& problems) : root_(root), problems_(problems) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { put(mark, {}, YamlNode::Kind::null); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    problems_.add(line_of(mark), "*", "aliases are not allowed; write the value out");
    put(mark, {}, YamlNode::Kind::null);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& value) override {
    YamlNode* node = put(mark, tag, YamlNode::Kind::scalar, value);
    if (node == nullptr) return;
    node->scalar = value;
    node->quoted = tag == "!";
    if (!node->quoted && (value == "~" || value == "null" || value.empty())) node->kind = YamlNode::Kind::null;
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, YamlNode::Kind::sequence);
  }
  void OnSequenceEnd() override { open_.pop_back(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, YAML::EmitterStyle::value) override {
    open(mark, tag, YamlNode::Kind::map);
  }
  void OnMapEnd() override { open_.pop_back(); }
  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    problems_.add(line_of(mark), "&" + name, "anchors are not allowed; write the value out");
  }

 private:
  struct Open {
    YamlNode* node;
    std::optional<std::string> key;
  };

  void open(const YAML::Mark& mark, const std::string& tag, YamlNode::Kind kind) {
    if (open_.size() >= kDeepest) {
      problems_.add(line_of(mark), "document", "nested deeper than 50 levels");
      throw Stop{};
    }
    YamlNode* node = put(mark, tag, kind);
    // A map or list as a key has no place in the tree: it is read into a node that nobody sees.
    if (node == nullptr) node = &nowhere_;
    open_.push_back({node, std::nullopt});
  }

  /// Puts a node where the parser is; null where the event was a map's key.
  YamlNode* put(const YAML::Mark& mark, const std::string& tag, YamlNode::Kind kind, const std::string& value = {}) {
    if (!tag.empty() && tag != "?" && tag != "!") problems_.add(line_of(mark), tag, "tags are not allowed");
    YamlNode node;
    node.kind = kind;
    node.line = line_of(mark);
    if (open_.empty()) {
      root_ = std::move(node);
      return &root_;
    }
    Open& parent = open_.back();
    if (parent.node->kind == YamlNode::Kind::sequence) return &parent.node->items.emplace_back(std::move(node));
    if (!parent.key) {
      take_key(mark, kind, value, parent);
      return nullptr;
    }
    parent.node->fields.emplace_back(std::move(*parent.key), std::move(node));
    parent.key.reset();
    return &parent.node->fields.back().second;
  }

  void take_key(const YAML::Mark& mark, YamlNode::Kind kind, const std::string& value, Open& parent) {
    if (kind != YamlNode::Kind::scalar) problems_.add(line_of(mark), "key", "a key must be a plain word");
    if (parent.node->find(value) != nullptr) problems_.add(line_of(mark), value, "the key is repeated");
    parent.key = value;
  }

  YamlNode& root_;
  YamlProblems& problems_;
  YamlNode nowhere_;
  std::vector<Open> open_;
};

std::string joined(const std::set<std::string, std::less<>>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == key; });
  return found == fields.end() ? nullptr : &found->second;
}

void YamlProblems::add(std::size_t line, std::string_view key, std::string_view text) {
  found_.emplace_back(line, file_ + ":" + std::to_string(line) + ": " + std::string(key) + ": " + std::string(text));
}

policy::Error YamlProblems::error() const {
  auto in_order = found_;
  std::stable_sort(in_order.begin(), in_order.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  policy::Error error;
  for (auto& [line, text] : in_order) error.problems.push_back(std::move(text));
  return error;
}

YamlNode parse_yaml(std::string_view text, YamlProblems& problems) {
  YamlNode root;
  root.kind = YamlNode::Kind::map;
  if (const auto bad = bad_byte_in(text)) {
    problems.add(bad->line, "syntax", bad->what);
    return {};
  }
  std::istringstream stream{std::string(text)};
  try {
    YAML::Parser parser(stream);
    TreeBuilder builder(root, problems);
    if (parser.HandleNextDocument(builder)) {
      YamlNode other;
      YamlProblems ignored("");
      TreeBuilder second(other, ignored);
      if (parser.HandleNextDocument(second)) problems.add(1, "document", "there is more than one; write them into one");
    }
  } catch (const Stop&) {
    return {};
  } catch (const YAML::Exception& error) {
    problems.add(line_of(error.mark), "syntax", error.msg);
    return {};
  }
  if (root.kind == YamlNode::Kind::null) root.kind = YamlNode::Kind::map;
  return root;
}

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
