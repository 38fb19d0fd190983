// The control socket (status, reload) and SIGUSR1. Part of posternd's main(): joins the rooms for `postern status` and
// `postern reload`. One request a connection: a line in, one JSON object out. Owns its thread; what it is given must
// outlive it.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "policy/result.hpp"

namespace postern::milter {

class ControlServer {
 public:
  struct Answers {
    std::function<nlohmann::ordered_json()> status;
    std::function<nlohmann::ordered_json()> reload;
  };
  explicit ControlServer(Answers answers);
  ~ControlServer();  ///< stops, joins, and removes the socket
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

  /// `socket` is `unix:PATH`; a missing folder is made. Call it before serve().
  policy::Result<> listen(const std::string& socket);
  void serve();

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

}  // namespace postern::milter
