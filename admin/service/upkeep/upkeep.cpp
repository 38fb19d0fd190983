#include "admin/service/upkeep/upkeep.hpp"

#include <future>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <spdlog/spdlog.h>

#include "admin/service/upkeep/upkeep_addresses.hpp"
#include "admin/service/upkeep/upkeep_digests.hpp"
#include "admin/service/upkeep/upkeep_expiry.hpp"
#include "admin/service/upkeep/upkeep_files.hpp"
#include "admin/service/upkeep/upkeep_held.hpp"
#include "admin/service/upkeep/upkeep_outbox.hpp"
#include "admin/service/upkeep/upkeep_records.hpp"
#include "admin/service/upkeep/upkeep_round.hpp"

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
        digests_(store, settings_.config, [this] { return addresses_.refused(); }),
        addresses_(context_, store, settings_.config,
                   {settings_.submit_host, settings_.submit_port, settings_.helo, settings_.step_timeout}),
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

  std::vector<UpkeepRun> runs() const { return round_.runs(); }

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
    if (stopping_) return outbox_.look(now());
    round_.look(now());
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
  UpkeepAddresses addresses_;
  UpkeepRound round_{{&held_, &outbox_, &files_, &expiry_, &records_, &digests_, &addresses_}};
  asio::steady_timer timer_;
  asio::executor_work_guard<asio::io_context::executor_type> guard_;
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
