#include "admin/doctor/findings/findings_submit.hpp"

#include <algorithm>

#include "admin/doctor/findings/attachment.hpp"

namespace postern::admin::doctor {
namespace {

/// The doors at which `mail.submit` may arrive; empty where it is another machine's.
Services doors(const Seen& seen) {
  return services_that(seen,
                       [&](const Service& each) { return each.smtp && each.port == seen.config.mail.submit_port; });
}

std::string all_ports(const MtaFacts& mta) {
  std::string text;
  for (const Service& service : mta.services) {
    if (service.port != 0) text += (text.empty() ? "" : ", ") + std::to_string(service.port);
  }
  return text.empty() ? "none" : text;
}

}  // namespace

Findings findings_submit(const Seen& seen) {
  const std::string place =
      "mail.submit (" + seen.config.mail.submit_host + ", port " + std::to_string(seen.config.mail.submit_port) + ")";
  if (!is_loopback(seen.config.mail.submit_host)) return {};
  const auto at = doors(seen);
  if (at.empty()) {
    return {
        fault("submit-port",
              name_of(seen.mta->kind) + " does not listen where " + place + " hands mail to it; its ports are " +
                  all_ports(*seen.mta),
              "set mail.submit in postern.yaml to a port of the MTA, such as smtp://127.0.0.1:25; restart posternd")};
  }
  Findings findings = {fine("submit-port", place + " is a door of " + name_of(seen.mta->kind))};
  const bool filtered =
      std::any_of(at.begin(), at.end(), [&](const Service* service) { return has_ours(seen, *service); });
  const bool named = !attachments(seen, Whose::ours).empty();
  if (filtered) {
    findings.push_back(fine("submit-unfiltered", "what postern submits passes posternd, which takes its pass off"));
  } else if (named) {
    findings.push_back(warning("submit-unfiltered",
                               place + " is a door without posternd (" + names_of(at) +
                                   "): the one-time passes of its copies are not taken off, and strangers may see them",
                               "set mail.submit in postern.yaml to a port where posternd is named; restart posternd"));
  }
  return findings;
}

}  // namespace postern::admin::doctor
