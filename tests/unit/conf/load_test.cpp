#include "conf/load.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "conf/guarded.hpp"
#include "conf/yaml.hpp"
#include "policy/time/quantity.hpp"
#include "support/source_dir.hpp"

using namespace postern;

namespace {

const std::string kLeast = "council: {domains: [york.gov.uk]}\n";

std::vector<std::string> problems(const std::string& text) {
  const auto loaded = conf::load_text(text, "postern.yaml");
  return loaded ? std::vector<std::string>{} : loaded.error().problems;
}

bool complains(const std::string& text, const std::string& line) {
  const auto found = problems(text);
  INFO((found.empty() ? "no problem" : found.front()));
  return found.size() == 1 && found.front().find(line) != std::string::npos;
}

}  // namespace

TEST_CASE("the council's domains alone are a working configuration", "[conf][load]") {
  const auto config = conf::load_text(kLeast, "postern.yaml");
  REQUIRE(config);
  CHECK(config->council.bounces == "postmaster@york.gov.uk");
  CHECK(config->store == "sqlite:/var/lib/postern/postern.db");
  CHECK(config->limits.connections == 500);
  CHECK(config->providers.for_domain("googlemail.com").canonical_domain == "gmail.com");
}

TEST_CASE("letters come from a folder, in a language whose code can be part of a file's name", "[conf][load]") {
  const auto config = conf::load_text(kLeast, "postern.yaml");
  REQUIRE(config);
  CHECK(config->letters.directory == "/etc/postern/letters");
  CHECK(config->letters.language == "en");
  const auto own = conf::load_text(kLeast + "letters: {directory: /srv/letters, language: cy-GB}\n", "postern.yaml");
  REQUIRE(own);
  CHECK(own->letters.language == "cy-GB");
  CHECK(complains(kLeast + "letters: {directory: letters}\n", "letters.directory: must be a path"));
  for (const char* code : {"\"../x\"", "\"\"", "c", "cy/x", "welsh", "cy-", "c1"}) {
    INFO(code);
    CHECK(complains(kLeast + "letters: {language: " + code + "}\n", "letters.language: must be a language code"));
  }
}

TEST_CASE("notices have templates with the configuration, the council's own before the shipped ones", "[conf][load]") {
  const auto shipped = conf::load_text(kLeast, "postern.yaml");
  REQUIRE(shipped);
  CHECK(shipped->notices.directory == "/etc/postern/notices");
  CHECK(shipped->notice_templates.refusal.html.text.starts_with("<!DOCTYPE html>"));
  CHECK(shipped->notice_templates.reminder.text.text.starts_with("Subject: "));
  CHECK(shipped->notice_templates.reminder.text.in_language);
  const auto folder = std::filesystem::temp_directory_path() / ("postern-notices-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  std::ofstream(folder / "reminder.txt.mustache") << "Subject: own";
  std::ofstream(folder / "refusal.cy.html.mustache") << "<p>cy</p>";
  const std::string settings = kLeast + "notices: {directory: " + folder.string() + ", language: cy}\n";
  const auto own = conf::load_text(settings, "postern.yaml");
  REQUIRE(own);
  CHECK(own->notice_templates.reminder.text.text == "Subject: own");
  CHECK_FALSE(own->notice_templates.reminder.text.in_language);
  CHECK(own->notice_templates.refusal.html.text == "<p>cy</p>");
  CHECK(own->notice_templates.refusal.html.in_language);
  CHECK(own->notice_templates.refusal.text.name == "the shipped refusal.txt.mustache");
  std::filesystem::create_directory(folder / "refusal.txt.mustache");
  CHECK(complains(settings, (folder / "refusal.txt.mustache").string() + ": cannot be read: "));
  std::filesystem::remove_all(folder);
  CHECK(complains(kLeast + "notices: {language: welsh}\n", "notices.language: must be a language code"));
}

TEST_CASE("without the council's domains nothing is loaded", "[conf][load]") {
  CHECK(complains("enforcement: observe\n", "council: is needed"));
  CHECK(complains("council: {name: York}\n", "council.domains: is needed"));
  CHECK(problems("").size() == 1);
}

TEST_CASE("the shipped sample is right and names every key that the loader knows", "[conf][load]") {
  const auto config = conf::load(postern::test::source_dir() + "/conf/postern.yaml");
  if (!config) FAIL(config.error().problems.front());
  CHECK(config->officers.size() == 1);
  CHECK(config->council.bounces == "restricted-contact@york.gov.uk");
  const auto wrong = problems("nonsense: 1\n" + kLeast);
  REQUIRE(wrong.size() == 1);
  std::ifstream file(postern::test::source_dir() + "/conf/postern.yaml");
  const std::string sample{std::istreambuf_iterator<char>(file), {}};
  std::istringstream allowed(wrong.front().substr(wrong.front().find("allowed: ") + 9));
  for (std::string key; std::getline(allowed, key, ',');) {
    key.erase(0, key.find_first_not_of(' '));
    INFO(key);
    CHECK(("\n" + sample).find("\n" + key + ":") + ("\n" + sample).find("\n# " + key + ":") != 2 * std::string::npos);
  }
}

TEST_CASE("every problem of a file comes in one go, with file, line and key", "[conf][load]") {
  const auto found = problems(
      "enforcment: observe\ncouncil:\n  domains: [york.gov.uk]\n  time_zone: Mars/Olympus\nlimits: {header: 1 MB, "
      "identities: 0}\n"
      "mail: {submit: localhost}\n");
  REQUIRE(found.size() == 5);
  CHECK(found[0].starts_with("postern.yaml:1: enforcment: is no key; allowed: address_rules, authorising_officers"));
  CHECK(found[1].starts_with("postern.yaml:4: council.time_zone: Mars/Olympus"));
  CHECK(found[2].find("limits.identities: must be a number from 1") != std::string::npos);
  CHECK(found[3].find("limits.header: must be a size") != std::string::npos);
  CHECK(found[4].find("mail.submit: must be smtp://HOST:PORT") != std::string::npos);
}

TEST_CASE("a repeated key is a problem, not a silent choice", "[conf][yaml]") {
  CHECK(complains("store: sqlite:/a\nstore: sqlite:/b\n" + kLeast, "postern.yaml:2: store: the key is repeated"));
}

TEST_CASE("anchors and aliases are problems", "[conf][yaml]") {
  CHECK(problems("store: &a sqlite:/x\ncontrol: *a\n" + kLeast).size() >= 2);
  CHECK(problems("store: sqlite:/x\ncontrol: unix:/y\n" + kLeast).empty());
}

TEST_CASE("a billion laughs stay small", "[conf][yaml]") {
  std::string text = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + ", " + before + "]\n";
  }
  CHECK(problems(text).size() > 80);
}

