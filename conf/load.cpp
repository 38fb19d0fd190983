#include "conf/load.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "conf/notice_templates.hpp"
#include "conf/settings_reader.hpp"
#include "conf/yaml.hpp"

namespace postern::conf {
namespace shipped {
extern const std::string_view kAddressRules;
extern const std::string_view kGuardedDomains;
}  // namespace shipped

namespace {

policy::Result<std::string> contents(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return policy::refused(path + ": is a folder, not a file");
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    if (file && file.peek() == std::ifstream::traits_type::eof()) return std::string();
    return policy::refused(path + ": cannot be read: " + std::error_code(errno, std::generic_category()).message());
  }
  return text.str();
}

policy::Result<std::vector<std::string>> load_guarded_domains(std::string_view text, const std::string& name) {
  YamlProblems problems(name);
  const YamlNode root = parse_yaml(text, problems);
  if (root.kind == YamlNode::Kind::null) return problems.error();
  YamlMap top(root, "", problems);
  std::vector<std::string> domains;
  if (root.find("domains") == nullptr) top.problem("domains", "is needed; [] for none");
  for (const std::string& one : top.texts("domains").value_or(std::vector<std::string>{})) {
    if (auto domain = policy::canonical_domain(one)) {
      domains.push_back(std::move(*domain));
    } else {
      top.problem("domains", one + " is no domain");
    }
  }
  top.finish();
  if (!problems.none()) return problems.error();
  return domains;
}

/// The shipped text, or that of the file named under `key`.
policy::Result<std::string> own_or_shipped(const std::string& path, std::string_view shipped) {
  if (path.empty()) return std::string(shipped);
  return contents(path);
}

void append(policy::Error& all, const policy::Error& more) {
  all.problems.insert(all.problems.end(), more.problems.begin(), more.problems.end());
}

void load_files(const SettingsFiles& files, Config& config, policy::Error& all) {
  const auto rules_text = own_or_shipped(files.address_rules, shipped::kAddressRules);
  auto rules = rules_text ? load_address_rules(*rules_text, files.address_rules) : rules_text.error();
  if (rules) {
    config.providers = std::move(*rules);
  } else {
    append(all, rules.error());
  }
  const auto guarded_text = own_or_shipped(files.guarded_domains, shipped::kGuardedDomains);
  auto guarded = guarded_text ? load_guarded_domains(*guarded_text, files.guarded_domains) : guarded_text.error();
  if (guarded) {
    config.guarded_domains = std::move(*guarded);
  } else {
    append(all, guarded.error());
  }
  auto notices = notice_templates(config.notices);
  if (notices) {
    config.notice_templates = std::move(*notices);
  } else {
    append(all, notices.error());
  }
}

}  // namespace

std::string config_path(const std::string& option) {
  if (!option.empty()) return option;
  const char* environment = std::getenv("POSTERN_CONFIG");
  return environment != nullptr && *environment != '\0' ? environment : "/etc/postern/postern.yaml";
}

policy::Result<Config> load(const std::string& path) {
  const auto text = contents(path);
  if (!text) return text.error();
  return load_text(*text, path);
}

namespace {

/// A relative path starts from the folder of the configuration that names it: the daemon's own folder is `/`.
std::string beside(const std::string& config, const std::string& path) {
  if (path.empty()) return path;
  return (std::filesystem::path(config).parent_path() / path).string();
}

}  // namespace

policy::Result<Config> load_text(std::string_view text, const std::string& name) {
  YamlProblems problems(name);
  const YamlNode root = parse_yaml(text, problems);
  if (root.kind == YamlNode::Kind::null) return problems.error();
  YamlMap top(root, "", problems);
  Config config;
  SettingsFiles files = read_settings(top, config);
  files.address_rules = beside(name, files.address_rules);
  files.guarded_domains = beside(name, files.guarded_domains);
  policy::Error all = problems.error();
  load_files(files, config, all);
  if (!all.problems.empty()) return all;
  if (config.council.bounces.empty()) {
    const std::string& first = config.council.domains.front();
    config.council.bounces = "postmaster@" + (first.starts_with('.') ? first.substr(1) : first);
  }
  return config;
}

namespace {

/// `example.org`, or `.example.org` for every domain below it.
std::optional<std::string> domain_from_text(std::string_view text) {
  const bool below = text.starts_with('.');
  const auto domain = policy::canonical_domain(text.substr(below ? 1 : 0));
  return domain ? std::optional((below ? "." : "") + *domain) : std::nullopt;
}

policy::AddressRule read_rule(YamlMap& map) {
  policy::AddressRule rule;
  for (const std::string& text : map.texts("domains").value_or(std::vector<std::string>{})) {
    const auto domain = domain_from_text(text);
    if (domain) rule.domains.push_back(*domain);
    if (!domain) map.problem("domains", text + " is no domain; write example.org or .example.org");
  }
  if (map.node().find("domains") == nullptr) map.problem("domains", "is needed");
  if (const auto text = map.text("canonical_domain")) {
    rule.canonical_domain = policy::canonical_domain(*text).value_or("");
    if (rule.canonical_domain.empty()) map.problem("canonical_domain", *text + " is no domain");
  }
  rule.delimiters = map.text("delimiters").value_or("+");
  rule.ignored = map.text("ignored").value_or("");
  rule.base_is_other = map.boolean("base_is_other").value_or(false);
  rule.account_in_subdomain = map.boolean("account_in_subdomain").value_or(false);
  map.text("source");
  map.finish();
  return rule;
}

}  // namespace

policy::Result<policy::AddressRules> load_address_rules(std::string_view text, const std::string& name) {
  YamlProblems problems(name);
  const YamlNode root = parse_yaml(text, problems);
  if (root.kind == YamlNode::Kind::null) return problems.error();
  YamlMap top(root, "", problems);
  std::vector<policy::AddressRule> rules;
  top.maps("rules", [&](YamlMap& map) { rules.push_back(read_rule(map)); });
  top.finish();
  if (!problems.none()) return problems.error();
  return policy::AddressRules(std::move(rules));
}

}  // namespace postern::conf
