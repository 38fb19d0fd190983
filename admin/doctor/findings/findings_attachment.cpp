#include "admin/doctor/findings/findings_attachment.hpp"

#include <algorithm>

#include "admin/doctor/findings/attachment.hpp"

namespace postern::admin::doctor {
namespace {

std::string all_sockets(const MtaFacts& mta) {
  std::vector<std::string> seen;
  std::string text;
  for (const Service& service : mta.services) {
    for (const Milter& milter : service.milters) {
      if (std::find(seen.begin(), seen.end(), milter.socket) != seen.end()) continue;
      seen.push_back(milter.socket);
      text += (text.empty() ? "" : ", ") + milter.socket;
    }
  }
  return text.empty() ? "no filter at all" : text;
}

/// Adding a filter is a decision: the command is said, not run.
std::string how_to_name(const Seen& seen, const std::string& parameter) {
  const MtaFacts& mta = *seen.mta;
  if (mta.kind == MtaKind::sendmail) {
    return "put postern.m4 into sendmail.mc, with POSTERN_SOCKET as `" + socket_for_mta(seen) +
           "', make sendmail.cf again and restart Sendmail";
  }
  const std::string& now = parameter == "smtpd_milters" ? mta.smtp_list : mta.local_list;
  const std::string all = now + (now.empty() ? "" : ", ") + socket_for_mta(seen);
  return postconf_line(mta, parameter + " = " + all) + ", then postfix reload";
}

std::string how_to_name_at(const Seen& seen, const Service& service) {
  if (seen.mta->kind == MtaKind::sendmail)
    return "take InputMailFilters out of the DAEMON_OPTIONS of " + service.name + ", or put postern into it";
  return "in master.cf, take smtpd_milters and no_milters away from the options of " + service.name +
         ", or put postern there: -o smtpd_milters=" + socket_for_mta(seen) + "; then postfix reload";
}

Finding missing(const Seen& seen) {
  return fault("milter-missing",
               name_of(seen.mta->kind) + " does not name posternd (" + seen.config.milter.socket +
                   ") as a filter anywhere; it names " + all_sockets(*seen.mta) + ": mail passes unchecked",
               how_to_name(seen, "smtpd_milters"));
}

void judge_services(Findings& findings, const Seen& seen) {
  const Services without =
      services_that(seen, [&](const Service& each) { return must_have_ours(seen, each) && !has_ours(seen, each); });
  for (const Service* service : without) {
    findings.push_back(fault("milter-service",
                             "mail that comes in by " + service->name + " passes unchecked: posternd is named at " +
                                 names_of(services_that(seen, [&](const Service& s) { return has_ours(seen, s); })) +
                                 " only",
                             how_to_name_at(seen, *service)));
  }
  if (without.empty())
    findings.push_back(fine("milter-service", "posternd is named at every door for mail from outside"));
}

/// Sendmail's own programs hand mail to the daemon by SMTP, through submit.cf.
void judge_submitted(Findings& findings, const Seen& seen) {
  const Services doors = services_that(seen, [](const Service& each) { return each.name.starts_with("MSP"); });
  if (!doors.empty()) {
    findings.push_back(fine("local-mail", "mail from programs of this host has a door of its own, " + names_of(doors) +
                                              "; only sendmail -C sendmail.cf passes every filter by"));
    return;
  }
  findings.push_back(warning("local-mail",
                             "mail from programs of this host has no door of its own (none whose name begins with "
                             "MSP): what posternd refuses becomes a bounce",
                             "in sendmail.mc, DAEMON_OPTIONS(`Family=inet, Name=MSP-v4, Port=submission, M=E, "
                             "Addr=127.0.0.1'), and in submit.mc FEATURE(`msp', `[127.0.0.1]', `MSA')"));
}

void judge_local(Findings& findings, const Seen& seen) {
  if (seen.mta->kind == MtaKind::sendmail) return judge_submitted(findings, seen);
  for (const Service* service : services_that(seen, [](const Service& each) { return !each.smtp; })) {
    if (has_ours(seen, *service)) {
      findings.push_back(fine("local-mail", "mail from programs of this host passes posternd"));
      continue;
    }
    findings.push_back(warning("local-mail",
                               "mail from programs of this host (the command sendmail: web forms, for one) passes "
                               "unchecked: non_smtpd_milters does not name posternd",
                               how_to_name(seen, "non_smtpd_milters")));
  }
}

void judge_maps(Findings& findings, const Seen& seen) {
  if (seen.mta->milter_maps.empty()) return;
  findings.push_back(warning("milter-maps",
                             "smtpd_milter_maps (" + seen.mta->milter_maps +
                                 ") gives some clients other filters, or none: their mail may pass unchecked",
                             "see that every list in that table names posternd: " + socket_for_mta(seen)));
}

/// Filters that write Authentication-Results come before; it matters only where notices depend on them.
void judge_order(Findings& findings, const Seen& seen) {
  if (seen.config.authserv_ids.empty()) return;
  for (const auto& [service, milter] : attachments(seen, Whose::ours)) {
    if (milter == &service->milters.back()) continue;
    const Milter& after = *(milter + 1);
    findings.push_back(warning("milter-order",
                               "at " + service->name + " the filter " + after.socket +
                                   " comes after posternd, which does not see what it writes",
                               "put filters that write Authentication-Results (OpenDKIM, OpenDMARC) before postern"));
    return;
  }
  findings.push_back(fine("milter-order", "no filter comes after posternd"));
}

}  // namespace

Findings findings_naming(const Seen& seen) {
  Findings findings;
  const bool ours = !attachments(seen, Whose::ours).empty();
  if (!ours) {
    if (attachments(seen, Whose::meant).empty()) findings.push_back(missing(seen));
    return findings;
  }
  findings.push_back(fine("milter-missing", name_of(seen.mta->kind) + " names posternd as a filter"));
  judge_services(findings, seen);
  judge_local(findings, seen);
  judge_maps(findings, seen);
  judge_order(findings, seen);
  return findings;
}

Findings findings_tcp(const Seen& seen) {
  for (const auto& [service, milter] : attachments(seen, Whose::ours)) {
    const auto inet = inet_of(milter->socket);
    if (!inet) continue;
    if (!is_here(seen, inet->host)) return {fine("tcp", "posternd is on another host: TCP is the only way")};
    return {warning(
        "tcp",
        name_of(seen.mta->kind) + " reaches posternd on this host over TCP (" + milter->socket +
            "), where each waits for the other's small packets, and where any user of this host may connect",
        "use a Unix socket: in postern.yaml, milter.socket: unix:" +
            (seen.mta->kind == MtaKind::postfix
                 ? seen.mta->queue_directory + "/postern/postern.sock, and unix:postern/postern.sock for Postfix"
                 : "/run/postern/postern.sock, and the same for Sendmail") +
            "; then restart both")};
  }
  return {fine("tcp", "posternd is not reached over TCP")};
}

}  // namespace postern::admin::doctor
