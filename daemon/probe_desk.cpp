#include "daemon/probe_desk.hpp"

#include <nlohmann/json.hpp>

#include "policy/time/day.hpp"

namespace postern::daemon {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const milter::ProbeSight& sight) {
  return {{"at", policy::to_text(sight.at)}, {"queue_id", sight.queue_id}, {"client", sight.client},
          {"by_smtp", sight.by_smtp},        {"refused", sight.refused},   {"believed", sight.believed}};
}

}  // namespace

Json about_probe(milter::Probes& probes, const std::string& token, std::chrono::sys_seconds now) {
  if (token.empty()) {
    return {
        {"ok", true}, {"token", probes.begin(now)}, {"seconds", std::chrono::seconds(milter::Probes::kKept).count()}};
  }
  const auto sights = probes.seen(token, now);
  if (!sights) return {{"ok", false}, {"problems", {"no probe has this token, or it is more than five minutes old"}}};
  Json seen = Json::array();
  for (const milter::ProbeSight& sight : sights->first) seen.push_back(json_of(sight));
  return {{"ok", true}, {"times", sights->times}, {"seen", seen}};
}

}  // namespace postern::daemon
