// HTTP for the metrics: answers `GET /metrics` with a text, and nothing else. Owns its thread. Private to metrics*.cpp.
// Whoever is slow is dropped after some seconds; few are served at a time, and the others wait outside the process, so
// that nobody can use up its memory or its files.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "policy/result.hpp"

namespace postern::daemon {

class MetricsServer {
 public:
  /// `text` is called on the server's thread; an exception from it becomes status 500.
  explicit MetricsServer(std::function<std::string()> text);
  ~MetricsServer();  ///< stops and joins
  MetricsServer(const MetricsServer&) = delete;
  MetricsServer& operator=(const MetricsServer&) = delete;

  /// HOST:PORT, an IPv6 address in brackets. Where it cannot be listened on, the log says so, and it is tried again
  /// every few seconds: nothing else may wait for it. Call it once.
  void serve(const std::string& where);
  /// As check_metrics_listen().
  static policy::Result<> check(const std::string& where);

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

}  // namespace postern::daemon
