#include <algorithm>

#include "admin/doctor/findings/live_checks.hpp"

namespace postern::admin::doctor {
namespace {

using Kind = mail::RecipientAnswer::Kind;

std::string check_of(const NeededAddress& needed) {
  return needed.is_bounces ? "bounces-address" : "manager-address";
}

std::string name_of(const NeededAddress& needed) {
  return needed.address + " (" + roles_in_words(needed) + ")";
}

Finding submission(const LiveFacts& facts) {
  const std::string& problem = facts.check.problem;
  if (problem.empty()) {
    return {"submission", Standing::fine, facts.submit + " (mail.submit) answers, and takes mail from mail.bounces",
            ""};
  }
  const bool filter_is_away = facts.handshake.outcome != mail::MilterHandshake::Outcome::agreed;
  return {"submission", Standing::fault,
          facts.submit + " (mail.submit) does not take mail: " + problem +
              "; forwarded copies, releases, notices and digests wait",
          filter_is_away ? "Mend milter-handshake first: the MTA puts mail off while posternd does not answer."
                         : "Start the MTA, or set mail.submit to where it takes mail of this host from mail.bounces."};
}

Finding refused(const NeededAddress& needed, const LiveFacts& facts, const std::string& words) {
  Finding finding{check_of(needed), Standing::fault,
                  name_of(needed) + ": " + facts.submit + " refuses mail for it: " + words, ""};
  finding.mend =
      needed.is_bounces
          ? "Make the mailbox, or set mail.bounces to one that somebody reads: it gets what could not be "
            "delivered."
          : "Make the mailbox, or name another one: in postern.yaml where it is a key, by postern vary where "
            "it is in a restriction, by postern councillor choice where a councillor chose it.";
  return finding;
}

/// One for what went well or was not asked; those that need somebody each on their own.
class Sorted {
 public:
  Sorted(const LiveFacts& facts, bool bounces) {
    for (std::size_t i = 0; i < facts.needed.size() && i < facts.check.answers.size(); ++i) {
      if (facts.needed[i].is_bounces == bounces) sort(facts.needed[i], facts.check.answers[i], facts);
    }
  }

  Findings findings;
  std::size_t accepted = 0;
  std::size_t not_asked = 0;

 private:
  void sort(const NeededAddress& needed, const mail::RecipientAnswer& answer, const LiveFacts& facts) {
    switch (answer.kind) {
      case Kind::accepted:
        ++accepted;
        return;
      case Kind::refused:
        findings.push_back(refused(needed, facts, answer.words));
        return;
      case Kind::put_off:
        findings.push_back({check_of(needed), Standing::unknown,
                            name_of(needed) + ": " + facts.submit + " does not say now: " + answer.words,
                            "Run postern doctor again in some minutes."});
        return;
      case Kind::not_asked:
        ++not_asked;
        return;
    }
  }
};

void add_bounces(const LiveFacts& facts, Findings& findings) {
  const Sorted sorted(facts, true);
  findings.insert(findings.end(), sorted.findings.begin(), sorted.findings.end());
  if (sorted.accepted > 0) {
    findings.push_back({"bounces-address", Standing::fine, facts.submit + " takes mail for mail.bounces", ""});
  } else if (sorted.findings.empty()) {
    findings.push_back(
        {"bounces-address", Standing::unknown, "mail.bounces could not be asked for", "Mend submission first."});
  }
}

void add_others(const LiveFacts& facts, Findings& findings) {
  const std::string check = "manager-address";
  const Sorted sorted(facts, false);
  findings.insert(findings.end(), sorted.findings.begin(), sorted.findings.end());
  if (!facts.log_was_read) {
    findings.push_back({check, Standing::unknown, "the managers' addresses are not known: the store cannot be read",
                        "Mend the store first: postern check."});
  }
  if (sorted.not_asked > 0) {
    findings.push_back({check, Standing::unknown,
                        std::to_string(sorted.not_asked) + " addresses of managers and officers could not be asked for",
                        "Mend submission first."});
  } else if (facts.log_was_read && sorted.findings.empty()) {
    findings.push_back({check, Standing::fine,
                        facts.submit + " takes mail for every other address that has to (" +
                            std::to_string(sorted.accepted) + "), as far as it knows at RCPT",
                        ""});
  }
}

}  // namespace

Findings findings_addresses(const LiveFacts& facts) {
  Findings findings{submission(facts)};
  add_bounces(facts, findings);
  add_others(facts, findings);
  return findings;
}

}  // namespace postern::admin::doctor
