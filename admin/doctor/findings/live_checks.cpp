#include "admin/doctor/findings/live_checks.hpp"

#include "mail/address_header.hpp"

namespace postern::admin::doctor {
namespace {

constexpr std::chrono::seconds kHandshake{5};

std::vector<std::string> addresses_of(const std::vector<NeededAddress>& needed) {
  std::vector<std::string> addresses;
  for (const NeededAddress& one : needed) addresses.push_back(one.address);
  return addresses;
}

}  // namespace

LiveFacts look_live(const LiveGround& ground) {
  const conf::Config& config = ground.config;
  const mail::SubmissionServer submit{config.mail.submit_host, config.mail.submit_port, ground.helo, ground.patience,
                                      ground.patience};
  const mail::SubmissionServer smtp{ground.smtp_host, ground.smtp_port, ground.helo, ground.patience, ground.patience};
  mail::initialise();
  LiveFacts facts;
  facts.socket = config.milter.socket;
  facts.handshake = mail::shake_hands(mail::place_of(config.milter.socket), kHandshake);
  facts.submit = "smtp://" + config.mail.submit_host + ":" + std::to_string(config.mail.submit_port);
  facts.log_was_read = ground.contents != nullptr;
  facts.needed =
      needed_addresses(config, ground.contents == nullptr ? db::LogContents{} : *ground.contents, ground.now);
  facts.check = mail::checked_recipients(submit, config.council.bounces, addresses_of(facts.needed));
  facts.smtp = ground.smtp_host + ":" + std::to_string(ground.smtp_port);
  facts.authserv_ids = config.authserv_ids;
  facts.unsent = ground.unsent;
  facts.content_filter = ground.content_filter;
  if (ground.unsent.empty()) facts.probe = probe(config, smtp, ground.ask, ground.now);
  return facts;
}

Findings findings_live(const LiveFacts& facts) {
  Findings findings{findings_handshake(facts.handshake, facts.socket)};
  for (auto* part : {findings_addresses, findings_probe}) {
    const auto more = part(facts);
    findings.insert(findings.end(), more.begin(), more.end());
  }
  return findings;
}

}  // namespace postern::admin::doctor
