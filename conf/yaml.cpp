#include "conf/yaml.hpp"

#include <algorithm>
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

}  // namespace postern::conf
