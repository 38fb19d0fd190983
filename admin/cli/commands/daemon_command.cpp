#include <nlohmann/json.hpp>

#include "admin/cli/commands/commands.hpp"
#include "admin/doctor/control_client.hpp"

namespace postern::cli {
namespace {

/// The value at a key of the daemon's answer, as text; `-` where it is missing, null or empty.
std::string shown(const Json& json, const char* key) {
  if (!json.is_object() || !json.contains(key) || json[key].is_null() || json[key] == "") return "-";
  const Json& value = json[key];
  return value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', true, Json::error_handler_t::replace);
}

Json part(const Json& json, const char* key) {
  return json.contains(key) ? json[key] : Json::object();
}

std::vector<std::string> texts(const Json& json, const char* key) {
  std::vector<std::string> found;
  for (const Json& one : part(json, key)) {
    if (one.is_string()) found.push_back(one.get<std::string>());
  }
  return found;
}

void print_upkeep(Output& out, const Json& runs) {
  std::vector<std::vector<std::string>> rows;
  for (const Json& run : runs) {
    rows.push_back({shown(run, "name"), shown(run, "last_run"), shown(run, "next_run"), shown(run, "problem")});
  }
  if (!rows.empty()) out.table({"UPKEEP", "LAST RUN", "NEXT RUN", "PROBLEM"}, rows, "");
}

void print_status(Output& out, const Json& answer) {
  const Json snapshot = part(answer, "snapshot");
  const Json store = part(answer, "store");
  const Json outbox = part(answer, "outbox");
  out.line("version      " + shown(answer, "version"));
  out.line("process      " + shown(answer, "pid") + ", since " + shown(answer, "started"));
  out.line("enforcement  " + shown(answer, "enforcement"));
  out.line("snapshot     revision " + shown(snapshot, "revision") + ", " + shown(snapshot, "entries") +
           " identifiers, looked at " + shown(snapshot, "age_seconds") + " s ago");
  out.line("connections  " + shown(answer, "connections"));
  out.line("store        " + (shown(store, "ok") == "true" ? "answers" : "fails: " + shown(store, "error")));
  const Json quarantine = part(answer, "quarantine");
  out.line("quarantine   " +
           (shown(quarantine, "ok") == "true" ? "can be written" : "fails: " + shown(quarantine, "error")));
  out.line("outbox       " + shown(outbox, "waiting") + " waiting, oldest " + shown(outbox, "oldest"));
  out.line("last error   " + shown(answer, "last_error"));
  print_upkeep(out, part(answer, "upkeep"));
}

bool is_ok(const Json& answer) {
  return answer.contains("ok") && answer["ok"] == true;
}

policy::Result<> status(Invocation& invocation) {
  const auto config = invocation.config();
  if (!config) return config.error();
  const auto answer = admin::doctor::asked(config->control, "status");
  if (!answer) return answer.error();
  if (invocation.json()) {
    invocation.out.json(*answer);
  } else {
    print_status(invocation.out, *answer);
  }
  if (is_ok(*answer)) return policy::Done{};
  return policy::unavailable("posternd runs, but is not well: " + shown(*answer, "last_error"));
}

policy::Result<> reload(Invocation& invocation) {
  const auto config = invocation.config();
  if (!config) return config.error();
  const auto answer = admin::doctor::asked(config->control, "reload");
  if (!answer) return answer.error();
  if (invocation.json()) invocation.out.json(*answer);
  const auto problems = texts(*answer, "problems");
  if (!problems.empty()) return policy::Error{policy::Fault::refused, problems};
  if (!is_ok(*answer)) return policy::refused("posternd did not take the configuration up");
  if (invocation.json()) return policy::Done{};
  invocation.out.line("the configuration has been read again");
  for (const std::string& key : texts(*answer, "restart_needed")) {
    invocation.out.line(key + ": has changed, and needs a restart of posternd");
  }
  return policy::Done{};
}

}  // namespace

void add_daemon(const Syntax& app, Command& chosen) {
  on(app.command("status", "The running daemon: exit 0 while its rules are loaded and the store answers",
                 "postern status --format json"),
     chosen, status);
  on(app.command("reload", "Let the running daemon read its configuration again", "postern reload"), chosen, reload);
}

}  // namespace postern::cli
