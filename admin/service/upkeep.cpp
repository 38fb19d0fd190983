#include "admin/service/upkeep.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <set>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <spdlog/spdlog.h>

#include "admin/service/backoff.hpp"
#include "admin/service/upkeep_expiry.hpp"
#include "admin/service/upkeep_held.hpp"
#include "admin/service/upkeep_records.hpp"
#include "mail/pass_token.hpp"
#include "mail/submission.hpp"
#include "mail/trace_field.hpp"

namespace postern::admin {
namespace {

namespace asio = boost::asio;
constexpr std::chrono::seconds kLook{1};
constexpr std::chrono::hours kSweep{1};

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::string first_words(const std::vector<std::pair<std::string, std::string>>& failures) {
  return failures.empty() ? std::string() : failures.front().second;
}

}  // namespace

/// Everything but start(), wake() and stop() runs on the one thread.
class Upkeep::Work {
 public:
  Work(db::Store& store, mail::QuarantineDirectory& files, Settings settings)
      : store_(store),
        files_(files),
        settings_(std::move(settings)),
        held_(store, files, settings_.rules),
        expiry_(store, settings_.config),
        records_(store, files, settings_.config),
        timer_(context_),
        guard_(context_.get_executor()) {}

  ~Work() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  void start() {
    adopt();
    files_.sweep_incoming();
    thread_ = std::thread([this] { run(); });
    asio::post(context_, [this] { look_regularly(); });
  }

  void wake() {
    asio::post(context_, [this] { look(); });
  }

  void stop(std::chrono::milliseconds patience) {
    std::promise<void> promise;
    auto idle = promise.get_future();
    asio::post(context_, [this, &promise] {
      stopping_ = true;
      idle_ = &promise;
      tell_if_idle();
    });
    idle.wait_for(patience);
    context_.stop();
    if (thread_.joinable()) thread_.join();
    records_.end(now());
  }

 private:
  void run() {
    for (;;) {
      try {
        context_.run();
        return;
      } catch (const std::exception& error) {
        spdlog::critical("event=exception stage=upkeep problem=\"{}\"", error.what());
      }
    }
  }

  /// Once, at the start; where the store was locked then, as soon as it is not. A row of a message that is just being
  /// edited may be adopted with them in that case: it is doubled at worst, and only if its edits fail.
  void adopt() {
    if (adopted_) return;
    const auto adopted = store_.adopt_prepared();
    if (!adopted) return note_store_problem(adopted.error());
    adopted_ = true;
    if (*adopted > 0)
      spdlog::warn("event=outbox-adopted rows={} a crash left them; their messages may arrive twice", *adopted);
  }

