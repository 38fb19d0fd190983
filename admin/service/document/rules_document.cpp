#include "admin/service/document/rules_document.hpp"

#include "admin/service/document/rules_document_reader.hpp"
#include "conf/yaml.hpp"

namespace postern::admin {

policy::Result<RulesDocument> read_rules_document(std::string_view text, const std::string& name) {
  conf::YamlProblems problems(name);
  const conf::YamlNode root = conf::parse_yaml(text, problems);
  if (root.kind == conf::YamlNode::Kind::null) return problems.error();
  conf::YamlMap top(root, "", problems);
  RulesDocument document;
  document.name = name;
  top.maps("restrictions", [&](conf::YamlMap& map) {
    document.lines.push_back(map.line());
    document.restrictions.push_back(read_restriction(map));
  });
  top.maps("councillors", [&](conf::YamlMap& map) { document.councillors.push_back(read_councillor(map)); });
  top.maps("protected", [&](conf::YamlMap& map) { document.protected_addresses.push_back(read_protected(map)); });
  top.finish();
  if (!problems.none()) return problems.error();
  return document;
}

}  // namespace postern::admin
