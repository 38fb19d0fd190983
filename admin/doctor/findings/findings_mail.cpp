#include "admin/doctor/findings/findings_mail.hpp"

#include <algorithm>

#include "admin/doctor/findings/attachment.hpp"

namespace postern::admin::doctor {
namespace {

/// `york.gov.uk` among the MTA's, or below one that is written with a dot before it or has its subdomains with it.
bool takes(const MtaFacts& mta, const std::string& domain) {
  const bool below = std::any_of(mta.with_below.begin(), mta.with_below.end(),
                                 [&](const std::string& theirs) { return domain.ends_with("." + theirs); });
  return below || std::any_of(mta.domains.begin(), mta.domains.end(), [&](const std::string& theirs) {
           return theirs == domain || (theirs.starts_with('.') && ("." + domain).ends_with(theirs));
         });
}

/// Names of the machine itself: mail for its own accounts.
bool is_of_the_host(const MtaFacts& mta, const std::string& domain) {
  return domain == mta.host_name || domain.find('.') == std::string::npos || domain.starts_with("localhost.") ||
         domain.starts_with('[') || domain.starts_with('$');
}

void judge_council_domains(Findings& findings, const Seen& seen) {
  const MtaFacts& mta = *seen.mta;
  for (const std::string& domain : seen.config.council.domains) {
    if (domain.starts_with('.') || takes(mta, domain)) continue;
    if (!mta.unasked.empty()) {
      findings.push_back(unknown("domains",
                                 "whether " + name_of(mta.kind) + " takes mail for " + domain +
                                     " is not known: the table " + mta.unasked.front() + " could not be asked",
                                 mta.kind == MtaKind::postfix
                                     ? "postmap -q " + domain + " " + mta.unasked.front()
                                     : "see whether it has " + domain + ", or add that to local-host-names"));
      continue;
    }
    findings.push_back(warning("domains",
                               domain + " is in council.domains, and " + name_of(mta.kind) +
                                   " does not list it as a domain for which it takes mail",
                               mta.kind == MtaKind::postfix
                                   ? "add it to mydestination, relay_domains, virtual_mailbox_domains or "
                                     "virtual_alias_domains, or take it out of council.domains"
                                   : "add it to local-host-names or relay-domains, or take it out of council.domains"));
  }
}

void judge_mta_domains(Findings& findings, const Seen& seen) {
  for (const std::string& domain : seen.mta->domains) {
    const std::string name = domain.starts_with('.') ? domain.substr(1) : domain;
    if (is_of_the_host(*seen.mta, domain) || seen.config.council.has_domain(name)) continue;
    findings.push_back(
        warning("domains",
                name_of(seen.mta->kind) + " takes mail for " + domain +
                    ", which is not in council.domains: postern treats nobody's mail to it",
                "add it to council.domains in postern.yaml if it is the council's; then postern reload"));
  }
}

void judge_delimiter(Findings& findings, const Seen& seen) {
  const std::string& theirs = seen.mta->delimiters;
  const std::string& own = seen.config.council.recipient_delimiter;
  if (seen.mta->kind != MtaKind::postfix || theirs.empty()) return;
  if (theirs == own) {
    findings.push_back(fine("delimiter", "Postfix and postern divide addresses at the same character"));
    return;
  }
  findings.push_back(warning("delimiter",
                             "Postfix divides an address at \"" + theirs + "\" (recipient_delimiter), postern at \"" +
                                 own + "\": they take different addresses for the same mailbox",
                             "make council.recipient_delimiter in postern.yaml and recipient_delimiter in main.cf the "
                             "same"));
}

std::string size_in_words(std::uint64_t bytes) {
  return std::to_string(bytes >> 20U) + " MiB (" + std::to_string(bytes) + " bytes)";
}

Finding of_size(const Seen& seen) {
  const std::uint64_t ours = seen.config.quarantine.max_message;
  const auto theirs = seen.mta->message_limit;
  if (theirs && *theirs <= ours) return fine("message-size", "no message is larger than what postern keeps");
  return warning(
      "message-size",
      name_of(seen.mta->kind) + " takes messages of " +
          (theirs ? "up to " + size_in_words(*theirs) : std::string("any size")) + ", postern keeps none above " +
          size_in_words(ours) +
          " (quarantine.max_message): a larger one that it would have to keep is refused with 552",
      seen.mta->kind == MtaKind::postfix
          ? "raise quarantine.max_message, or " +
                postconf_line(*seen.mta, "message_size_limit = " + std::to_string(ours))
          : "raise quarantine.max_message, or set confMAX_MESSAGE_SIZE in sendmail.mc to " + std::to_string(ours));
}

Finding of_original_recipient(const Seen& seen) {
  if (seen.mta->keeps_original_recipient)
    return fine("original-recipient", "Postfix remembers who each recipient was (enable_original_recipient)");
  const std::string what =
      "enable_original_recipient is no: Postfix forgets that two recipients were one another's alias, and drops both "
      "when postern takes one off a message";
  const std::string mend = postconf_line(*seen.mta, "enable_original_recipient = yes") + ", then postfix reload";
  if (seen.mta->has_virtual_aliases) return fault("original-recipient", what + ": mail is lost", mend);
  return warning("original-recipient", what + "; there are no virtual_alias_maps yet", mend);
}

Finding of_bare_newline(const Seen& seen) {
  const std::string& value = seen.mta->bare_newline;
  if (value.empty()) {
    return unknown("bare-newline",
                   "Postfix " + seen.mta->version +
                       " does not know smtpd_forbid_bare_newline: whether a message can "
                       "smuggle a second one in is not known",
                   "bring Postfix up to date");
  }
  if (value != "no") return fine("bare-newline", "smtpd_forbid_bare_newline is " + value);
  return warning("bare-newline",
                 "smtpd_forbid_bare_newline is no: a crafted message can smuggle a second one past filters and checks",
                 postconf_line(*seen.mta, "smtpd_forbid_bare_newline = yes") + ", then postfix reload");
}

}  // namespace

Findings findings_domains(const Seen& seen) {
  Findings findings;
  judge_council_domains(findings, seen);
  judge_mta_domains(findings, seen);
  if (findings.empty()) findings.push_back(fine("domains", "council.domains and the domains of the MTA are the same"));
  judge_delimiter(findings, seen);
  return findings;
}

Findings findings_message(const Seen& seen) {
  Findings findings = {of_size(seen)};
  if (seen.mta->kind != MtaKind::postfix) return findings;
  findings.push_back(of_original_recipient(seen));
  findings.push_back(of_bare_newline(seen));
  return findings;
}

Findings findings_notices(const Seen& seen) {
  if (!seen.config.authserv_ids.empty())
    return {fine("authserv-ids", "council.authserv_ids says whose Authentication-Results count")};
  return {warning("authserv-ids", "council.authserv_ids is empty: no customer is told the right way of contact",
                  "where a filter before postern writes Authentication-Results, put its name there; then postern "
                  "reload")};
}

}  // namespace postern::admin::doctor
