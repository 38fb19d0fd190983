#include "admin/doctor/findings/findings_macros.hpp"

#include <algorithm>
#include <array>

#include "admin/doctor/facts/wording.hpp"
#include "admin/doctor/findings/attachment.hpp"

namespace postern::admin::doctor {
namespace {

/// A macro that posternd decides by, and what goes wrong without it.
struct Needed {
  std::vector<std::string> ToldMacros::*stage;
  const char* list;     ///< Postfix' parameter
  const char* confirm;  ///< Sendmail's in the .mc file
  const char* name;
  bool postfix;
  bool sendmail;
  Standing standing;
  const char* without;
};

constexpr std::array kNeeded = {
    Needed{&ToldMacros::connect, "milter_connect_macros", "confMILTER_MACROS_CONNECT", "v", true, false,
           Standing::fault, "posternd takes Postfix for Sendmail, and some messages are delivered twice"},
    Needed{&ToldMacros::connect, "milter_connect_macros", "confMILTER_MACROS_CONNECT", "daemon_name", false, true,
           Standing::warning, "mail that programs of this host submit is refused where it should be kept"},
    Needed{&ToldMacros::mail, "milter_mail_macros", "confMILTER_MACROS_ENVFROM", "auth_authen", true, true,
           Standing::warning, "posternd does not see who has logged in, and checks their mail too"},
    Needed{&ToldMacros::mail, "milter_mail_macros", "confMILTER_MACROS_ENVFROM", "mail_mailer", false, true,
           Standing::fault, "posternd takes it that no mail came by SMTP, and refuses nothing"},
    Needed{&ToldMacros::rcpt, "milter_rcpt_macros", "confMILTER_MACROS_ENVRCPT", "rcpt_mailer", false, true,
           Standing::warning, "posternd does not see which recipients Sendmail refuses itself"},
};

Finding of_macro(const Seen& seen, const Needed& needed) {
  const bool postfix = seen.mta->kind == MtaKind::postfix;
  const std::vector<std::string>& told = seen.mta->macros.*needed.stage;
  const std::string list = postfix ? needed.list : needed.confirm;
  const std::string mend = postfix ? "put " + std::string(needed.name) + " into " + list + " in main.cf (postconf -d " +
                                         list + " shows the usual list); then postfix reload"
                                   : "put {" + std::string(needed.name) + "} into " + list +
                                         " in sendmail.mc, or postern.m4 below that line";
  return {"macros", needed.standing,
          list + " has no " + needed.name + " (it has " + (told.empty() ? "nothing" : joined(told)) +
              "): " + needed.without,
          mend, std::nullopt};
}

}  // namespace

Findings findings_macros(const Seen& seen) {
  Findings findings;
  const bool postfix = seen.mta->kind == MtaKind::postfix;
  for (const Needed& needed : kNeeded) {
    if (!(postfix ? needed.postfix : needed.sendmail)) continue;
    const std::vector<std::string>& told = seen.mta->macros.*needed.stage;
    if (std::find(told.begin(), told.end(), needed.name) == told.end()) findings.push_back(of_macro(seen, needed));
  }
  if (findings.empty()) findings.push_back(fine("macros", "the MTA tells posternd what it decides by"));
  const std::string& protocol = seen.mta->protocol;
  if (postfix && protocol != "6") {
    findings.push_back(warning("milter-protocol",
                               "milter_protocol is " + protocol + "; posternd is made for, and tested with, 6",
                               postconf_line(*seen.mta, "milter_protocol = 6") + ", then postfix reload"));
  } else if (postfix) {
    findings.push_back(fine("milter-protocol", "milter_protocol is 6"));
  }
  return findings;
}

}  // namespace postern::admin::doctor
