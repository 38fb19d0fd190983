// The control socket, and SIGUSR1, which is the request `reload`. Part of posternd's main(): joins the rooms for
// `postern status`, `postern reload` and `postern doctor`. One request a connection: a line in, one JSON object out. A
// line is a word, and for some a blank and an argument. Owns its thread; what it is given must outlive it.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "policy/result.hpp"

namespace postern::daemon {

class ControlServer {
 public:
  struct Answer {
    std::function<nlohmann::ordered_json(const std::string& argument)> made;  ///< `argument` is empty where none came
    bool takes_argument = false;
  };
  using Answers = std::map<std::string, Answer>;  ///< by the request's word
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

}  // namespace postern::daemon
