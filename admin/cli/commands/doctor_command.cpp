#include <algorithm>

#include <nlohmann/json.hpp>

#include "admin/cli/commands/commands.hpp"
#include "admin/cli/commands/doctor_fixes.hpp"
#include "admin/doctor/diagnosis.hpp"
#include "admin/doctor/doctor_look.hpp"
#include "conf/load.hpp"

namespace postern::cli {
namespace {

using admin::doctor::Finding;
using admin::doctor::Findings;
using admin::doctor::MtaAsked;
using admin::doctor::MtaKind;
using admin::doctor::Standing;

struct DoctorOptions {
  std::string mta;
  std::string mta_config;
  bool fix = false;
  bool yes = false;
  bool all = false;
};

MtaAsked asked_for(const DoctorOptions& options) {
  MtaAsked asked{.kind = std::nullopt, .place = options.mta_config};
  if (options.mta == "postfix") asked.kind = MtaKind::postfix;
  if (options.mta == "sendmail") asked.kind = MtaKind::sendmail;
  return asked;
}

long count_of(const Findings& findings, Standing standing) {
  return std::count_if(findings.begin(), findings.end(),
                       [&](const Finding& finding) { return finding.standing == standing; });
}

std::string counted(long count, const std::string& one, const std::string& more) {
  return std::to_string(count) + " " + (count == 1 ? one : more);
}

void print_text(Output& out, const Findings& findings, bool all) {
  for (const Finding& finding : findings) {
    if (finding.standing == Standing::fine && !all) continue;
    std::string begin = admin::doctor::to_text(finding.standing);
    begin.resize(9, ' ');
    out.line(begin + finding.check + ": " + finding.what);
    if (!finding.mend.empty()) out.line("         How to mend: " + finding.mend);
    if (finding.fix) out.line("         --fix does it: " + finding.fix->shown);
  }
  const long fine = count_of(findings, Standing::fine);
  out.line(counted(fine, "thing is fine", "things are fine") + (all || fine == 0 ? "" : " (--all shows them)"));
}

void print_json(Output& out, const Findings& findings) {
  Json array = Json::array();
  for (const Finding& finding : findings) {
    array.push_back({{"check", finding.check},
                     {"standing", admin::doctor::to_text(finding.standing)},
                     {"what", finding.what},
                     {"mend", finding.mend},
                     {"fix", finding.fix ? Json(finding.fix->shown) : Json(nullptr)}});
  }
  out.json(array);
}

policy::Result<Findings> look(const Invocation& invocation, const DoctorOptions& options) {
  auto config = invocation.config();
  if (!config) return config.error();
  return admin::doctor::look({std::move(*config), conf::config_path(invocation.config_option), invocation.now()},
                             asked_for(options));
}

/// What went wrong with the changes, in a line each.
policy::Result<std::vector<std::string>> mended(Invocation& invocation, const DoctorOptions& options,
                                                Findings& findings) {
  auto fixes = make_fixes(invocation, findings, options.yes);
  if (!fixes) return fixes.error();
  std::vector<std::string> problems = std::move(fixes->failures);
  if (fixes->nobody_asked) problems.emplace_back("--fix: nobody is there to be asked; --yes makes the changes shown");
  if (fixes->count == 0) return problems;
  if (auto again = look(invocation, options); again) {
    findings = std::move(*again);
  } else {
    for (const std::string& problem : again.error().problems) problems.push_back(problem);
  }
  return problems;
}

/// Faults in a line each: `default-action: mail passes unchecked`.
policy::Result<> outcome(const Findings& findings, std::vector<std::string> problems) {
  if (problems.empty() && count_of(findings, Standing::fault) == 0) return policy::Done{};
  for (const Finding& finding : findings) {
    if (finding.standing == Standing::fault) problems.push_back(finding.check + ": " + finding.what);
  }
  return policy::Error{policy::Fault::refused, std::move(problems)};
}

policy::Result<> doctor(Invocation& invocation, const DoctorOptions& options) {
  auto findings = look(invocation, options);
  if (!findings) return findings.error();
  std::vector<std::string> problems;
  if (options.fix) {
    auto left = mended(invocation, options, *findings);
    if (!left) return left.error();
    problems = std::move(*left);
  }
  if (invocation.json()) {
    print_json(invocation.out, *findings);
  } else {
    print_text(invocation.out, *findings, options.all);
  }
  return outcome(*findings, std::move(problems));
}

}  // namespace

void add_doctor(const Syntax& app, Command& chosen) {
  auto options = std::make_shared<DoctorOptions>();
  Syntax command = app.command("doctor", "Is postern wired to the MTA rightly: what is wrong, and how to mend it",
                               "postern doctor --mta postfix --mta-config /etc/postfix");
  command.option("--mta", options->mta, "which MTA to look at, where it cannot be found out")
      .one_of({"postfix", "sendmail"});
  command.option("--mta-config", options->mta_config, "the folder of Postfix' main.cf, or Sendmail's .cf file");
  const Option fix = command.flag("--fix", options->fix, "make the harmless changes, each shown and asked about first");
  command.flag("--yes", options->yes, "with --fix: do not ask").needs(fix);
  command.flag("--all", options->all, "show what is fine, too");
  on(command, chosen, options, doctor);
}

}  // namespace postern::cli
