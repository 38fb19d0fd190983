#include "daemon/control_server.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <pthread.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "daemon/socket_path.hpp"

namespace postern::daemon {
namespace {

namespace asio = boost::asio;
using Protocol = asio::local::stream_protocol;
using Json = nlohmann::ordered_json;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds kControlPatience{5};
constexpr std::size_t kLongestRequest = 100;

}  // namespace

class ControlServer::Work {
 public:
  explicit Work(Answers answers) : answers_(std::move(answers)), acceptor_(context_), signals_(context_) {}

  ~Work() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
    if (!path_.empty()) unlink(path_.c_str());
  }
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  policy::Result<> listen(const std::string& socket) {
    const std::string path = unix_path(socket);
    std::error_code ignored;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
    if (auto free = free_socket_path(path, "control"); !free) return free.error();
    boost::system::error_code error;
    acceptor_.open(Protocol(), error);
    if (!error) acceptor_.bind(Protocol::endpoint(path), error);
    if (!error) path_ = path;
    if (!error) acceptor_.listen(16, error);
    if (error) return policy::unavailable("control: " + path + ": cannot be made: " + error.message());
    return set_socket_access(path, 0660, {}, "control");
  }

  void serve() {
    asio::co_spawn(context_, accept(), asio::detached);
    thread_ = std::thread([this] { run(); });
  }

 private:
  void run() {
    // Every other thread has SIGUSR1 blocked, so that libmilter's system calls are never interrupted by it.
    sigset_t reload;
    sigemptyset(&reload);
    sigaddset(&reload, SIGUSR1);
    signals_.add(SIGUSR1);
    pthread_sigmask(SIG_UNBLOCK, &reload, nullptr);
    await_signal();
    context_.run();
  }

  void await_signal() {
    signals_.async_wait([this](const boost::system::error_code& error, int) {
      if (error) return;
      answer_to("reload");
      await_signal();
    });
  }

  asio::awaitable<void> accept() {
    for (;;) {
      auto [error, peer] = co_await acceptor_.async_accept(kTuple);
      if (!error) {
        asio::co_spawn(context_, converse(std::make_shared<Protocol::socket>(std::move(peer))), asio::detached);
      } else if (!acceptor_.is_open()) {
        co_return;
      } else {  // no file descriptors left: come back later instead of spinning
        asio::steady_timer pause(context_, std::chrono::milliseconds{200});
        co_await pause.async_wait(kTuple);
      }
    }
  }

  asio::awaitable<void> converse(std::shared_ptr<Protocol::socket> peer) {
    asio::steady_timer deadline(context_, kControlPatience);
    deadline.async_wait([weak = std::weak_ptr(peer)](const boost::system::error_code& error) {
      boost::system::error_code ignored;
      const auto open = weak.lock();
      if (!error && open) open->close(ignored);
    });
    std::string request;
    auto buffer = asio::dynamic_buffer(request, kLongestRequest);
    auto [error, length] = co_await asio::async_read_until(*peer, buffer, '\n', kTuple);
    if (error) co_return;
    request.resize(length - 1);
    const std::string text = answer_to(request) + "\n";
    co_await asio::async_write(*peer, asio::buffer(text), kTuple);
  }

  std::string answer_to(const std::string& request) {
    const std::size_t blank = request.find(' ');
    const std::string argument = blank == std::string::npos ? std::string() : request.substr(blank + 1);
    const auto known = answers_.find(request.substr(0, blank));
    const bool understood = known != answers_.end() && (blank == std::string::npos || known->second.takes_argument);
    return text_of([&]() -> Json { return understood ? known->second.made(argument) : unknown(); });
  }

  Json unknown() const {
    std::string words;
    for (const auto& [word, answer] : answers_) words += (words.empty() ? "" : ", ") + word;
    return {{"ok", false}, {"problems", {"the control socket knows " + words}}};
  }

  static std::string text_of(const std::function<Json()>& made) {
    try {
      return made().dump(-1, ' ', false, Json::error_handler_t::replace);
    } catch (const std::exception& error) {
      spdlog::critical("event=exception stage=control problem=\"{}\"", error.what());
      return R"({"ok": false, "problems": ["posternd failed inside; see its log"]})";
    }
  }

  Answers answers_;
  asio::io_context context_;
  Protocol::acceptor acceptor_;
  asio::signal_set signals_;
  std::string path_;
  std::thread thread_;
};

ControlServer::ControlServer(Answers answers) : work_(std::make_unique<Work>(std::move(answers))) {}

ControlServer::~ControlServer() = default;

policy::Result<> ControlServer::listen(const std::string& socket) {
  return work_->listen(socket);
}

void ControlServer::serve() {
  work_->serve();
}

}  // namespace postern::daemon
