// What `vary` reads.
#include "admin/service/document/rules_document_reader.hpp"
#include "admin/service/life/variation.hpp"

namespace postern::admin {

policy::Result<NewTerms> read_new_terms(std::string_view text, const std::string& name) {
  conf::YamlProblems problems(name);
  const conf::YamlNode root = conf::parse_yaml(text, problems);
  if (root.kind == conf::YamlNode::Kind::null) return problems.error();
  conf::YamlMap top(root, "", problems);
  NewTerms wanted;
  std::size_t found = 0;
  top.map("email", [&](conf::YamlMap& email) {
    wanted.terms = read_terms(email);
    ++found;
  });
  top.maps("restrictions", [&](conf::YamlMap& map) {
    wanted.written = read_restriction(map);
    wanted.terms = wanted.written->terms;
    ++found;
  });
  if (found != 1) top.problem("", "one email, or one restriction, is needed: the new terms");
  top.finish();
  if (!problems.none()) return problems.error();
  return wanted;
}

}  // namespace postern::admin
