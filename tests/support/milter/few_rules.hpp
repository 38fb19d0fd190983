// A double of the central log for whoever reads rules only. One thread.
#pragma once
#include "db/central_log.hpp"

namespace postern::test {

/// A log of which only what the gateway reads is there.
class FewRules : public db::CentralLog {
 public:
  policy::Result<std::uint64_t> revision() override {
    if (away) return policy::unavailable("the store is away");
    return now.revision;
  }
  policy::Result<policy::Rules> rules() override {
    ++reads;
    if (away || half_away) return policy::unavailable("the store is away");
    return now;
  }
  policy::Result<db::LogContents> contents() override { return none(); }
  policy::Result<db::LoggedRestriction> restriction(const policy::Reference&) override { return none(); }
  policy::Result<std::vector<policy::Reference>> commit(const db::ChangeSet&, const db::Actor&,
                                                        std::chrono::sys_seconds) override {
    return none();
  }
  policy::Result<std::vector<db::LoggedRestriction>> history(const policy::Reference&) override { return none(); }
  policy::Result<std::vector<db::AuditEntry>> audit(std::uint64_t, std::size_t) override { return none(); }
  policy::Result<db::AuditHead> audit_head() override { return none(); }

  policy::Rules now;
  bool away = false;
  bool half_away = false;
  int reads = 0;

 private:
  static policy::Error none() { return policy::unavailable("not asked for"); }
};

}  // namespace postern::test
