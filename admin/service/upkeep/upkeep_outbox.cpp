#include "admin/service/upkeep/upkeep_outbox.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "admin/service/upkeep/backoff.hpp"
#include "mail/pass_token.hpp"
#include "mail/trace_field.hpp"
#include "policy/ascii.hpp"

namespace postern::admin {
namespace {

std::chrono::sys_seconds wall_clock() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::string first_words(const std::vector<std::pair<std::string, std::string>>& failures) {
  return failures.empty() ? std::string() : failures.front().second;
}

/// A digest is nobody's message: where it fails for good only the log tells of it.
void say_if_given_up(const db::OutboxRow& row, const db::Attempt& attempt, std::chrono::sys_seconds now) {
  const bool all_refused = attempt.accepted.empty() && attempt.refused.size() == row.recipients.size();
  const bool too_old = now - row.since >= db::kGivenUpAfter && attempt.accepted.size() < row.recipients.size();
  if (row.kind != db::OutboxKind::digest || !(all_refused || too_old)) return;
  spdlog::error("copy_id={} event=digest-failed problem=\"{}\"", row.id, attempt.error);
}

}  // namespace

void UpkeepOutbox::look(std::chrono::sys_seconds now) {
  store_failed_ = false;
  write_down();
  if (stopping_) return;
  adopt();
  submit_due(now);
  looked_ = now;
  if (!store_failed_) store_problem_.clear();
}

std::vector<UpkeepRun> UpkeepOutbox::runs() const {
  return {{"outbox", looked_, next_after(looked_, std::chrono::seconds{1}), store_problem_}};
}

void UpkeepOutbox::adopt() {
  if (adopted_) return;
  const auto adopted = store_.adopt_prepared();
  if (!adopted) return note_store_problem(adopted.error());
  adopted_ = true;
  if (*adopted > 0)
    spdlog::warn("event=outbox-adopted rows={} a crash left them; their messages may arrive twice", *adopted);
}

void UpkeepOutbox::submit_due(std::chrono::sys_seconds now) {
  if (under_way_.size() >= settings_.connections) return;
  const auto due = store_.due(now, settings_.connections + under_way_.size() + done_.size());
  if (!due) return note_store_problem(due.error());
  for (const db::OutboxRow& row : *due) {
    if (under_way_.size() >= settings_.connections) return;
    // A row whose result could not be written down yet must not be sent again.
    if (!under_way_.contains(row.id) && !done_.contains(row.id)) submit(row);
  }
}

/// Said once, until a whole look has gone well: a locked store can be read, and every second look would say it anew.
void UpkeepOutbox::note_store_problem(const policy::Error& error) {
  store_failed_ = true;
  if (store_problem_.empty()) {
    spdlog::error("event=outbox-unreadable problem=\"{}\"", error.problems.front());
  }
  store_problem_ = error.problems.front();
}

void UpkeepOutbox::submit(const db::OutboxRow& row) {
  mail::Submission submission;
  submission.mail_from = row.mail_from;
  submission.recipients = row.recipients;
  if (!row.token.empty()) submission.header = mail::field_line(mail::kPassField, row.token);
  submission.header += row.header;
  if (row.kept_id.empty()) {
    // What postern writes itself is 7-bit below its header; there, only addresses are not.
    submission.utf8 = submission.eight_bit = !policy::is_ascii(row.header);
  } else {
    const auto kept = store_.kept_message(row.kept_id);
    if (!kept) return finish(row, {{}, {}, {{"", kept.error().problems.front()}}});
    submission.utf8 = kept->message.utf8;
    submission.eight_bit = kept->message.eight_bit;
    submission.path = files_.path(row.kept_id);
    submission.size = kept->message.size;
    submission.sha256 = kept->message.sha256;
  }
  under_way_.insert(row.id);
  const mail::SubmissionServer server{settings_.submit_host, settings_.submit_port, settings_.helo,
                                      settings_.step_timeout, settings_.data_timeout};
  mail::submit(context_, server, std::move(submission), [this, row](mail::SubmissionResult result) {
    under_way_.erase(row.id);
    finish(row, std::move(result));
    finished_();
  });
}

void UpkeepOutbox::finish(const db::OutboxRow& row, mail::SubmissionResult result) {
  const auto now = wall_clock();
  db::Attempt attempt;
  attempt.accepted = std::move(result.accepted);
  attempt.refused = std::move(result.refused);
  attempt.error = attempt.refused.empty() ? first_words(result.deferred) : first_words(attempt.refused);
  if (!result.deferred.empty()) attempt.error = first_words(result.deferred);
  attempt.next_attempt = now + retry_after(row.attempts, settings_.first_retry, settings_.longest_retry);
  spdlog::log(result.deferred.empty() && attempt.refused.empty() ? spdlog::level::info : spdlog::level::warn,
              "copy_id={} event=submitted accepted={} refused={} waiting={} problem=\"{}\"", row.id,
              attempt.accepted.size(), attempt.refused.size(), result.deferred.size(), attempt.error);
  if (result.damaged) {
    spdlog::error("copy_id={} event=kept-file-changed kept_id={} problem=\"{}\"", row.id, row.kept_id, attempt.error);
  }
  say_if_given_up(row, attempt, now);
  done_.emplace(row.id, Submitted{row, std::move(attempt)});
  write_down();
}

/// A row without a kept message is a notice or a digest: what becomes of other rows is told by the quarantine.
void UpkeepOutbox::tell_of(const Submitted& done, std::chrono::sys_seconds now) const {
  if (!settings_.notices_ended || !done.row.kept_id.empty()) return;
  const auto tell = [&](const char* result, std::size_t people) {
    if (people > 0) settings_.notices_ended(done.row.kind, result, people);
  };
  const std::size_t accepted = done.attempt.accepted.size();
  const std::size_t refused = done.attempt.refused.size();
  tell("sent", accepted);
  tell("refused", refused);
  if (now - done.row.since >= db::kGivenUpAfter) tell("given-up", done.row.recipients.size() - accepted - refused);
}

void UpkeepOutbox::write_down() {
  for (auto one = done_.begin(); one != done_.end();) {
    const auto now = wall_clock();
    const auto written = store_.attempted(one->first, one->second.attempt, now);
    if (!written && written.error().fault == policy::Fault::unavailable) return note_store_problem(written.error());
    if (!written)
      spdlog::error("copy_id={} event=result-not-recorded problem=\"{}\"", one->first,
                    written.error().problems.front());
    if (written) tell_of(one->second, now);
    one = done_.erase(one);
  }
}

}  // namespace postern::admin
