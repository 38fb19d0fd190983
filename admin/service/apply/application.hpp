// A rules document worked out against one state of the log: what would change, and what forbids it. Pure: nothing is
// written. Private to admin/service.
#pragma once
#include <string>
#include <unordered_set>
#include <vector>

#include "admin/service/apply/document_entries.hpp"
#include "admin/service/log/log_view.hpp"

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
  void complete_emergencies();
  void take_councillor(std::size_t i, const LogView& was);
  void take_protected(std::size_t i, const LogView& was);
  void check_restrictions(const LogView& was);
  void check_councillor(std::size_t i, const LogView& view, std::unordered_set<policy::Address>& seen);
  void check_people();
  static bool is_new(const std::string& text, const LogView& view, std::unordered_set<policy::Address>& seen);
  void problem(const std::string& label, const std::vector<std::string>& lines);
  std::string people_label(const std::string& what, const std::vector<std::size_t>& lines, std::size_t i) const;
  std::string councillor_label(std::size_t i) const;
  std::string protected_label(std::size_t i) const;

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
