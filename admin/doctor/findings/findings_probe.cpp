#include "admin/doctor/facts/wording.hpp"
#include "admin/doctor/findings/live_checks.hpp"

namespace postern::admin::doctor {
namespace {

using Reply = ProbeFacts::Reply;

/// A dot that stands for itself in a regular expression.
std::string escaped(const std::string& id) {
  std::string text;
  for (const char c : id) text += c == '.' ? "\\." : std::string(1, c);
  return text;
}

/// `mx\.york\.gov\.uk`, or `(a|b)` for several.
std::string any_of(const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) text += (text.empty() ? "" : "|") + escaped(id);
  return ids.size() > 1 ? "(" + text + ")" : text;
}

Finding probe_finding(Standing standing, const std::string& what, const std::string& mend) {
  return {"probe", standing, what, mend};
}

Finding in_the_content_filter(const LiveFacts& facts) {
  return probe_finding(Standing::unknown,
                       "the MTA at " + facts.smtp +
                           " accepted a message that posternd has not seen yet: the content filter may still have it",
                       "Run postern doctor again once the MTA's queue is empty; if the message is in the mailbox of "
                       "mail.bounces, mail does not pass through posternd.");
}

Finding not_sent(const LiveFacts& facts) {
  return probe_finding(Standing::unknown,
                       "no test message was sent: as far as is known, the door for mail from outside does not show "
                       "mail to posternd",
                       "Mend " + facts.unsent + " first.");
}

Finding not_seen(const LiveFacts& facts) {
  const std::string& words = facts.probe.words;
  switch (facts.probe.reply) {
    case Reply::accepted:
      if (facts.content_filter) return in_the_content_filter(facts);
      return probe_finding(
          Standing::fault,
          "mail that comes in at " + facts.smtp +
              " does not pass through posternd: the MTA accepted a message that "
              "posternd never saw",
          "Postfix: name posternd's socket under smtpd_milters, also where master.cf overrides it for that port. "
          "Sendmail: INPUT_MAIL_FILTER in sendmail.mc. Then reload the MTA. The message is in the mailbox of "
          "mail.bounces: delete it.");
    case Reply::refused:
      return probe_finding(
          Standing::unknown,
          "the MTA at " + facts.smtp + " refused a message for mail.bounces before posternd saw it: " + words,
          "Let it take mail for mail.bounces, or name the port at which mail from outside comes in.");
    case Reply::put_off:
      break;
  }
  const bool filter_answers = facts.handshake.outcome == mail::MilterHandshake::Outcome::agreed;
  return probe_finding(Standing::fault, "the MTA at " + facts.smtp + " does not take mail now: " + words,
                       filter_answers ? "Start the MTA, or name the port at which mail from outside comes in; where it "
                                        "puts mail off, see in its log whether it can reach " +
                                            facts.socket + "."
                                      : "Mend milter-handshake first.");
}

Finding seen(const LiveFacts& facts) {
  const ProbeFacts& probe = facts.probe;
  const std::string way = "mail that comes in at " + facts.smtp + " passes through posternd";
  if (probe.reply == Reply::accepted && !probe.sights.empty() && probe.sights.front().refused) {
    return probe_finding(
        Standing::warning,
        way + ", but only after the MTA has accepted it: what posternd refuses then becomes a bounce",
        "Name posternd's socket at the first smtpd (smtpd_milters), not behind the content filter; or set "
        "milter.at_border: false, so that mail is kept where it would be refused.");
  }
  if (probe.times > 1) {
    return probe_finding(Standing::warning,
                         way + " " + std::to_string(probe.times) + " times: each message would be decided as often",
                         "Name posternd's socket in one place only.");
  }
  return probe_finding(Standing::fine, way + "; the test message was not delivered to anybody", "");
}

Finding forged(const LiveFacts& facts) {
  const std::string check = "forged-results";
  if (facts.authserv_ids.empty()) {
    return {check, Standing::fine,
            "council.authserv_ids names no server, so no Authentication-Results field is believed, and no notice is "
            "sent",
            ""};
  }
  if (facts.probe.times == 0) {
    return {check, Standing::unknown,
            "whether the MTA removes forged Authentication-Results fields could not be seen: posternd did not see the "
            "test message",
            "Mend probe first."};
  }
  if (facts.probe.forged.empty()) {
    return {check, Standing::fine, "the MTA removes forged Authentication-Results fields in its own name", ""};
  }
  return {check, Standing::fault,
          "a forged Authentication-Results field came through to posternd, so that anybody can have the council write "
          "to a stranger: " +
              joined(facts.probe.forged, "; ") +
              " (the test came from this host; a rule that spares local clients may "
              "remove those of others)",
          "Let the MTA remove each such field before its own filters add theirs (RFC 8601 5). Postfix, in "
          "header_checks: /^Authentication-Results:.*" +
              any_of(facts.authserv_ids) + "/ IGNORE. Until then, leave council.authserv_ids empty."};
}

}  // namespace

Findings findings_probe(const LiveFacts& facts) {
  const ProbeFacts& probe = facts.probe;
  if (!facts.unsent.empty()) return {not_sent(facts), forged(facts)};
  Finding first = probe.times > 0 ? seen(facts) : not_seen(facts);
  if (!probe.daemon_problem.empty()) {
    first = probe_finding(Standing::unknown,
                          "the running daemon could not be asked what becomes of a message: " + probe.daemon_problem,
                          "Start posternd, or restart it where it is older than this program.");
  }
  return {first, forged(facts)};
}

}  // namespace postern::admin::doctor
