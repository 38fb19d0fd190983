#include "admin/service/explain/explained_message.hpp"

#include <algorithm>

#include "admin/service/explain/explained_limits.hpp"
#include "admin/service/explain/why_not.hpp"
#include "mail/address_header.hpp"
#include "mail/host_name.hpp"
#include "mail/message_file.hpp"
#include "mail/read_message.hpp"
#include "policy/decision/recipient_address.hpp"
#include "policy/time/day.hpp"

namespace postern::admin {
namespace {

using Json = nlohmann::ordered_json;

/// The argument of MAIL: the null sender may be written '' or <>.
std::string mail_argument(const std::string& from) {
  return from.starts_with('<') ? from : "<" + from + ">";
}

Json json_of(const policy::Identity& identity) {
  return {{"identity", to_text(identity.kind)}, {"address", identity.address.text()}};
}

Json json_of(const policy::Match& match) {
  Json json = json_of(match.identity);
  json["entry"] = match.entry;
  json["restriction"] = match.restriction != nullptr ? Json(match.restriction->reference) : Json(nullptr);
  if (match.choice != nullptr) json["choice_of"] = match.choice->councillor_address.text();
  return json;
}

/// Where nothing can be refused, it is kept instead (decision.md 5).
policy::Action effective(policy::Action action, policy::Path path) {
  return action == policy::Action::reject && !path.can_refuse ? policy::Action::quarantine : action;
}

Json json_of(const policy::Decision& decision, policy::Path path, const std::string& reply,
             const policy::Council& council) {
  Json forward_to = Json::array();
  for (const policy::Address& address : decision.forward_to) forward_to.push_back(address.text());
  Json json = {{"address", decision.recipient.text()},
               {"action", to_text(effective(decision.action, path))},
               {"rule", to_text(decision.rule)},
               {"restriction", decision.restriction ? Json(*decision.restriction) : Json(nullptr)},
               {"forward_to", std::move(forward_to)},
               {"reply", reply},
               {"why", policy::why(decision, council)}};
  if (decision.choice_of) json["choice_of"] = decision.choice_of->text();
  if (decision.action == policy::Action::hold) {
    json["release_at"] = decision.release_at ? Json(policy::to_text(*decision.release_at)) : Json(nullptr);
  }
  return json;
}

std::string line_of(const Json& match) {
  std::string line = "  " + match["address"].get<std::string>() + " (" + match["identity"].get<std::string>() + ")";
  if (!match.contains("entry")) return line;
  const std::string by = match["restriction"].is_null() ? "the choice of " + match["choice_of"].get<std::string>()
                                                        : match["restriction"].get<std::string>();
  return line + " is met by " + match["entry"].get<std::string>() + " of " + by;
}

std::vector<std::string> lines_of(const Json& json, const ExplainedLimits& limits) {
  std::vector<std::string> lines{"looked at:"};
  for (const Json& identity : json["identities"]) lines.push_back(line_of(identity));
  if (json["identities"].empty()) lines.emplace_back("  no address: the null sender, and no header that names one");
  lines.emplace_back("matches:");
  for (const Json& match : json["matches"]) lines.push_back(line_of(match));
  if (json["matches"].empty()) lines.emplace_back("  none");
  for (const Json& note : json["notes"]) lines.push_back("  " + note.get<std::string>());
  if (!limits.lines.empty()) lines.emplace_back("hours and volumes:");
  for (const std::string& line : limits.lines) lines.push_back("  " + line);
  lines.emplace_back("recipients:");
  for (const Json& one : json["recipients"]) {
    lines.push_back("  " + one["address"].get<std::string>() + ": " + one["action"].get<std::string>() + " (" +
                    one["rule"].get<std::string>() + ")");
    lines.push_back("    " + one["why"].get<std::string>());
    if (one["reply"] != "250") lines.push_back("    the sender's server is told: " + one["reply"].get<std::string>());
  }
  return lines;
}

/// Who is writing; from the envelope alone where no message is named.
policy::Result<mail::Writers> writers_of(const ExplainOptions& options, const conf::Config& config,
                                         const policy::Snapshot& snapshot) {
  const mail::Reading reading{config.match.identities, snapshot.address_rules(), config.limits.identities,
                              config.authserv_ids};
  const std::string mail_from = mail_argument(options.from);
  mail::initialise();
  if (options.message.empty()) return mail::writers({mail_from}, {}, reading);
  const auto header = mail::header_of(options.message, config.limits.header);
  if (!header) return header.error();
  auto found = mail::writers({mail_from}, *header, reading);
  if (found.excessive) {
    return policy::refused(options.message + ": its header names more than " +
                           std::to_string(config.limits.identities) +
                           " addresses, or nests groups too deep: 550 5.6.0");
  }
  return found;
}

}  // namespace

policy::Result<policy::Message> message_of(const ExplainOptions& options, const conf::Config& config,
                                           const policy::Snapshot& snapshot) {
  const std::vector<std::string> own_names{mail::host_name()};
  std::vector<policy::Recipient> recipients;
  for (const std::string& to : options.to) {
    auto read = policy::read_recipient(to, {}, own_names, snapshot.council(), snapshot.address_rules());
    if (!read) return policy::refused(to + ": is no e-mail address");
    if (read->doubtful) {
      return policy::refused(to +
                             ": an MTA may deliver it to somebody else; from a sender who matches it is refused: "
                             "553 5.1.3");
    }
    recipients.push_back({to, std::move(read->address)});
  }
  auto found = writers_of(options, config, snapshot);
  if (!found) return found.error();
  policy::Message message = mail::message_of(std::move(*found));
  message.recipients = std::move(recipients);
  return message;
}

Explanation explained(const policy::Message& message, const std::string& from, const policy::Snapshot& snapshot,
                      const policy::Usage& usage, policy::Path path, std::chrono::sys_seconds at,
                      const std::vector<std::string>& notes) {
  const auto decisions = policy::decide(message, snapshot, usage, at);
  const auto replies = policy::replies(message, snapshot, usage, path, at);
  const auto matches = policy::matches(message, snapshot, at);
  const auto limits = explained_limits(matches, usage, snapshot.council(), at);
  Json json = {
      {"from", from},          {"at", policy::to_text(at)}, {"identities", Json::array()}, {"matches", Json::array()},
      {"hours", limits.hours}, {"volumes", limits.volumes}, {"recipients", Json::array()}};
  for (const policy::Identity& identity : message.identities) json["identities"].push_back(json_of(identity));
  for (const policy::Match& match : matches) json["matches"].push_back(json_of(match));
  for (std::size_t i = 0; i < decisions.size(); ++i) {
    json["recipients"].push_back(json_of(decisions[i], path, replies[i], snapshot.council()));
  }
  json["notes"] = notes;
  return {json, lines_of(json, limits)};
}

policy::Result<Explanation> explain(db::Store& store, const ExplainOptions& options, const Acting& acting) {
  const conf::Config& config = acting.config;
  const auto contents = store.contents();
  if (!contents) return contents.error();
  const auto rules = store.rules();
  if (!rules) return rules.error();
  const auto snapshot = policy::Snapshot::build(*rules, config.council, config.providers, config.reviews.overdue);
  if (!snapshot) return snapshot.error();
  const auto message = message_of(options, config, **snapshot);
  if (!message) return message.error();
  const auto at = policy::instant_from_text(options.at).value_or(acting.now);
  const auto usage = store.usage(policy::quotas(*message, **snapshot, at));
  if (!usage) return usage.error();
  const auto notes = why_not(*message, LogView(config, *contents, acting.now), at);
  return explained(*message, options.from, **snapshot, *usage, policy::Path{config.milter.at_border}, at, notes);
}

}  // namespace postern::admin
