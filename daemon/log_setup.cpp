#include "daemon/log_setup.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <thread>

#include <nlohmann/json.hpp>
#include <spdlog/async.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace postern::daemon {
namespace {

/// The line as a JSON string, quotes included.
class JsonText : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    const nlohmann::json text = std::string(message.payload.data(), message.payload.size());
    const std::string quoted = text.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    out.append(quoted.data(), quoted.data() + quoted.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<JsonText>(); }
};

std::unique_ptr<spdlog::formatter> formatter(bool json) {
  auto made = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  if (json) {
    made->add_flag<JsonText>('J').set_pattern(R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","text":%J})");
  } else {
    made->set_pattern("%Y-%m-%dT%H:%M:%SZ %l %v");
  }
  return made;
}

}  // namespace

void set_up_log(const conf::LogSettings& settings) {
  constexpr std::size_t kLinesWaiting = 8192;
  spdlog::init_thread_pool(kLinesWaiting, 1);
  auto logger =
      std::make_shared<spdlog::async_logger>("posternd", std::make_shared<spdlog::sinks::stderr_sink_mt>(),
                                             spdlog::thread_pool(), spdlog::async_overflow_policy::overrun_oldest);
  logger->set_formatter(formatter(settings.json));
  spdlog::set_default_logger(std::move(logger));
  set_log_level(settings.level);
}

void set_log_level(const std::string& level) {
  spdlog::set_level(spdlog::level::from_str(level));
}

void end_log() {
  auto ended = std::make_shared<std::promise<void>>();
  auto waiting = ended->get_future();
  std::thread([ended] {
    spdlog::shutdown();
    ended->set_value();
  }).detach();
  waiting.wait_for(std::chrono::seconds{2});
}

}  // namespace postern::daemon
