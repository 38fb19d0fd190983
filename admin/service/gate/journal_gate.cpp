#include "admin/service/gate/journal_gate.hpp"

#include <algorithm>

#include "policy/record/activation.hpp"

namespace postern::admin {
namespace {

using Lines = std::vector<std::string>;

bool goes_on_from(const policy::Review& recorded, const policy::Review& written) {
  return recorded == written;
}

bool goes_on_from(const policy::Note& recorded, const policy::Note& written) {
  return recorded == written;
}

/// One that was open may have been considered since.
bool goes_on_from(const policy::Representation& recorded, const policy::Representation& written) {
  return recorded == written ||
         (recorded.outcome.empty() && recorded.on == written.on && recorded.text == written.text);
}

template <class T>
void check_kept(const std::vector<T>& recorded, const std::vector<T>& written, const char* key, Lines& lines) {
  const bool kept =
      recorded.size() <= written.size() && std::equal(recorded.begin(), recorded.end(), written.begin(),
                                                      [](const T& a, const T& b) { return goes_on_from(a, b); });
  if (!kept) lines.push_back(std::string(key) + ": what is recorded stays as it is; add to its end, or leave it out");
}

void check_day(const std::optional<policy::Day>& day, const std::string& key, const LogView& view, Lines& lines) {
  if (!day) lines.push_back(key + ": is missing");
  if (day && *day > view.today()) lines.push_back(key + ": lies in the future (" + policy::to_text(*day) + ")");
}

void check_officer(const std::string& by, const std::optional<policy::Day>& on, const std::string& key,
                   const LogView& view, Lines& lines) {
  if (on && !policy::holds_a_post(view.config().officers, by, *on)) {
    lines.push_back(key + ": \"" + by + "\" is no authorising officer on " + policy::to_text(*on));
  }
}

void check_new(const policy::Review& review, const LogView& view, Lines& lines) {
  check_day(review.on, "reviews.on", view, lines);
  check_officer(review.by, review.on, "reviews.by", view, lines);
}

void check_new(const policy::Representation& one, const LogView& view, Lines& lines) {
  check_day(one.on, "representations.on", view, lines);
  if (one.outcome.empty()) return;
  check_day(one.outcome_on, "representations.outcome_on", view, lines);
  check_officer(one.by, one.outcome_on, "representations.by", view, lines);
}

void check_new(const policy::Note& note, const LogView& view, Lines& lines) {
  check_day(note.on, "notes.on", view, lines);
}

bool is_over(policy::Status status) {
  return status == policy::Status::ended || status == policy::Status::declined;
}

template <class T>
void check_list(const std::vector<T>& recorded, const std::vector<T>& written, const char* key, const LogView& view,
                Lines& lines) {
  check_kept(recorded, written, key, lines);
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (i >= recorded.size() || !(recorded[i] == written[i])) check_new(written[i], view, lines);
  }
}

}  // namespace

void check_journal(const policy::Restriction* before, const policy::Restriction& after, const LogView& view,
                   Lines& lines) {
  if (before == nullptr && is_over(after.status)) return;
  if (after.proposal && !is_over(after.status) && after.status != policy::Status::in_force) {
    lines.emplace_back("proposal: is for what is in force; change email itself");
  }
  const policy::Restriction none;
  const policy::Restriction& recorded = before == nullptr ? none : *before;
  check_list(recorded.reviews, after.reviews, "reviews", view, lines);
  check_list(recorded.representations, after.representations, "representations", view, lines);
  check_list(recorded.notes, after.notes, "notes", view, lines);
  if (before == nullptr) return;
  if (after.emergency != before->emergency) {
    lines.emplace_back("emergency: only the command `emergency` begins one; leave it out, or as it is recorded");
  }
  if (after.proposal && after.proposal != before->proposal) {
    lines.emplace_back("proposal: only the command `vary` makes one; leave it out, or as it is recorded");
  }
}

policy::Restriction with_recorded_journal(policy::Restriction written, const policy::Restriction& recorded) {
  if (written.reviews.empty()) written.reviews = recorded.reviews;
  if (written.representations.empty()) written.representations = recorded.representations;
  if (written.notes.empty()) written.notes = recorded.notes;
  if (!written.emergency) written.emergency = recorded.emergency;
  const bool carried_out = recorded.proposal && written.terms == recorded.proposal->terms;
  if (!written.proposal && !carried_out) written.proposal = recorded.proposal;
  return written;
}

}  // namespace postern::admin
