#include "admin/service/check/check.hpp"

#include <algorithm>
#include <filesystem>

#include "admin/service/log/log_view.hpp"
#include "db/store.hpp"
#include "mail/notice.hpp"
#include "policy/decision/snapshot.hpp"

namespace postern::admin {
namespace {

bool holds_post(const policy::AuthorisingOfficer& one, policy::Day today) {
  return (!one.from || *one.from <= today) && (!one.until || today <= *one.until);
}

/// Whether what listens at `host` is reached through every address of this one. Brackets are left on.
bool is_everywhere(std::string_view host) {
  return host.empty() || host == "0.0.0.0" || host == "::" || host == "[::]" || host == "*";
}

/// A network so large that it is no list of hosts that somebody knows.
bool is_vast(const conf::Network& network) {
  return network.length < (network.prefix.size() == 4 ? 8U : 16U);
}

void look_at_doors(const conf::Config& config, Warnings& warnings) {
  for (const conf::Network& network : config.match.exempt_clients) {
    if (!is_vast(network)) continue;
    warnings.push_back("match.exempt_clients: " + network.text +
                       " is a large part of the internet: mail from there is let through whatever is decided");
  }
  const std::string& socket = config.milter.socket;
  if (socket.starts_with("inet")) {
    const bool everywhere = is_everywhere(std::string_view(socket).substr(socket.find('@') + 1));
    warnings.push_back("milter.socket " + socket + ": whoever reaches this port " +
                       (everywhere ? "(any host: it listens on every address) " : "") +
                       "can speak to posternd as an MTA does, and libmilter ends at some malformed packets; "
                       "unix: is the only safe one");
  }
  const std::string& metrics = config.metrics_listen;
  if (!metrics.empty() && is_everywhere(std::string_view(metrics).substr(0, metrics.rfind(':')))) {
    warnings.push_back("metrics " + metrics + ": any host that reaches this one can read them; 127.0.0.1 is enough");
  }
}

void look_at(const conf::Config& config, policy::Day today, Warnings& warnings) {
  if (config.council.representations.empty()) {
    warnings.emplace_back("council.representations is missing: customers have no protected address to complain to");
  }
  const bool any = std::any_of(config.officers.begin(), config.officers.end(),
                               [&](const auto& one) { return holds_post(one, today); });
  if (!any) warnings.emplace_back("authorising_officers: nobody holds the post today, so nothing can come into force");
  if (config.enforcement == conf::Enforcement::observe) {
    warnings.emplace_back("enforcement is observe: everything is recorded, and nothing is changed");
  }
  if (config.reviews.digest_to.empty()) {
    warnings.push_back("reviews.digest_to is empty: nobody is told of kept messages that have no manager but " +
                       config.council.bounces + " (mail.bounces)");
  }
  if (config.digests.kept == policy::Recurrence::off) {
    warnings.emplace_back("digests.kept is off: owners of kept messages hear of them by the alarm alone");
  }
  const std::string& language = config.notices.language;
  for (const policy::TemplatePair* each : {&config.notice_templates.reminder, &config.notice_templates.refusal}) {
    for (const policy::TemplateText* one : {&each->text, &each->html}) {
      if (!one->in_language && language != "en") {
        warnings.push_back("notices.language: there is no template in " + language + ": notices use " + one->name);
      }
    }
  }
  look_at_doors(config, warnings);
  std::error_code error;
  if (!std::filesystem::is_directory(config.quarantine.directory, error)) {
    warnings.push_back("quarantine.directory " + config.quarantine.directory + " is not there; posternd creates it");
  }
}

bool has_run_out(policy::Status status) {
  return status == policy::Status::ended || status == policy::Status::declined;
}

void look_at(const db::LogContents& contents, const LogView& view, Warnings& warnings) {
  for (const db::LoggedRestriction& one : contents.restrictions) {
    const policy::Restriction& restriction = one.restriction;
    if (restriction.status == policy::Status::in_force) {
      for (const std::string& line : view.problems_of(restriction)) {
        warnings.push_back(restriction.reference + ": " + line);
      }
    }
    if (!has_run_out(restriction.status) && restriction.terms.remind && view.config().authserv_ids.empty()) {
      warnings.push_back(restriction.reference +
                         ": remind is true, but council.authserv_ids is empty: no notices are sent");
    }
    if (!has_run_out(restriction.status) && restriction.review_by && *restriction.review_by < view.today()) {
      warnings.push_back(restriction.reference + ": its review is overdue since " +
                         policy::to_text(*restriction.review_by));
    }
  }
}

}  // namespace

policy::Result<std::size_t> check(const conf::Config& config, std::chrono::sys_seconds now, Warnings& warnings) {
  look_at(config, policy::day_of(now, *config.council.time_zone), warnings);
  if (const auto usable = mail::usable_for_notices(config.notice_templates); !usable) return usable.error();
  const auto store = db::open_store(config.store, db::OpenFor::use);
  if (!store) return store.error();
  const auto contents = (*store)->contents();
  if (!contents) return contents.error();
  look_at(*contents, LogView(config, *contents, now), warnings);
  const auto rules = (*store)->rules();
  if (!rules) return rules.error();
  const auto snapshot = policy::Snapshot::build(*rules, config.council, config.providers, config.reviews.overdue);
  if (!snapshot) return snapshot.error();
  return (*snapshot)->entries();
}

}  // namespace postern::admin