  /// The next look is arranged first: a look that ends in an exception must not be the last one.
  void look_regularly() {
    timer_.expires_after(kLook);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) look_regularly();
    });
    look();
  }

  void look() {
    store_failed_ = false;
    write_down();
    if (stopping_) return;
    adopt();
    held_.look(now());
    submit_due();
    sweep();
    expiry_.look(now());
    records_.look(now());
    if (!store_failed_) store_problem_.clear();
  }

  void submit_due() {
    if (under_way_.size() >= settings_.connections) return;
    const auto due = store_.due(now(), settings_.connections + under_way_.size() + done_.size());
    if (!due) return note_store_problem(due.error());
    for (const db::OutboxRow& row : *due) {
      if (under_way_.size() >= settings_.connections) return;
      // A row whose result could not be written down yet must not be sent again.
      if (!under_way_.contains(row.id) && !done_.contains(row.id)) submit(row);
    }
  }

  /// Said once, until a whole look has gone well: a locked store can be read, and every second look would say it anew.
  void note_store_problem(const policy::Error& error) {
    store_failed_ = true;
    if (store_problem_.empty()) {
      spdlog::error("event=outbox-unreadable problem=\"{}\"", error.problems.front());
    }
    store_problem_ = error.problems.front();
  }

  void submit(const db::OutboxRow& row) {
    mail::Submission submission;
    submission.mail_from = row.mail_from;
    submission.recipients = row.recipients;
    submission.header = mail::field_line(mail::kPassField, row.token) + row.header;
    if (!row.kept_id.empty()) {
      const auto kept = store_.kept_message(row.kept_id);
      if (!kept) return finish(row, {{}, {}, {{"", kept.error().problems.front()}}});
      submission.utf8 = kept->message.utf8;
      submission.eight_bit = kept->message.eight_bit;
      submission.path = files_.path(row.kept_id);
    }
    under_way_.insert(row.id);
    const mail::SubmissionServer server{settings_.submit_host, settings_.submit_port, settings_.helo,
                                        settings_.step_timeout, settings_.data_timeout};
    mail::submit(context_, server, std::move(submission), [this, row](mail::SubmissionResult result) {
      under_way_.erase(row.id);
      finish(row, std::move(result));
      look();
      tell_if_idle();
    });
  }

  void finish(const db::OutboxRow& row, mail::SubmissionResult result) {
    db::Attempt attempt;
    attempt.accepted = std::move(result.accepted);
    attempt.refused = std::move(result.refused);
    attempt.error = attempt.refused.empty() ? first_words(result.deferred) : first_words(attempt.refused);
    if (!result.deferred.empty()) attempt.error = first_words(result.deferred);
    attempt.next_attempt = now() + retry_after(row.attempts, settings_.first_retry, settings_.longest_retry);
    spdlog::log(result.deferred.empty() && attempt.refused.empty() ? spdlog::level::info : spdlog::level::warn,
                "copy_id={} event=submitted accepted={} refused={} waiting={} problem=\"{}\"", row.id,
                attempt.accepted.size(), attempt.refused.size(), result.deferred.size(), attempt.error);
    done_.emplace(row.id, std::move(attempt));
    write_down();
  }

  /// Results stay here until the store has taken them: what was accepted must not be sent again because it was busy.
  void write_down() {
    for (auto one = done_.begin(); one != done_.end();) {
      const auto written = store_.attempted(one->first, one->second, now());
      if (!written && written.error().fault == policy::Fault::unavailable) return note_store_problem(written.error());
      if (!written)
        spdlog::error("copy_id={} event=result-not-recorded problem=\"{}\"", one->first,
                      written.error().problems.front());
      one = done_.erase(one);
    }
  }

  /// Files that nothing needs any more. An hour old at least: a younger one may belong to a message under way.
  void sweep() {
    const auto at = std::chrono::steady_clock::now();
    if (swept_ && at - *swept_ < kSweep) return;
    swept_ = at;
    const auto unneeded = store_.unreferenced(files_.older_than(now() - kSweep));
    if (!unneeded) return note_store_problem(unneeded.error());
    const auto removed = std::count_if(unneeded->begin(), unneeded->end(), [&](const auto& id) { return remove(id); });
    if (removed > 0) spdlog::info("event=files-removed count={}", removed);
    if (const auto unknown = unneeded->size() - static_cast<std::size_t>(removed); unknown > 0) {
      spdlog::warn(
          "event=files-unknown count={} the store has no record of them: a crash left them, or it is an older copy",
          unknown);
    }
  }

  /// Never a file that the store knows nothing of: after an older store was put back, it may be the only copy of a
  /// message that was accepted.
  bool remove(const std::string& id) {
    if (!store_.kept_message(id)) return false;
    files_.remove(id);
    return true;
  }

  void tell_if_idle() {
    if (idle_ == nullptr || !under_way_.empty()) return;
    write_down();
    std::exchange(idle_, nullptr)->set_value();
  }

  db::Store& store_;
  mail::QuarantineDirectory& files_;
  Settings settings_;
  UpkeepHeld held_;
  UpkeepExpiry expiry_;
  RecordKeeping records_;
  asio::io_context context_;
  asio::steady_timer timer_;
  asio::executor_work_guard<asio::io_context::executor_type> guard_;
  std::set<std::string> under_way_;
  std::map<std::string, db::Attempt> done_;
  std::string store_problem_;  ///< the last one said
  bool store_failed_ = false;  ///< in this look
  std::optional<std::chrono::steady_clock::time_point> swept_;
  bool adopted_ = false;
  bool stopping_ = false;
  std::promise<void>* idle_ = nullptr;
  std::thread thread_;
};

Upkeep::Upkeep(db::Store& store, mail::QuarantineDirectory& files, Settings settings)
    : work_(std::make_unique<Work>(store, files, std::move(settings))) {}

Upkeep::~Upkeep() = default;

void Upkeep::start() {
  work_->start();
}

void Upkeep::wake() {
  work_->wake();
}

void Upkeep::stop(std::chrono::milliseconds patience) {
  work_->stop(patience);
}

}  // namespace postern::admin
