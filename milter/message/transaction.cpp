#include "milter/message/transaction.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <spdlog/spdlog.h>

#include "mail/authentication_results.hpp"
#include "mail/pass_token.hpp"
#include "milter/message/came_round.hpp"
#include "milter/message/log_line.hpp"
#include "milter/message/notice_rows.hpp"
#include "policy/decision/recipient_address.hpp"

namespace postern::milter {
namespace {

/// What postern puts on a message, with room for what mails of several councils and their answers carry with them.
constexpr std::size_t kMostPosternFields = 100;

bool concerns(const policy::Decision& decision) {
  return decision.rule != policy::Rule::unrestricted;
}

std::string counts(const std::vector<policy::Decision>& decisions) {
  std::string text;
  for (const policy::Decision& decision : decisions) {
    if (text.size() > 400) return text + ",…";
    text += (text.empty() ? "" : ",") + logged(decision.recipient.text()) + ":" + std::string(to_text(decision.action));
  }
  return text;
}

}  // namespace

Transaction::Transaction(std::shared_ptr<const InForce> rules, const Services& services, const Connection& connection,
                         Envelope envelope)
    : rules_(std::move(rules)),
      services_(services),
      connection_(connection),
      envelope_(std::move(envelope)),
      header_(config().limits.header),
      count_(services.tally) {
  exempt_ = is_exempt();
  if (!exempt_) envelope_identities_ = mail::senders({envelope_.mail_from, envelope_.mail_addr}, reading());
}

mail::Reading Transaction::reading() const {
  return {config().match.identities, snapshot().address_rules(), config().limits.identities, config().authserv_ids};
}

bool Transaction::is_exempt() const {
  return (envelope_.authenticated && config().match.exempt_authenticated) ||
         lies_in(connection_, config().match.exempt_clients);
}

std::optional<policy::Address> Transaction::readable(const std::string& raw) const {
  return policy::recipient_address(raw, snapshot().council(), snapshot().address_rules());
}

/// What nobody can read is the council's too.
policy::Address Transaction::stand_in_for(const std::string& raw) const {
  return policy::Address::from_canonical(logged(raw) + "@" + policy::unqualified_domain(snapshot().council()));
}

/// Postfix takes `<<tax@york.gov.uk>>`, `<tax@york.gov.uk;>` or `<tax@york.gov.uk(>` for the mailbox in it, but then
/// deletes nobody when told those bytes: whoever is written so would get the message whatever is decided. No honest
/// client writes so; mail without SMTP comes with the MTA's own spelling, and may not be refused here.
bool Transaction::must_be_readable() const {
  return !exempt_ && enforcing() && envelope_.by_smtp;
}

/// The bytes' own reading: the MTA may make something else of the same bytes when they come round.
policy::Address Transaction::as_written(const std::string& raw) const {
  const auto address = readable(raw);
  return address ? *address : stand_in_for(raw);
}

bool Transaction::all_are_among(const std::vector<policy::Address>& addresses) const {
  return std::all_of(recipients_.begin(), recipients_.end(), [&](const policy::Recipient& recipient) {
    return std::find(addresses.begin(), addresses.end(), as_written(recipient.raw)) != addresses.end();
  });
}

Reply Transaction::recipient(const std::string& raw, const std::string& by_mta) {
  Reply reply = answer_to(raw, by_mta);
  count_.recipient(reply);
  return reply;
}

Reply Transaction::answer_to(const std::string& raw, const std::string& by_mta) {
  if (recipients_.size() >= config().limits.recipients) return too_many_recipients();
  const std::array own_names{services_.host, connection_.mta_name};
  const auto read = policy::read_recipient(raw, by_mta, own_names, snapshot().council(), snapshot().address_rules());
  if (!read && must_be_readable()) return unreadable_recipient();
  const bool doubtful = !read || read->doubtful;
  policy::Recipient recipient{raw, doubtful ? stand_in_for(raw) : read->address};
  if (!envelope_identities_.empty() && enforcing()) {
    if (doubtful && path().can_refuse && matches_by_envelope(recipient)) return refuse_doubtful("rcpt");
    if (auto reply = refused_at_rcpt(recipient)) return *reply;
  }
  doubtful_ = doubtful_ || doubtful;
  recipients_.push_back(std::move(recipient));
  return proceed();
}

bool Transaction::matches_by_envelope(const policy::Recipient& recipient) const {
  return !policy::matches({envelope_identities_, {recipient}, false}, snapshot(), services_.now()).empty();
}

/// `tax%york.gov.uk@localhost`: "outside the council" must not be where doubt ends. No honest client writes so.
Reply Transaction::refuse_doubtful(const std::string& stage) const {
  spdlog::info("queue_id={} stage={} event=recipient-in-doubt", logged(queue_id_), stage);
  return unreadable_recipient();
}

/// Nothing where the header may still soften it, or the path cannot refuse.
std::optional<Reply> Transaction::refused_at_rcpt(const policy::Recipient& recipient) {
  if (!path().can_refuse) return std::nullopt;
  const policy::Message so_far{envelope_identities_, {recipient}, false};
  const auto now = services_.now();
  if (policy::matches(so_far, snapshot(), now).empty()) return std::nullopt;  // most mail: looked up once
  const auto used = services_.log.usage(policy::quotas(so_far, snapshot(), now));
  if (!used) return failed("rcpt", used.error().problems.front());
  auto decisions = policy::decide(so_far, snapshot(), *used, now);
  if (!policy::final_at_rcpt(decisions.front(), snapshot())) return std::nullopt;
  const Reply reply = refuse(decisions.front().reply);
  DecidedMessage message{.envelope = envelope_,
                         .recipients = {recipient},
                         .decisions = std::move(decisions),
                         .notes = {""},
                         .plan = {},
                         .path = path(),
                         .message_id = {},
                         .authenticated = {}};
  db::Enforcement rows;
  rows.id = mail::random_id();
  rows.events = event_rows(message, passage(), "refused-at-rcpt");
  if (const auto recorded = services_.log.record(rows); !recorded) {
    return failed("rcpt", recorded.error().problems.front());
  }
  count_.refused(message.decisions.front());
  spdlog::info("queue_id={} stage=rcpt event=refused {}", logged(queue_id_), counts(message.decisions));
  return reply;
}

Reply Transaction::failed(const std::string& stage, const std::string& problem) const {
  spdlog::error("queue_id={} stage={} event=tempfailed problem=\"{}\"", logged(queue_id_), stage, problem);
  return try_again();
}

void Transaction::field(std::string name, std::string value) {
  header_.add(std::move(name), std::move(value));
}

Reply Transaction::end_of_header() {
  header_ended_ = true;
  Reply reply = look_at_header();
  return ends(reply) ? counted(std::move(reply)) : reply;
}

/// `reply` is the last one to this message. Recipients count where what was decided for them was done; a probe is
/// nobody's mail.
Reply Transaction::counted(Reply reply) {
  if (!probe_.empty()) return reply;
  const bool by_plan = decided_ && decided_->plan.verdict == policy::Verdict::reject;
  const bool undone = reply.kind == Reply::Kind::tempfail || (reply.kind == Reply::Kind::reject && !by_plan);
  if (undone || exempt_ || own_copy_) {
    count_.ended(reply, own_copy_ ? MessageOutcome::own_copy : MessageOutcome::exempt);
  } else if (!decided_) {
    count_.unrestricted(recipients_.size());
    count_.ended(reply, MessageOutcome::passed);
  } else {
    count_.done(decided_->decisions);
    count_.ended(reply, enforcing() ? outcome_of(decided_->plan) : MessageOutcome::observed);
  }
  return reply;
}

Reply Transaction::look_at_header() {
  if (header_.postern_fields().size() > kMostPosternFields) {
    // Each is an edit, for which Postfix goes through the whole header: ten thousand stop it for a minute.
    spdlog::warn("queue_id={} stage=eoh event=too-many-postern-fields", logged(queue_id_));
    return header_over_limits();
  }
  if (is_probe()) return proceed();
  auto own = is_own_copy();
  if (!own) return failed("eoh", own.error().problems.front());
  if (!*own && !exempt_) {
    if (auto reply = decide()) return *reply;
  }
  if (!decided_) return header_.postern_fields().empty() ? accept() : proceed();
  if (!enforcing() || !may_need_bytes()) return proceed();
  return begin_keeping();
}

/// A message of `postern doctor`: it carries a token that this daemon gave a moment ago, and is for mail.bounces alone.
/// Any other that says so is like any other message with a forged field.
bool Transaction::is_probe() {
  if (header_.postern_fields().empty()) return false;
  const std::string token = header_.first(mail::kProbeField);
  if (all_are_among({as_written(config().council.bounces)}) && services_.probes.knows(token, services_.now()))
    probe_ = token;
  return !probe_.empty();
}

/// Nobody gets it, and nothing records it but the answer to `probe TOKEN`.
Reply Transaction::answer_probe() {
  const auto authenticated = mail::authenticated_domains(header_.fields(), config().authserv_ids);
  ProbeSight sight{services_.now(),   logged(queue_id_), connection_.client,
                   envelope_.by_smtp, path().can_refuse, authenticated.spf};
  sight.believed.insert(sight.believed.end(), authenticated.aligned.begin(), authenticated.aligned.end());
  services_.probes.note(probe_, std::move(sight), services_.now());
  spdlog::info("queue_id={} stage=eom event=probe client={}", logged(queue_id_), logged(connection_.client));
  // What cannot refuse would jam on it, or write to somebody. It is known to be nobody's.
  return path().can_refuse ? probe_refused() : discard();
}

/// A copy or a release that postern submitted itself: it carries the pass of an open outbox row and goes to nobody
/// else.
policy::Result<bool> Transaction::is_own_copy() {
  if (header_.postern_fields().empty()) return false;
  const std::string token = header_.first(mail::kPassField);
  if (!mail::is_random_id(token)) return false;
  auto row = services_.log.by_token(token);
  if (!row) return row.error();
  if (!*row) return false;
  std::vector<policy::Address> destinations;
  for (const std::string& recipient : (*row)->recipients) {
    destinations.push_back(as_written(recipient));
  }
  const bool bound = all_are_among(destinations);
  if (bound) own_copy_ = std::move(**row);
  return bound;
}

std::optional<Reply> Transaction::decide() {
  const auto begun = std::chrono::steady_clock::now();
  auto reply = decide_by_header();
  services_.tally.decided(std::chrono::steady_clock::now() - begun);
  return reply;
}

/// Sets decided_ where something concerns this message; answers where it can go no further.
std::optional<Reply> Transaction::decide_by_header() {
  auto found = mail::writers({envelope_.mail_from, envelope_.mail_addr}, header_.fields(), reading());
  if (header_.over_limit() || found.excessive) {
    spdlog::warn("queue_id={} stage=eoh event=header-over-limits", logged(queue_id_));
    if (enforcing()) return header_over_limits();
  }
  message_ = mail::message_of(std::move(found));
  message_.recipients = recipients_;
  if (policy::matches(message_, snapshot(), services_.now()).empty()) return std::nullopt;
  if (doubtful_ && enforcing() && path().can_refuse) return refuse_doubtful("eoh");

  DecidedMessage decided;
  decided.envelope = envelope_;
  decided.recipients = recipients_;
  decided.path = path();
  const auto known = mail::particulars({envelope_.mail_from}, header_.fields(), message_.identities, reading());
  decided.message_id = known.message_id;
  decided.authenticated = known.authenticated;
  decided.may_be_told = who_may_be_told(envelope_, message_, known, *rules_, services_.now());
  if (const auto done = decide_anew(decided); !done) return failed("eoh", done.error().problems.front());
  if (std::none_of(decided.decisions.begin(), decided.decisions.end(), concerns)) return std::nullopt;
  decided_ = std::move(decided);
  return std::nullopt;
}

/// The decisions as of now, and all that follows from them.
policy::Result<> Transaction::decide_anew(DecidedMessage& decided) const {
  const auto now = services_.now();
  const auto quotas = policy::quotas(message_, snapshot(), now);
  const auto used = services_.log.usage(quotas);
  if (!used) return used.error();
  decided.decisions = policy::decide(message_, snapshot(), *used, now);
  decided.notes.assign(recipients_.size(), "");
  if (enforcing()) {
    if (auto kept = keep_what_came_round(header_.fields(), services_.log, decided); !kept) return kept;
  }
  decided.counts = policy::counted(decided.decisions, quotas);
  decided.plan = policy::plan(decided.decisions, decided.path);
  return policy::Done{};
}

/// Where a volume may be used up by the time the message has come, it may have to be kept all the same.
bool Transaction::may_need_bytes() const {
  return needs_bytes(decided_->plan) || !decided_->counts.empty();
}

Reply Transaction::begin_keeping() {
  auto begun = services_.files.begin();
  const auto* error = std::get_if<mail::KeepError>(&begun);
  std::optional<mail::KeepError> problem;
  if (error != nullptr) {
    problem = *error;
  } else {
    auto writer = std::move(std::get<std::unique_ptr<mail::KeptMessageWriter>>(begun));
    problem = writer->header(header_.without_postern_fields());
    if (!problem) spool_ = std::make_unique<Spool>(services_.files, std::move(writer));
  }
  return problem ? not_kept("eoh", *problem) : proceed();
}

/// What only may be needed must not keep a message away that the customer is allowed to send: should its volume be used
/// up in the end, it is put off then.
Reply Transaction::not_kept(const std::string& stage, const mail::KeepError& error) {
  spool_.reset();
  if (needs_bytes(decided_->plan)) {
    failed(stage, error.problem);
    return reply_for(error);
  }
  spdlog::warn("queue_id={} stage={} event=not-kept problem=\"{}\"", logged(queue_id_), stage, error.problem);
  return stage == "body" ? skip() : proceed();
}

Reply Transaction::body(std::string_view bytes) {
  if (!spool_) return skip();
  const auto problem = spool_->body(bytes);
  if (!problem) return proceed();
  Reply reply = not_kept("body", *problem);
  return ends(reply) ? counted(std::move(reply)) : reply;
}

Reply Transaction::end_of_message(Mta& mta) {
  return counted(deal_with(mta));
}

Reply Transaction::deal_with(Mta& mta) {
  if (!header_ended_) return failed("eom", "the MTA did not say that the header had ended: nothing was looked at");
  if (!probe_.empty()) return answer_probe();
  if (decided_ && enforcing()) return carry_out_decided(mta);
  if (decided_) observe();
  if (!remove_fields(forged_fields(), mta)) return failed("eom", "the MTA did not take an edit");
  return proceed();
}

void Transaction::observe() {
  db::Enforcement rows;
  rows.id = mail::random_id();
  rows.events = event_rows(*decided_, passage(), "observed");
  // Fail-open: observing changes nothing, so what cannot be recorded passes too.
  if (const auto recorded = services_.log.record(rows); !recorded) {
    spdlog::error("queue_id={} stage=eom event=not-recorded problem=\"{}\"", logged(queue_id_),
                  recorded.error().problems.front());
    return;
  }
  spdlog::info("queue_id={} stage=eom event=observed {}", logged(queue_id_), counts(decided_->decisions));
}

Reply Transaction::carry_out_decided(Mta& mta) {
  // The hours opened while the message came: nothing is held for a time that has passed.
  if (std::any_of(decided_->decisions.begin(), decided_->decisions.end(), [&](const policy::Decision& decision) {
        return decision.release_at && *decision.release_at <= services_.now();
      })) {
    if (const auto done = decide_anew(*decided_); !done) return failed("eom", done.error().problems.front());
  }
  Outcome outcome = notify_and_carry_out(mta);
  // Somebody else's message of the same customer was faster. What is used up stays so until the period ends, so that
  // once is enough but at its very end.
  for (int tries = 0; outcome.used_up && tries < 3; ++tries) {
    if (const auto done = decide_anew(*decided_); !done) return failed("eom", done.error().problems.front());
    outcome = notify_and_carry_out(mta);
  }
  if (!outcome.problem.empty()) {
    failed("eom", outcome.problem);
    return outcome.reply;
  }
  spdlog::info("queue_id={} stage=eom event=enforced {}", logged(queue_id_), counts(decided_->decisions));
  if (outcome.became_ready) services_.wake_outbox();
  return outcome.reply;
}

/// The notice is composed before anything is made durable: nothing may take time between bytes and rows.
Outcome Transaction::notify_and_carry_out(Mta& mta) {
  const Passage now = passage();
  decided_->notice = notice_row(*decided_, now, config());
  return carry_out(*decided_, now, config(), spool_.get(), forged_fields(), services_, mta);
}

/// Every X-Postern-* field that postern has not put on itself. On a copy of its own, the first ones of each name that
/// its outbox row has are genuine: they stand on top.
std::vector<FieldPlace> Transaction::forged_fields() const {
  std::vector<FieldPlace> forged;
  for (const FieldPlace& place : header_.postern_fields()) {
    const bool genuine = own_copy_ && !mail::named({place.name, {}}, mail::kPassField) &&
                         place.index <= times_in(own_copy_->header, place.name);
    if (!genuine) forged.push_back(place);
  }
  return forged;
}

}  // namespace postern::milter
