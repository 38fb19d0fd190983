#include "daemon/metrics/metrics_server.hpp"

#include <deque>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <spdlog/spdlog.h>

namespace postern::daemon {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kAtATime = 4;
constexpr std::size_t kLargestHeader = 8192;
constexpr std::chrono::seconds kScrapePatience{5};
constexpr std::chrono::seconds kPause{1};
constexpr std::chrono::seconds kRetry{5};

policy::Error cannot(const std::string& where, const error_code& error) {
  return policy::unavailable("metrics.listen: " + where + ": cannot be listened on: " + error.message());
}

policy::Result<tcp::endpoint> endpoint_of(asio::io_context& context, const std::string& where) {
  const std::size_t colon = where.rfind(':');
  std::string host = where.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  error_code error;
  tcp::resolver resolver(context);
  const auto found = resolver.resolve(host, where.substr(colon + 1), tcp::resolver::numeric_service, error);
  if (error) return cannot(where, error);
  return found.begin()->endpoint();
}

policy::Result<> bind_to(tcp::acceptor& acceptor, const tcp::endpoint& endpoint, const std::string& where) {
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (error) return cannot(where, error);
  return policy::Done{};
}

/// Serves one after the other.
class Place {
 public:
  Place(tcp::acceptor& acceptor, const std::function<std::string()>& text)
      : acceptor_(acceptor), text_(text), pause_(acceptor.get_executor()) {}

  void accept() {
    acceptor_.async_accept([this](const error_code& error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) return accept_later();
      stream_.emplace(std::move(socket));
      read();
    });
  }

 private:
  /// Where the process has no files left, the next try would fail as fast.
  void accept_later() {
    pause_.expires_after(kPause);
    pause_.async_wait([this](const error_code& error) {
      if (!error) accept();
    });
  }

  /// The header alone: no body is ever read.
  void read() {
    buffer_.clear();
    request_.emplace();
    request_->header_limit(kLargestHeader);
    stream_->expires_after(kScrapePatience);
    http::async_read_header(*stream_, buffer_, *request_,
                            [this](const error_code& error, std::size_t) { error ? end() : answer(); });
  }

  void answer() {
    response_ = {};
    response_.version(request_->get().version());
    response_.set(http::field::content_type, "text/plain; charset=utf-8");
    fill();
    response_.keep_alive(false);
    response_.prepare_payload();
    stream_->expires_after(kScrapePatience);
    http::async_write(*stream_, response_, [this](const error_code&, std::size_t) { end(); });
  }

  void fill() {
    const auto target = request_->get().target();
    if (target.substr(0, target.find('?')) != "/metrics") {
      response_.result(http::status::not_found);
      response_.body() = "Only /metrics is here.\n";
    } else if (request_->get().method() != http::verb::get) {
      response_.result(http::status::method_not_allowed);
      response_.set(http::field::allow, "GET");
    } else {
      try {
        response_.body() = text_();
        // Prometheus' text format (its "Exposition formats").
        response_.set(http::field::content_type, "text/plain; version=0.0.4; charset=utf-8");
      } catch (const std::exception& error) {
        spdlog::critical("event=exception stage=metrics problem=\"{}\"", error.what());
        response_.result(http::status::internal_server_error);
      }
    }
  }

  void end() {
    error_code ignored;
    stream_->socket().shutdown(tcp::socket::shutdown_both, ignored);
    stream_.reset();
    accept();
  }

  tcp::acceptor& acceptor_;
  const std::function<std::string()>& text_;
  asio::steady_timer pause_;
  std::optional<beast::tcp_stream> stream_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::empty_body>> request_;
  http::response<http::string_body> response_;
};

}  // namespace

class MetricsServer::Work {
 public:
  explicit Work(std::function<std::string()> text) : text_(std::move(text)) {}
  ~Work() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  void serve(const std::string& where) {
    where_ = where;
    asio::post(context_, [this] { begin(); });
    thread_ = std::thread([this] { run(); });
  }

 private:
  /// An address may come up later than this process, and a port become free.
  void begin() {
    const auto listening = listen();
    if (!listening) {
      const std::string& problem = listening.error().problems.front();
      if (problem != last_problem_) spdlog::error("event=metrics-not-served problem=\"{}\"", problem);
      last_problem_ = problem;
      retry_.expires_after(kRetry);
      return retry_.async_wait([this](const error_code& error) {
        if (!error) begin();
      });
    }
    if (!last_problem_.empty()) spdlog::info("event=metrics-served listen={}", where_);
    for (std::size_t i = 0; i < kAtATime; ++i) places_.emplace_back(acceptor_, text_).accept();
  }

  policy::Result<> listen() {
    error_code error;
    acceptor_.close(error);
    const auto endpoint = endpoint_of(context_, where_);
    if (!endpoint) return endpoint.error();
    if (auto bound = bind_to(acceptor_, *endpoint, where_); !bound) return bound;
    acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) return cannot(where_, error);
    return policy::Done{};
  }

  void run() {
    for (;;) {
      try {
        context_.run();
        return;
      } catch (const std::exception& error) {
        spdlog::critical("event=exception stage=metrics problem=\"{}\"", error.what());
      }
    }
  }

  const std::function<std::string()> text_;
  asio::io_context context_;
  tcp::acceptor acceptor_{context_};
  asio::steady_timer retry_{context_};
  asio::executor_work_guard<asio::io_context::executor_type> guard_{context_.get_executor()};
  std::string where_;
  std::string last_problem_;  ///< logged once, not with each try
  std::deque<Place> places_;
  std::thread thread_;
};

MetricsServer::MetricsServer(std::function<std::string()> text) : work_(std::make_unique<Work>(std::move(text))) {}

MetricsServer::~MetricsServer() = default;

void MetricsServer::serve(const std::string& where) {
  work_->serve(where);
}

policy::Result<> MetricsServer::check(const std::string& where) {
  asio::io_context context;
  const auto endpoint = endpoint_of(context, where);
  if (!endpoint) return endpoint.error();
  tcp::acceptor acceptor(context);
  return bind_to(acceptor, {endpoint->address(), 0}, where);
}

}  // namespace postern::daemon
