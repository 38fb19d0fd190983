// The messages by which `postern doctor` finds out what the MTA does: a token for each, and what was seen of the
// message that carried it. In memory only, for five minutes, sixteen at a time (the oldest goes); a restart forgets
// all. Any thread.
#pragma once
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace postern::milter {

/// One time that the message came.
struct ProbeSight {
  std::chrono::sys_seconds at;
  std::string queue_id;
  std::string client;  ///< IP address as text; empty where the MTA told none
  bool by_smtp = true;
  bool refused = true;                ///< else discarded: this path cannot refuse
  std::vector<std::string> believed;  ///< domains authenticated by one of council.authserv_ids, forged or not
  bool operator==(const ProbeSight&) const = default;
};

struct ProbeSights {
  std::size_t times = 0;
  std::vector<ProbeSight> first;  ///< the first eight
};

class Probes {
 public:
  /// A new token: 128 random bits, as pass_token.hpp makes them.
  std::string begin(std::chrono::sys_seconds now);
  /// Whether it was given, and is not forgotten. Cheap for what is no token at all.
  bool knows(const std::string& token, std::chrono::sys_seconds now) const;
  /// Does nothing where the token is forgotten by now.
  void note(const std::string& token, ProbeSight sight, std::chrono::sys_seconds now);
  /// Nothing for a token that it does not know.
  std::optional<ProbeSights> seen(const std::string& token, std::chrono::sys_seconds now) const;

  static constexpr std::chrono::minutes kKept{5};
  static constexpr std::size_t kMost = 16;
  static constexpr std::size_t kMostSights = 8;

 private:
  struct Probe {
    std::chrono::sys_seconds begun;
    ProbeSights sights;
  };
  void forget(std::chrono::sys_seconds now);
  mutable std::mutex lock_;
  std::map<std::string, Probe> probes_;  ///< guarded by lock_
};

}  // namespace postern::milter
