#include "admin/service/upkeep.hpp"

#include <array>
#include <future>
#include <mutex>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <spdlog/spdlog.h>

#include "admin/service/upkeep_digests.hpp"
#include "admin/service/upkeep_expiry.hpp"
#include "admin/service/upkeep_files.hpp"
#include "admin/service/upkeep_held.hpp"
#include "admin/service/upkeep_outbox.hpp"
#include "admin/service/upkeep_records.hpp"

namespace postern::admin {
namespace {

namespace asio = boost::asio;
constexpr std::chrono::seconds kLook{1};

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

/// Everything but start(), wake(), runs() and stop() runs on the one thread.
class Upkeep::Work {
 public:
  Work(db::Store& store, mail::QuarantineDirectory& files, Settings settings)
      : folder_(files),
        settings_(std::move(settings)),
        outbox_(context_, store, files, settings_, [this] { submission_ended(); }),
        files_(store, files),
        held_(store, files, settings_.rules),
        expiry_(store, settings_.config),
        records_(store, files, settings_.config),
        digests_(store, settings_.config),
        timer_(context_),
        guard_(context_.get_executor()) {}

  ~Work() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  void start() {
    outbox_.adopt();
    folder_.sweep_incoming();
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
      outbox_.stop();
      idle_ = &promise;
      tell_if_idle();
    });
    idle.wait_for(patience);
    context_.stop();
    if (thread_.joinable()) thread_.join();
    records_.end(now());
  }

  std::vector<UpkeepRun> runs() const {
    const std::lock_guard lock(runs_lock_);
    return runs_;
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

  /// The next look is arranged first: a look that ends in an exception must not be the last one.
  void look_regularly() {
    timer_.expires_after(kLook);
    timer_.async_wait([this](const boost::system::error_code& error) {
      if (!error) look_regularly();
    });
    look();
  }

  /// Held mail before the outbox: what is let go leaves with the same look.
  void look() {
    std::vector<UpkeepRun> runs;
    const std::array<UpkeepPiece*, 6> pieces{&held_, &outbox_, &files_, &expiry_, &records_, &digests_};
    for (UpkeepPiece* piece : pieces) {
      const bool looked = !stopping_ || piece == &outbox_;
      const std::string problem = looked ? look_at(*piece) : std::string();
      for (UpkeepRun& run : piece->runs()) {
        if (!problem.empty()) run.problem = problem;
        runs.push_back(std::move(run));
      }
    }
    const std::lock_guard lock(runs_lock_);
    runs_ = std::move(runs);
  }

  /// What one piece throws must not keep the others from their work.
  static std::string look_at(UpkeepPiece& piece) {
    try {
      piece.look(now());
      return {};
    } catch (const std::exception& error) {
      spdlog::critical("event=exception stage=upkeep problem=\"{}\"", error.what());
      return error.what();
    }
  }

  void submission_ended() {
    look();
    tell_if_idle();
  }

  void tell_if_idle() {
    if (idle_ == nullptr || !outbox_.is_idle()) return;
    outbox_.write_down();
    std::exchange(idle_, nullptr)->set_value();
  }

  mail::QuarantineDirectory& folder_;
  const Settings settings_;
  asio::io_context context_;
  UpkeepOutbox outbox_;
  UpkeepFiles files_;
  UpkeepHeld held_;
  UpkeepExpiry expiry_;
  RecordKeeping records_;
  UpkeepDigests digests_;
  asio::steady_timer timer_;
  asio::executor_work_guard<asio::io_context::executor_type> guard_;
  mutable std::mutex runs_lock_;
  std::vector<UpkeepRun> runs_;  ///< guarded by runs_lock_
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

std::vector<UpkeepRun> Upkeep::runs() const {
  return work_->runs();
}

void Upkeep::stop(std::chrono::milliseconds patience) {
  work_->stop(patience);
}

}  // namespace postern::admin
