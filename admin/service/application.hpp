// A rules document worked out against one state of the log: what would change, and what forbids it. Pure: nothing is
// written. Private to admin/service.
#pragma once
#include <string>
#include <vector>

#include "admin/service/document_entries.hpp"
#include "admin/service/log_view.hpp"

namespace postern::admin {

class Application {
 public:
  /// All arguments must outlive it.
  Application(const RulesDocument& document, const db::LogContents& contents, const Acting& acting);
  /// Every problem of every entry at once, or what is to be committed and said.
  policy::Result<Applied> work_out();
  const db::ChangeSet& changes() const { return changes_; }

 private:
  void take_restrictions();
  void take(const policy::Councillor& councillor, const LogView& was);
  void take(const policy::ProtectedAddress& entry, const LogView& was);
  void complete_emergencies();
  void check_restrictions(const LogView& was);
  void check_people();
  void problem(const std::string& label, const std::vector<std::string>& lines);
  std::string people_label(const std::string& what) const;

  const RulesDocument& document_;
  const db::LogContents& contents_;
  const Acting& acting_;
  std::vector<DocumentEntry> entries_;
  db::LogContents after_;
  db::ChangeSet changes_;
  Applied applied_;
  std::vector<std::string> problems_;
};

}  // namespace postern::admin
