// A desk to work at in tests: a configuration, a store, and somebody who acts.
#pragma once
#include <memory>
#include <string>

#include <catch2/catch.hpp>

#include "admin/service/apply/apply.hpp"
#include "admin/service/life/decisions.hpp"
#include "conf/config.hpp"
#include "db/store.hpp"

namespace postern::test {

/// Noon of 2 November 2026.
inline constexpr std::chrono::sys_seconds kNow =
    std::chrono::sys_days{std::chrono::year{2026} / 11 / 2} + std::chrono::hours{12};

class Desk {
 public:
  Desk();
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;
  conf::Config config;
  std::unique_ptr<db::Store> store;
  admin::Acting acting;

  policy::Result<admin::Applied> apply(const std::string& text, bool dry_run = false);
  /// The same; the test ends where it is refused.
  admin::Applied applied(const std::string& text);
  /// The problems of a document that must be refused; the store must stay as it is.
  std::vector<std::string> refused(const std::string& text);
  db::LogContents contents();
  policy::Restriction restriction(const std::string& reference);
  std::vector<db::AuditEntry> audit();
};

/// A restriction that may come into force, as a list item of the document; `more` is added to its fields.
std::string good_restriction(const std::string& address, const std::string& reference = "",
                             const std::string& more = "    status: in-force\n",
                             const std::string& email =
                                 "{action: forward, managers: [m.manager@york.gov.uk], "
                                 "contacts: [housing@york.gov.uk], councillors: all}");
/// `text` with every `before` replaced.
std::string replaced(std::string text, const std::string& before, const std::string& after);

}  // namespace postern::test
