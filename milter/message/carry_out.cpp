#include "milter/message/carry_out.hpp"

#include <algorithm>

#include "mail/envelope_path.hpp"

namespace postern::milter {
namespace {

bool add_fields(const DecidedMessage& message, const conf::Config& config, Mta& mta) {
  const auto fields = added_fields(*message.plan.in_place, message, config);
  // Each goes on top, so the last one first keeps their order.
  return std::all_of(fields.rbegin(), fields.rend(),
                     [&](const auto& field) { return mta.insert_field(field.first, field.second); });
}

bool add_recipients(const policy::Plan& plan, Mta& mta) {
  return std::all_of(plan.added.begin(), plan.added.end(),
                     [&](const policy::Address& address) { return mta.add_recipient(address.text()); });
}

/// Postfix takes a source route off a recipient before it keeps it, but tells filters the bytes as they came: then
/// those delete nobody, in silence. Empty where there is no route.
std::string without_source_route(const std::string& raw) {
  const std::size_t begin = raw.starts_with('<') ? 1 : 0;
  const std::size_t end = raw.find(':');
  if (raw.size() <= begin || raw[begin] != '@' || end == std::string::npos) return {};
  return raw.substr(0, begin) + raw.substr(end + 1);
}

bool delete_recipient(const std::string& raw, Mta& mta) {
  const std::string mailbox = without_source_route(raw);
  return mta.delete_recipient(raw) && (mailbox.empty() || mta.delete_recipient(mailbox));
}

/// Last of all with Postfix, so that a failure before it leaves the message with its own recipients (faults.md D2).
bool delete_recipients(const DecidedMessage& message, Mta& mta) {
  const auto& removed = message.plan.removed;
  return std::all_of(removed.begin(), removed.end(),
                     [&](std::size_t i) { return delete_recipient(message.recipients[i].raw, mta); });
}

/// Those who get this message as it is now, once more: the MTA may have deleted them with an alias of theirs.
bool add_remaining_recipients(const DecidedMessage& message, Mta& mta) {
  const auto& removed = message.plan.removed;
  if (removed.empty()) return true;
  for (std::size_t i = 0; i < message.recipients.size(); ++i) {
    if (std::find(removed.begin(), removed.end(), i) != removed.end()) continue;
    if (!mta.add_recipient(mail::without_brackets(message.recipients[i].raw))) return false;
  }
  return true;
}

bool edit(const DecidedMessage& message, const conf::Config& config, const std::vector<FieldPlace>& forged, Mta& mta) {
  if (message.plan.verdict != policy::Verdict::accept) return true;
  if (!remove_fields(forged, mta)) return false;
  if (!message.plan.in_place) return true;
  const bool merges = mta.merges_recipients();
  if (!add_fields(message, config, mta)) return false;
  if (!merges && !add_recipients(message.plan, mta)) return false;
  // A failing manager's mailbox must tell the council, not the customer (decision.md 5).
  if (message.plan.in_place->treatment.action == policy::Action::forward &&
      !mta.change_sender(config.council.bounces)) {
    return false;
  }
  if (!delete_recipients(message, mta)) return false;
  return !merges || (add_recipients(message.plan, mta) && add_remaining_recipients(message, mta));
}

Reply reply_of(const policy::Plan& plan) {
  switch (plan.verdict) {
    case policy::Verdict::accept:
      return proceed();
    case policy::Verdict::discard:
      return discard();
    case policy::Verdict::reject:
      return refuse(plan.reply);
  }
  return try_again();
}

}  // namespace

bool remove_fields(const std::vector<FieldPlace>& fields, Mta& mta) {
  return std::all_of(fields.rbegin(), fields.rend(),
                     [&](const FieldPlace& field) { return mta.remove_field(field.name, field.index); });
}

Reply reply_for(const mail::KeepError& error) {
  switch (error.fault) {
    case mail::KeepFault::failed:
      return try_again();
    case mail::KeepFault::no_space:
      return no_space();
    case mail::KeepFault::too_large:
      return too_large();
  }
  return try_again();
}

Outcome carry_out(const DecidedMessage& message, const Passage& passage, const conf::Config& config, Spool* spool,
                  const std::vector<FieldPlace>& forged, const Services& services, Mta& mta) {
  std::optional<mail::KeptFile> file;
  std::string kept_id;
  if (needs_bytes(message.plan)) {
    if (spool == nullptr) return {try_again(), "the message was not kept"};
    if (const auto error = spool->finish()) return {reply_for(*error), error->problem};
    file = spool->file();
    kept_id = spool->id();
  }
  const db::Enforcement rows = enforcement_rows(message, passage, config, kept_id, file);
  if (const auto recorded = services.log.record(rows); !recorded) {
    const bool used_up = recorded.error().fault == policy::Fault::conflict;
    return {try_again(), recorded.error().problems.front(), false, used_up};
  }
  if (file) spool->keep();
  if (!edit(message, config, forged, mta)) {
    services.settlements.withdraw(rows);
    return {try_again(), "the MTA did not take an edit"};
  }
  const bool leaves = !rows.outbox.empty() || rows.notice;
  const bool became_ready = leaves && services.settlements.confirm(rows);
  return {reply_of(message.plan), {}, became_ready};
}

}  // namespace postern::milter
