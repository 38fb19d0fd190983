#include "admin/doctor/facts/probe.hpp"

#include <algorithm>
#include <thread>

#include "mail/pass_token.hpp"
#include "mail/plain_message.hpp"
#include "mail/trace_field.hpp"

namespace postern::admin::doctor {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t kMostServers = 10;
constexpr std::chrono::milliseconds kPause{200};

std::string text_of(const Json& json, const char* key) {
  return json.is_object() && json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : std::string();
}

/// The daemon's answer; its own refusals and an answer that is none of its kind are errors too.
policy::Result<Json> answer(const AskDaemon& ask, const std::string& request) {
  auto json = ask(request);
  if (!json) return json.error();
  if (json->is_object() && json->contains("ok") && (*json)["ok"] == true) return json;
  if (json->is_object() && json->contains("problems") && (*json)["problems"].is_array() &&
      !(*json)["problems"].empty() && (*json)["problems"][0].is_string()) {
    return policy::refused((*json)["problems"][0].get<std::string>());
  }
  return policy::refused("its answer cannot be read");
}

ProbeSight sight_of(const Json& json) {
  ProbeSight sight;
  sight.queue_id = text_of(json, "queue_id");
  sight.client = text_of(json, "client");
  sight.by_smtp = json.contains("by_smtp") && json["by_smtp"] == true;
  sight.refused = json.contains("refused") && json["refused"] == true;
  if (json.contains("believed") && json["believed"].is_array()) {
    for (const Json& one : json["believed"]) {
      if (one.is_string()) sight.believed.push_back(one.get<std::string>());
    }
  }
  return sight;
}

void read_sights(const Json& json, ProbeFacts& facts) {
  facts.sights.clear();
  if (json.contains("times") && json["times"].is_number_integer()) facts.times = json["times"].get<std::size_t>();
  if (!json.contains("seen") || !json["seen"].is_array()) return;
  for (const Json& one : json["seen"]) {
    if (one.is_object()) facts.sights.push_back(sight_of(one));
  }
}

mail::Submission message(const conf::Config& config, const std::string& token, const std::vector<Forgery>& forged,
                         std::chrono::sys_seconds now) {
  const std::string& bounces = config.council.bounces;
  mail::Submission submission;
  // The null sender: whatever becomes of it, no MTA writes to anybody about it (RFC 5321 4.5.5).
  submission.recipients = {bounces};
  submission.header = mail::field_line(mail::kProbeField, token);
  for (const Forgery& one : forged) submission.header += mail::field_line("Authentication-Results", one.value);
  submission.header += mail::composed(
      {bounces,
       {bounces},
       "Test by postern doctor",
       "postern doctor has sent this to find out whether mail passes through postern, which would have\n"
       "refused it. Since you can read it, mail for this address does not pass through postern, or did not when\n"
       "this came. Please tell those who look after the mail.\n",
       now,
       mail::random_id() + bounces.substr(bounces.rfind('@'))});  // not the token: the MTA logs it
  return submission;
}

void read_reply(const mail::SubmissionResult& result, ProbeFacts& facts) {
  facts.reply = ProbeFacts::Reply::put_off;
  if (!result.accepted.empty()) facts.reply = ProbeFacts::Reply::accepted;
  if (!result.refused.empty()) {
    facts.reply = ProbeFacts::Reply::refused;
    facts.words = result.refused.front().second;
  }
  if (!result.deferred.empty()) facts.words = result.deferred.front().second;
}

void note_forged(const std::vector<Forgery>& forged, ProbeFacts& facts) {
  for (const Forgery& one : forged) {
    const bool believed = std::any_of(facts.sights.begin(), facts.sights.end(), [&](const ProbeSight& sight) {
      return std::find(sight.believed.begin(), sight.believed.end(), one.domain) != sight.believed.end();
    });
    if (believed) facts.forged.push_back(one.how);
  }
}

/// Again and again, until the daemon has met the message, or has had its time.
policy::Result<> await_sight(const AskDaemon& ask, const std::string& token, std::chrono::milliseconds patience,
                             ProbeFacts& facts) {
  const auto end = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const auto seen = answer(ask, "probe " + token);
    if (!seen) return seen.error();
    read_sights(*seen, facts);
    const bool may_come = facts.reply == ProbeFacts::Reply::accepted && facts.times == 0;
    if (!may_come || std::chrono::steady_clock::now() >= end) return policy::Done{};
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace

std::vector<Forgery> forgeries(const std::vector<std::string>& authserv_ids, const std::string& token) {
  std::vector<Forgery> made;
  const std::size_t servers = std::min(authserv_ids.size(), kMostServers);
  for (std::size_t i = 0; i < servers; ++i) {
    const std::string& id = authserv_ids[i];
    const auto add = [&](const std::string& name, const std::string& written, const std::string& how) {
      const std::string domain = name + std::to_string(i) + "." + token + ".invalid";  // RFC 6761 6.4: nobody's
      made.push_back({domain, written + "; spf=pass smtp.mailfrom=probe@" + domain, id + how});
    };
    add("plain", id, "");
    add("folded", "\n " + id, " on the next line of the field");
    add("comment", "(probe) " + id, " after a comment");
    add("quoted", "\"" + id + "\"", " in quotation marks");
  }
  return made;
}

ProbeFacts probe(const conf::Config& config, const mail::SubmissionServer& server, const AskDaemon& ask,
                 std::chrono::sys_seconds now, std::chrono::milliseconds patience) {
  ProbeFacts facts;
  const auto given = answer(ask, "probe");
  const std::string token = given ? text_of(*given, "token") : std::string();
  if (!given || !mail::is_random_id(token)) {
    facts.daemon_problem = given ? "its answer cannot be read" : given.error().problems.front();
    return facts;
  }
  const auto forged = forgeries(config.authserv_ids, token);
  read_reply(mail::submitted(server, message(config, token, forged, now)), facts);
  if (const auto seen = await_sight(ask, token, patience, facts); !seen) {
    facts.daemon_problem = seen.error().problems.front();
  }
  note_forged(forged, facts);
  return facts;
}

}  // namespace postern::admin::doctor
