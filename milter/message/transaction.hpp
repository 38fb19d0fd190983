// One SMTP transaction, stage by stage: gathers what the MTA hands over, decides at the end of the header, carries out
// at the end of the message. Knows nothing of libmilter, so tests drive it directly. Belongs to one session: no two
// calls at a time, though from different threads one after another.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/mail_log.hpp"
#include "mail/read_message.hpp"
#include "milter/message/carry_out.hpp"
#include "milter/message/connection.hpp"
#include "milter/message/decided_message.hpp"
#include "milter/message/message_count.hpp"
#include "milter/message/message_header.hpp"
#include "milter/message/mta.hpp"
#include "milter/message/reply.hpp"
#include "milter/message/rules_in_force.hpp"
#include "milter/message/services.hpp"

namespace postern::milter {

class Transaction {
 public:
  /// Takes the rules as they are now for the whole message. `connection` and `services` must outlive this.
  Transaction(std::shared_ptr<const InForce> rules, const Services& services, const Connection& connection,
              Envelope envelope);
  /// One RCPT, its argument byte for byte, and what the MTA makes of it ({rcpt_addr}; empty where it told none).
  /// Refuses where the envelope alone decides it (decision.md 5), what is no address, and, from a sender who matches,
  /// what an MTA might deliver to somebody else.
  Reply recipient(const std::string& raw, const std::string& by_mta = {});
  void field(std::string name, std::string value);
  Reply end_of_header();
  Reply body(std::string_view bytes);
  Reply end_of_message(Mta& mta);
  /// The session cannot go on with it: it was put off.
  void put_off() { count_.ended(MessageOutcome::deferred); }
  /// Macro `i`: known at MAIL with Sendmail, at DATA with Postfix (faults.md M8).
  void set_queue_id(std::string queue_id) { queue_id_ = std::move(queue_id); }
  const std::string& queue_id() const { return queue_id_; }

 private:
  const conf::Config& config() const { return *rules_->config; }
  const policy::Snapshot& snapshot() const { return *rules_->snapshot; }
  bool enforcing() const { return config().enforcement == conf::Enforcement::enforce; }
  policy::Path path() const { return {envelope_.by_smtp && !envelope_.by_msp && config().milter.at_border}; }
  Passage passage() const { return {connection_, queue_id_, services_.host, services_.now()}; }

  mail::Reading reading() const;
  bool is_exempt() const;
  std::optional<policy::Address> readable(const std::string& raw) const;
  policy::Address stand_in_for(const std::string& raw) const;
  policy::Address as_written(const std::string& raw) const;
  bool all_are_among(const std::vector<policy::Address>& addresses) const;
  bool must_be_readable() const;
  Reply answer_to(const std::string& raw, const std::string& by_mta);
  std::optional<Reply> refused_at_rcpt(const policy::Recipient& recipient);
  bool matches_by_envelope(const policy::Recipient& recipient) const;
  Reply refuse_doubtful(const std::string& stage) const;
  Reply failed(const std::string& stage, const std::string& problem) const;

  Reply look_at_header();
  bool is_probe();
  Reply answer_probe();
  policy::Result<bool> is_own_copy();
  std::optional<Reply> decide();
  std::optional<Reply> decide_by_header();
  policy::Result<> decide_anew(DecidedMessage& decided) const;
  Reply counted(Reply reply);
  bool may_need_bytes() const;
  Reply begin_keeping();
  Reply not_kept(const std::string& stage, const mail::KeepError& error);
  void observe();
  Reply deal_with(Mta& mta);
  Reply carry_out_decided(Mta& mta);
  Outcome notify_and_carry_out(Mta& mta);
  std::vector<FieldPlace> forged_fields() const;

  std::shared_ptr<const InForce> rules_;
  const Services& services_;
  const Connection& connection_;
  Envelope envelope_;
  std::string queue_id_;
  std::vector<policy::Identity> envelope_identities_;
  bool exempt_ = false;
  std::vector<policy::Recipient> recipients_;
  bool doubtful_ = false;  ///< of some recipient nobody knows for sure to whom the MTA delivers
  MessageHeader header_;
  bool header_ended_ = false;
  std::string probe_;                      ///< the token of a probe of `postern doctor`
  std::optional<db::OutboxRow> own_copy_;  ///< the outbox row whose pass this message carries
  policy::Message message_;                ///< what decide() looked at
  std::optional<DecidedMessage> decided_;  ///< set where something concerns this message
  std::unique_ptr<Spool> spool_;
  MessageCount count_;
};

}  // namespace postern::milter
