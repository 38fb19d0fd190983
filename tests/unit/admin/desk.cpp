#include "unit/admin/desk.hpp"

#include "conf/load.hpp"
#include "support/db/fresh_store.hpp"

namespace postern::test {
namespace {

conf::Config configured() {
  auto config = conf::load_text(
      "council:\n  name: City of York Council\n  domains: [york.gov.uk, .york.gov.uk]\n"
      "authorising_officers:\n"
      "  - {id: director-cbss, name: The Director, title: Director, email: director@york.gov.uk, from: 2024-04-01}\n"
      "  - {id: former, name: F, title: Former, email: former@york.gov.uk, until: 2025-12-31}\n",
      "postern.yaml");
  if (!config) FAIL(config.error().problems.front());
  return std::move(*config);
}

}  // namespace

Desk::Desk() : config(configured()), store(fresh_store()), acting{config, {"ict.admin", "root"}, kNow} {}

policy::Result<admin::Applied> Desk::apply(const std::string& text, bool dry_run) {
  const auto document = admin::read_rules_document(text, "rules.yaml");
  if (!document) return document.error();
  return admin::apply(*store, *document, acting, dry_run);
}

admin::Applied Desk::applied(const std::string& text) {
  auto done = apply(text);
  if (!done) FAIL(done.error().problems.front());
  return std::move(*done);
}

std::vector<std::string> Desk::refused(const std::string& text) {
  const auto revision = contents().revision;
  const auto dry = apply(text, true);
  const auto done = apply(text);
  if (done) FAIL("it was applied");
  REQUIRE_FALSE(dry);
  CHECK(dry.error().problems == done.error().problems);
  CHECK(contents().revision == revision);
  for (const std::string& line : done.error().problems) UNSCOPED_INFO(line);
  return done.error().problems;
}

db::LogContents Desk::contents() {
  auto found = store->contents();
  REQUIRE(found);
  return std::move(*found);
}

policy::Restriction Desk::restriction(const std::string& reference) {
  auto found = store->restriction(reference);
  REQUIRE(found);
  return found->restriction;
}

std::vector<db::AuditEntry> Desk::audit() {
  auto found = store->audit(0, 1000);
  REQUIRE(found);
  return std::move(*found);
}

std::string good_restriction(const std::string& address, const std::string& reference, const std::string& more,
                             const std::string& email) {
  return "  - customer: {name: Alex Example, identifiers: {email: [\"" + address + "\"]}}\n" +
         (reference.empty() ? "" : "    reference: " + reference + "\n") +
         "    requested_by: {service: Housing Services}\n"
         "    reasons: Forty messages in a week\n"
         "    warnings: [{on: 2026-08-01, by: Housing Services, note: Polite warning}]\n"
         "    measures_considered: Single point of contact\n"
         "    email: " +
         email +
         "\n    authorised: {by: director-cbss, on: 2026-10-01, evidence: Memo}\n"
         "    informed: {on: 2026-10-02, how: letter}\n"
         "    review_by: 2027-09-30\n" +
         more;
}

std::string replaced(std::string text, const std::string& before, const std::string& after) {
  for (std::size_t at = text.find(before); at != std::string::npos; at = text.find(before, at + after.size())) {
    text.replace(at, before.size(), after);
  }
  return text;
}

}  // namespace postern::test