TEST_CASE("nesting that would overflow a stack is a problem", "[conf][yaml]") {
  CHECK_FALSE(problems(std::string(100000, '[')).empty());
  CHECK_FALSE(problems("council: " + std::string(60, '[') + std::string(60, ']')).empty());
}

TEST_CASE("a syntax error names its line", "[conf][yaml]") {
  const auto found = problems("council:\n  domains: [york.gov.uk\nstore: x\n");
  REQUIRE_FALSE(found.empty());
  CHECK(found.front().find("syntax") != std::string::npos);
}

TEST_CASE("a file that is not there, and a folder, are one clear line", "[conf][load]") {
  const auto missing = conf::load("/nonexistent/postern.yaml");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().problems.front().find("/nonexistent/postern.yaml: cannot be read") == 0);
  const auto folder = conf::load("/tmp");
  REQUIRE_FALSE(folder);
  CHECK(folder.error().problems == std::vector<std::string>{"/tmp: is a folder, not a file"});
}

TEST_CASE("networks, durations and sizes are read, and only in their forms", "[conf]") {
  CHECK(problems(kLeast + "match: {exempt_clients: [192.0.2.0/24, \"2001:db8::/32\", 10.0.0.1]}\n").empty());
  CHECK(complains(kLeast + "match: {exempt_clients: [192.0.2.1/24]}\n", "is no network"));
  CHECK(policy::duration_from_text("7d") == std::chrono::days{7});
  CHECK_FALSE(policy::duration_from_text("7"));
  CHECK_FALSE(policy::duration_from_text("-7d"));
  CHECK(policy::to_text(std::chrono::seconds{90}) == "90s");
  CHECK(policy::size_from_text("25MiB") == 25ULL << 20U);
  CHECK_FALSE(policy::size_from_text("25MB"));
  CHECK_FALSE(policy::size_from_text("99999999999999999999GiB"));
}

TEST_CASE("keys that only a restart takes up are named", "[conf]") {
  const auto before = conf::load_text(kLeast, "a");
  const auto after = conf::load_text(kLeast + "store: sqlite:/other.db\nenforcement: observe\n", "b");
  REQUIRE(before);
  REQUIRE(after);
  CHECK(conf::keys_that_need_a_restart(*before, *after) == std::vector<std::string>{"store"});
}

TEST_CASE("guarded domains, what covers one, public suffixes and the council's own cannot be restricted", "[conf]") {
  const auto config = conf::load_text(kLeast, "a");
  REQUIRE(config);
  const auto guarded = [&](std::string_view domain, bool below = false) {
    return !conf::why_guarded(*config, domain, below).empty();
  };
  CHECK(guarded("gmail.com"));
  CHECK(guarded("leeds.gov.uk"));
  CHECK(guarded("co.uk", true));
  CHECK(guarded("york.gov.uk"));
  CHECK(guarded("writetothem.com"));
  CHECK_FALSE(guarded("example.org"));
  CHECK_FALSE(guarded("notgmail.com", true));
}

TEST_CASE("control characters and bytes that are no UTF-8 are problems, not the end of the file", "[conf][yaml]") {
  CHECK(complains(kLeast + "store: sqlite:/x\x04\nlog: {level: info}\n",
                  "postern.yaml:2: syntax: the control character 0x04"));
  CHECK(complains(kLeast + "store: sqlite:/\xff\n", "postern.yaml:2: syntax: the byte 0xff is no UTF-8"));
  CHECK(complains(std::string("council: {domains: [york.gov.uk]}\n\0", 35), "0x00"));
  CHECK(problems("council: {domains: [york.gov.uk], name: Caf\xc3\xa9}\r\n").empty());
}

