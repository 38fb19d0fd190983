#include "admin/doctor/findings/live_checks.hpp"

namespace postern::admin::doctor {
namespace {

constexpr const char* kCheck = "milter-handshake";
constexpr const char* kOwnSocket =
    "Give milter.socket a path or a port that nothing else uses, restart posternd, and tell the MTA the same.";

Finding handshake_fault(const std::string& what, const std::string& mend) {
  return {kCheck, Standing::fault, what, mend};
}

Finding agreed(const mail::MilterHandshake& handshake, const std::string& socket) {
  if ((handshake.actions & mail::kActionsOfPostern) != mail::kActionsOfPostern) {
    return handshake_fault(socket + ": a filter answers that asks for none of postern's edits, so it is another one",
                           kOwnSocket);
  }
  return {kCheck, Standing::fine,
          socket + ": a filter answers, speaks version " + std::to_string(handshake.version) +
              " of the milter protocol, and asks for the edits that postern makes",
          ""};
}

}  // namespace

Finding findings_handshake(const mail::MilterHandshake& handshake, const std::string& socket) {
  using Outcome = mail::MilterHandshake::Outcome;
  switch (handshake.outcome) {
    case Outcome::agreed:
      return agreed(handshake, socket);
    case Outcome::nobody:
      return handshake_fault(
          socket + ": nobody listens there: " + handshake.words,
          "Start posternd (systemctl start posternd); where it runs, restart it: it may have been given "
          "another milter.socket meanwhile.");
    case Outcome::not_allowed:
      return {kCheck, Standing::unknown, socket + ": this user may not connect to it: " + handshake.words,
              "Run postern doctor as root."};
    case Outcome::unreachable:
      return handshake_fault(socket + ": cannot be connected to: " + handshake.words,
                             "See that milter.socket names this host and a port or path that can be reached.");
    case Outcome::too_slow:
      return handshake_fault(socket + ": no answer in time, so the MTA will put mail off",
                             "See what posternd's log says (journalctl -u posternd), and restart it.");
    case Outcome::no_milter:
      return handshake_fault(socket + ": something answers there that is no milter", kOwnSocket);
    case Outcome::refused:
      return handshake_fault(
          socket + ": the filter there refuses what an MTA offers",
          "See what posternd's log says (journalctl -u posternd); where it says nothing of it, another filter "
          "listens there.");
  }
  return {};
}

}  // namespace postern::admin::doctor
