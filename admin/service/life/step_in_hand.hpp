// A step while it is taken: the restriction before and after, what forbids it, and how it is written. Private to
// admin/service.
#pragma once
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "admin/service/life/step.hpp"
#include "admin/service/log/log_view.hpp"

namespace postern::admin {

class StepInHand {
 public:
  /// All arguments must outlive it. `found` is one of `contents`.
  StepInHand(const db::LogContents& contents, const db::LoggedRestriction& found, const Acting& acting);

  const policy::Restriction& before() const { return found_.restriction; }
  const Acting& acting() const { return acting_; }
  policy::Day today() const { return was_.today(); }
  const LogView& was() const { return was_; }

  policy::Restriction after;  ///< begins as before(); what the step makes of it
  std::string word;           ///< of the audit trail
  std::string why;            ///< for the audit trail; may be empty

  /// `REFERENCE: LINE` becomes a reason why the step is not taken.
  void refuse(const std::string& line);
  void refuse_all(const std::vector<std::string>& lines);
  bool refused() const { return !problems_.empty(); }
  const std::vector<std::string>& problems() const { return problems_; }
  /// Refuses unless it is in one of these states, and has not run out.
  bool needs(const std::string& step, std::initializer_list<policy::Status> states);
  void needs_officer(const std::string& id);  ///< who holds a post today
  void needs_text(const std::string& text, const char* what);
  void needs_past_or_today(policy::Day day, const char* what);
  /// Also ends another one, which must be in force, as superseded by this one.
  void supersede(const policy::Reference& other);
  void note(std::string line) { notes_.push_back(std::move(line)); }

  /// What would keep `after` from being in this state, in the log as it would be.
  std::vector<std::string> obstacles(policy::Status status) const;
  /// An emergency of which nothing is missing any more is complete.
  void complete_emergency();
  db::ChangeSet changes() const;
  Stepped answer() const;

 private:
  db::LogContents contents_after() const;

  const db::LogContents& contents_;
  const db::LoggedRestriction& found_;
  const Acting& acting_;
  LogView was_;
  std::vector<db::RestrictionChange> others_;
  std::vector<std::string> problems_;
  std::vector<std::string> notes_;
};

/// Loads, lets `work` do its part, and commits unless it refused; anew where something else in the log has changed.
policy::Result<Stepped> take_step(db::CentralLog& log, const Target& target, const Acting& acting,
                                  const std::function<void(StepInHand&)>& work);

}  // namespace postern::admin
