// YAML as a tree with line numbers, read through yaml-cpp's events so that anchors, aliases, repeated keys and deep
// nesting are problems instead of surprises (yaml-cpp keeps the first of two equal keys in silence). Plain values.
// Implemented in: yaml.cpp, yaml_map.cpp
#pragma once
#include <functional>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/result.hpp"

namespace postern::conf {

/// One node. A map keeps the order of the file.
struct YamlNode {
  enum class Kind { null, scalar, sequence, map };
  Kind kind = Kind::null;
  std::size_t line = 1;  ///< from 1
  bool quoted = false;   ///< a quoted scalar is never a number, a boolean or null
  std::string scalar;
  std::vector<YamlNode> items;                           ///< of a sequence
  std::vector<std::pair<std::string, YamlNode>> fields;  ///< of a map
  const YamlNode* find(std::string_view key) const;
};

/// Collects what is wrong with one file, in its order.
class YamlProblems {
 public:
  explicit YamlProblems(std::string file) : file_(std::move(file)) {}
  /// `FILE:LINE: KEY: TEXT`
  void add(std::size_t line, std::string_view key, std::string_view text);
  bool none() const { return found_.empty(); }
  policy::Error error() const;

 private:
  std::string file_;
  std::vector<std::pair<std::size_t, std::string>> found_;  ///< line and text
};

/// The one document in `text`; empty text is an empty map. Syntax errors, anchors, aliases, tags, repeated keys, keys
/// that are no scalars, a second document and nesting deeper than 50 are added to `problems`. Where the text could not
/// be read to its end the answer is a null node: what it would hold is not known, so nothing more should be said of it.
YamlNode parse_yaml(std::string_view text, YamlProblems& problems);

/// Reads the fields of one map, and knows which were never asked for. `path` names it in problems (`council.`).
class YamlMap {
 public:
  /// `node` and `problems` must outlive this. A node that is no map is a problem; then every field is missing.
  YamlMap(const YamlNode& node, std::string path, YamlProblems& problems);
  /// Nothing where the key is missing; a null value counts as missing, with a problem.
  const YamlNode* field(std::string_view key);
  std::optional<std::string> text(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<long long> integer(std::string_view key, long long lowest, long long highest);
  /// A sequence of scalars; a single scalar is a problem, not a list of one.
  std::optional<std::vector<std::string>> texts(std::string_view key);
  /// One of `allowed`.
  std::optional<std::string> one_of(std::string_view key, std::initializer_list<std::string_view> allowed);
  /// Calls `each` with a reader for every map in the sequence under `key`, with paths like `officers[2].`.
  void maps(std::string_view key, const std::function<void(YamlMap&)>& each);
  /// Calls `inside` with a reader for the map under `key`, if it is there.
  void map(std::string_view key, const std::function<void(YamlMap&)>& inside);
  /// A problem with the value of `key` (or with the map where the key is missing).
  void problem(std::string_view key, std::string_view text);
  std::size_t line() const { return node_.line; }
  const YamlNode& node() const { return node_; }
  /// Adds a problem for each key that nobody asked for, naming those that are allowed. Call it last.
  void finish();

 private:
  const YamlNode& node_;
  std::string path_;
  YamlProblems& problems_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace postern::conf
