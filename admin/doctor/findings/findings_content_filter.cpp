#include "admin/doctor/findings/findings_content_filter.hpp"

#include "admin/doctor/findings/attachment.hpp"

namespace postern::admin::doctor {
Findings findings_content_filter(const Seen& seen) {
  Findings findings;
  const Services before =
      services_that(seen, [&](const Service& each) { return each.before_filter && has_ours(seen, each); });
  const Services proxies =
      services_that(seen, [&](const Service& each) { return each.before_proxy && has_ours(seen, each); });
  const Services after =
      services_that(seen, [&](const Service& each) { return each.after_filter && has_ours(seen, each); });
  for (const Service* service : proxies) {
    findings.push_back(fault("proxy-filter",
                             "at " + service->name +
                                 " a filter comes before the queue (smtpd_proxy_filter), and Postfix shows posternd no "
                                 "message there",
                             "name posternd at the smtpd behind that filter, and set -o smtpd_milters= at " +
                                 service->name + " in master.cf"));
  }
  if (!before.empty() && !after.empty()) {
    findings.push_back(fault("passes-twice",
                             "mail passes posternd twice: at " + names_of(before) + ", and again at " +
                                 names_of(after) + ", where a content filter hands it back",
                             "in master.cf, set -o smtpd_milters= at " + names_of(after) + "; then postfix reload"));
  }
  const bool local = !services_that(seen, [&](const Service& s) { return !s.smtp && has_ours(seen, s); }).empty();
  if (!before.empty() && seen.mta->filter_pipe && local) {
    findings.push_back(warning("passes-twice",
                               "the content filter " + *seen.mta->filter_pipe +
                                   " is a program: where it hands mail back by the command sendmail, mail passes "
                                   "posternd twice",
                               "hand it back by SMTP to a port of its own with -o smtpd_milters=, or take posternd out "
                               "of non_smtpd_milters"));
  }
  if (findings.empty()) findings.push_back(fine("passes-twice", "mail passes posternd once"));
  return findings;
}

}  // namespace postern::admin::doctor
