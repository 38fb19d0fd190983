#include "admin/doctor/findings/findings_answers.hpp"

#include <array>
#include <map>

#include "admin/doctor/findings/attachment.hpp"

namespace postern::admin::doctor {
namespace {

using std::chrono::seconds;

/// posternd, where it is named, or is meant to be.
std::vector<Attachment> named(const Seen& seen) {
  auto all = attachments(seen, Whose::ours);
  for (const Attachment& each : attachments(seen, Whose::meant)) all.push_back(each);
  return all;
}

bool has_other_filters(const Seen& seen) {
  return !attachments(seen, Whose::other).empty();
}

/// What is set for posternd alone: `{ unix:postern/postern.sock, default_action=tempfail }`.
std::string how_to_set_alone(const Seen& seen, const std::string& setting) {
  const Attachment at = named(seen).front();
  return "other filters are named, too: for posternd alone, write it as { " + at.milter->socket + ", " + setting +
         " } in smtpd_milters and non_smtpd_milters (add to what its braces have); then postfix reload";
}

std::string how_to_put_off(const Seen& seen, bool usual) {
  if (seen.mta->kind == MtaKind::sendmail)
    return "give the filter F=T in sendmail.mc, as postern.m4 has it; make sendmail.cf again and restart Sendmail";
  if (usual && has_other_filters(seen)) return how_to_set_alone(seen, "default_action=tempfail");
  if (usual) return postconf_line(*seen.mta, "milter_default_action = tempfail") + ", then postfix reload";
  return "take default_action or milter_default_action away from the filter or the service in main.cf or master.cf, or "
         "make it tempfail; then postfix reload";
}

Fix postconf_fix(const MtaFacts& mta, const std::string& setting) {
  return {postconf_line(mta, setting) + " (for every filter of Postfix)", {"postconf", "-c", mta.place, "-e", setting}};
}

Finding of_action(const Seen& seen, const std::string& action, const std::string& services) {
  const bool usual = seen.mta->kind == MtaKind::postfix && action == seen.mta->usual.when_away;
  const std::string begin = "while posternd is away, mail at " + services;
  if (action == "tempfail") return fine("default-action", begin + " waits at its sender");
  if (action == "accept") {
    Finding finding =
        fault("default-action", begin + " passes unchecked: the default action is accept", how_to_put_off(seen, usual));
    if (usual && !has_other_filters(seen)) finding.fix = postconf_fix(*seen.mta, "milter_default_action=tempfail");
    return finding;
  }
  if (action == "reject") {
    return warning("default-action",
                   begin + " is refused for good: the default action is reject, and every sender gets a bounce",
                   how_to_put_off(seen, usual));
  }
  if (action == "quarantine") {
    return warning("default-action",
                   begin +
                       " is taken and held in the MTA's queue: the default action is quarantine, and what is "
                       "released from there has not been checked",
                   how_to_put_off(seen, usual));
  }
  return warning("default-action", begin + " is treated by the default action " + action, how_to_put_off(seen, usual));
}

/// One of the three times that the MTA waits.
struct Patience {
  const char* parameter;
  const char* letter;  ///< in Sendmail's T=
  const char* waits_for;
  seconds Milter::*value;
  seconds shortest;
  seconds longest;
  const char* usual;
};

// The end of a message is when posternd makes it durable, and syncs to disk. A sending server waits ten minutes there,
// then sends again what may have been delivered (RFC 5321 4.5.3.2.6), and five minutes for the answer to a command.
constexpr std::array kPatience = {
    Patience{"milter_connect_timeout", "C", "for a connection", &Milter::connect, seconds{5}, seconds{300}, "30s"},
    Patience{"milter_command_timeout", "R", "for an answer", &Milter::command, seconds{10}, seconds{290}, "30s"},
    Patience{"milter_content_timeout", "E", "at the end of a message", &Milter::content, seconds{60}, seconds{599},
             "300s"},
};

Finding of_time(const Seen& seen, const Attachment& at, const Patience& patience) {
  const seconds value = at.milter->*patience.value;
  const bool is_short = value < patience.shortest;
  const std::string what = name_of(seen.mta->kind) + " waits " + std::to_string(value.count()) + " s for posternd " +
                           patience.waits_for + " (" + at.service->name + ")";
  const std::string why = is_short ? ": under load, mail is treated as if posternd were away"
                                   : ": its senders give up sooner, and send again what may have been delivered";
  if (seen.mta->kind == MtaKind::sendmail) {
    return warning("timeouts", what + why,
                   "make " + std::string(patience.letter) + ":" + patience.usual +
                       " in the filter's T= in sendmail.mc, as postern.m4 has it");
  }
  const std::string setting = std::string(patience.parameter) + "=" + patience.usual;
  if (has_other_filters(seen))
    return warning("timeouts", what + why, how_to_set_alone(seen, setting.substr(std::string("milter_").size())));
  Finding finding = warning("timeouts", what + why, postconf_line(*seen.mta, setting) + ", then postfix reload");
  if (value == seen.mta->usual.*patience.value) finding.fix = postconf_fix(*seen.mta, setting);
  return finding;
}

}  // namespace

Findings findings_default_action(const Seen& seen) {
  std::map<std::string, std::vector<const Service*>> by_action;
  for (const Attachment& each : named(seen)) by_action[each.milter->when_away].push_back(each.service);
  Findings findings;
  for (const auto& [action, services] : by_action) findings.push_back(of_action(seen, action, names_of(services)));
  return findings;
}

Findings findings_timeouts(const Seen& seen) {
  Findings findings;
  for (const Patience& patience : kPatience) {
    for (const Attachment& each : named(seen)) {
      const seconds value = each.milter->*patience.value;
      if (value >= patience.shortest && value <= patience.longest) continue;
      findings.push_back(of_time(seen, each, patience));
      break;
    }
  }
  if (findings.empty() && !named(seen).empty())
    findings.push_back(fine("timeouts", "the MTA waits neither too long nor too briefly for posternd"));
  return findings;
}

}  // namespace postern::admin::doctor