TEST_CASE("a second document in one file is a problem", "[conf][yaml]") {
  CHECK(complains(kLeast + "---\nstore: sqlite:/x\n", "there is more than one"));
}

TEST_CASE("postern's own trust fields cannot be junk headers", "[conf][load]") {
  CHECK(complains(kLeast + "junk: {headers: {X-Postern-Pass: \"yes\"}}\n", "is no header field"));
  CHECK(complains(kLeast + "junk: {headers: {X-Spam: \"a\\r\\nBcc: x@y\"}}\n", "one line without control"));
  CHECK(problems(kLeast + "junk: {headers: {X-Spam-Level: \"10\"}}\n").empty());
}

TEST_CASE("address rules name their domains and nothing unknown", "[conf][load]") {
  const auto rules = conf::load_address_rules(
      "rules:\n  - {domains: [Example.ORG, .example.net], delimiters: \"-\", ignored: \".\"}\n", "rules.yaml");
  REQUIRE(rules);
  CHECK(rules->for_domain("example.org").delimiters == "-");
  CHECK(rules->for_domain("a.example.net").ignored == ".");
  CHECK(rules->for_domain("example.com").delimiters == "+");
  const auto wrong = conf::load_address_rules("rules:\n  - {domain: [a.test]}\n", "rules.yaml");
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().problems.size() == 2);
}

TEST_CASE("a list of guarded domains of one's own lies beside the configuration", "[conf][load]") {
  const auto folder = std::filesystem::temp_directory_path() / ("postern-conf-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "guarded.yaml") << "domains: [example.org]\n";
  std::ofstream(folder / "postern.yaml") << kLeast << "guarded_domains: guarded.yaml\n";
  const auto config = conf::load((folder / "postern.yaml").string());
  std::filesystem::remove_all(folder);
  REQUIRE(config);
  CHECK_FALSE(conf::why_guarded(*config, "example.org", false).empty());
  CHECK(conf::why_guarded(*config, "gmail.com", false).empty());
}

TEST_CASE("sockets and ports are looked at", "[conf][load]") {
  for (const char* socket : {"inet:8891@127.0.0.1", "inet6:8891@[::1]", "unix:/run/postern.sock"}) {
    CHECK(problems(kLeast + "milter: {socket: \"" + socket + "\"}\n").empty());
  }
  for (const char* socket :
       {"inet:8891", "inet:0@127.0.0.1", "inet:99999@127.0.0.1", "unix:relative", "/run/x", "inet:"}) {
    CHECK(complains(kLeast + "milter: {socket: \"" + socket + "\"}\n", "must be unix:/PATH"));
  }
  CHECK(problems(kLeast + "metrics: {listen: \"[::1]:9825\"}\n").empty());
  for (const char* wrong : {"127.0.0.1", "127.0.0.1:0", ":9825", "'::1:9825'", "'[]:9825'", "'[::1]'", "'*:9825'",
                            "'127.0.0.1:9825,127.0.0.2:9825'", "127.0.0.1:9825s"}) {
    CHECK(complains(kLeast + "metrics: {listen: " + wrong + "}\n", "metrics.listen: must be HOST:PORT"));
  }
  CHECK(complains(kLeast + "mail: {submit: \"smtp://127.0.0.1:70000\"}\n", "must be smtp://HOST:PORT"));
  const auto config = conf::load_text(kLeast + "mail: {submit: \"smtp://[::1]:2525\"}\n", "a");
  REQUIRE(config);
  CHECK(config->mail.submit_host == "::1");
  CHECK(config->mail.submit_port == 2525);
}

TEST_CASE("the shipped sample names every key of every section", "[conf][load]") {
  std::ifstream file(postern::test::source_dir() + "/conf/postern.yaml");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  conf::YamlProblems none("postern.yaml");
  const conf::YamlNode sample = conf::parse_yaml(text, none);
  REQUIRE(none.none());
  for (const auto& [section, value] : sample.fields) {
    const bool list = value.kind == conf::YamlNode::Kind::sequence;
    if (value.kind != conf::YamlNode::Kind::map && !list) continue;
    const std::string wrong = list ? ": [{nonsense: 1}]\n" : ": {nonsense: 1}\n";
    for (const std::string& line : problems((section == "council" ? "" : kLeast) + section + wrong)) {
      if (line.find("nonsense: is no key; allowed: ") == std::string::npos) continue;
      std::istringstream allowed(line.substr(line.find("allowed: ") + 9));
      for (std::string key; std::getline(allowed, key, ',');) {
        key.erase(0, key.find_first_not_of(' '));
        INFO(section << "." << key);
        const bool named = (list ? value.items.front() : value).find(key) != nullptr;
        const bool left_out =
            text.find("# " + key + ":") != std::string::npos || text.find("# and " + key + ":") != std::string::npos;
        CHECK((named || left_out));
      }
    }
  }
}
