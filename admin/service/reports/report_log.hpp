// The central log for the Director, and what is due in it (policy ¶11): rows worked out of one state of the log. Pure.
#pragma once
#include <string>
#include <vector>

#include "admin/service/log/log_view.hpp"
#include "admin/service/reports/review_dates.hpp"

namespace postern::admin {

/// One restriction in force.
struct LogRow {
  policy::Reference reference;
  std::string customer;  ///< the name, else the first identifier
  std::optional<policy::Day> since;
  bool started = true;  ///< false: `starts` lies in the future
  std::string reasons;
  std::string decided_by;  ///< name and title of the post, else its id
  std::optional<policy::Day> decided_on;
  std::string requested_by;
  std::string effect;  ///< in short words
  std::optional<policy::Day> review_by;
  ReviewState review = ReviewState::later;
  std::optional<policy::Day> informed;
  std::string informed_how;
};

/// Everything in force that has not run out by its last day, by reference.
std::vector<LogRow> log_rows(const LogView& view);

/// One restriction that needs somebody: its review is due or overdue, or something is missing.
struct ReviewRow {
  policy::Reference reference;
  std::string customer;
  policy::Status status = policy::Status::in_force;
  std::optional<policy::Day> review_by;
  ReviewState review = ReviewState::later;
  bool circumstances_changed = false;  ///< reported since the last review: due at once (policy ¶11)
  long long days = 0;                  ///< until the review; negative: overdue by so many; 0 without a day
  std::string decided_by;
  std::string requested_by;
  std::vector<std::string> missing;
};

/// First those whose circumstances changed, then by the day of the review, those without one last; what has ended or
/// was declined is left out, and so is what is in order.
std::vector<ReviewRow> review_rows(const LogView& view);

/// How lists name the customer of a restriction.
std::string customer_of(const policy::Restriction& restriction);

}  // namespace postern::admin
