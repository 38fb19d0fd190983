#include "admin/doctor/mta_found.hpp"

#include <filesystem>

#include "admin/doctor/facts/run_program.hpp"
#include "admin/doctor/postfix/postfix_facts.hpp"
#include "admin/doctor/sendmail/sendmail_facts.hpp"

namespace postern::admin::doctor {
namespace {

constexpr const char* kSendmailConfiguration = "/etc/mail/sendmail.cf";

bool is_there(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

/// The folder that postconf itself would look in; empty where there is no main.cf.
std::string postfix_folder() {
  if (program_path("postconf").empty()) return {};
  const auto ran = run_program({"postconf", "-dh", "config_directory"});
  const std::string said = ran && ran->status == 0 ? ran->out.substr(0, ran->out.find('\n')) : "/etc/postfix";
  return is_there(said + "/main.cf") ? said : "";
}

/// The program itself, not only what a removed package left of its configuration. Postfix has a command of the same
/// name; beside it, Debian and Red Hat put Sendmail's at these places.
bool has_sendmail(bool beside_postfix) {
  for (const char* path :
       {"/usr/libexec/sendmail/sendmail", "/usr/lib/sm.bin/sendmail", "/usr/sbin/sendmail.sendmail"}) {
    if (is_there(path)) return true;
  }
  return !beside_postfix && !program_path("sendmail").empty();
}

/// A folder with a main.cf is Postfix', a file is Sendmail's.
MtaKind kind_of(const std::string& place) {
  std::error_code ignored;
  return std::filesystem::is_directory(place, ignored) ? MtaKind::postfix : MtaKind::sendmail;
}

std::string usual_place(MtaKind kind) {
  return kind == MtaKind::postfix ? "/etc/postfix" : kSendmailConfiguration;
}

}  // namespace

std::vector<MtaPlace> find_mtas(const MtaAsked& asked) {
  if (!asked.place.empty()) return {{asked.kind ? *asked.kind : kind_of(asked.place), asked.place}};
  if (asked.kind) return {{*asked.kind, usual_place(*asked.kind)}};
  std::vector<MtaPlace> found;
  if (const std::string folder = postfix_folder(); !folder.empty()) found.push_back({MtaKind::postfix, folder});
  if (is_there(kSendmailConfiguration) && has_sendmail(!found.empty()))
    found.push_back({MtaKind::sendmail, kSendmailConfiguration});
  return found;
}

policy::Result<MtaFacts> read_mta(const MtaPlace& mta, const std::vector<std::string>& council_domains) {
  return mta.kind == MtaKind::postfix ? read_postfix(mta.place, council_domains) : read_sendmail(mta.place);
}

}  // namespace postern::admin::doctor
