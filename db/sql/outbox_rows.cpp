#include "db/sql/outbox_rows.hpp"

namespace postern::db {
namespace {

auto outbox_fields(auto& row) {
  return std::tie(row.id, row.kind, row.state, row.mail_from, row.recipients, row.header, row.token, row.since,
                  row.attempts, row.last_error, row.next_attempt, row.restriction);
}

}  // namespace

// `message` is null where there is none: it refers to a kept message.
const char* const kOutboxColumns =
    "message, id, kind, state, mail_from, recipients, header, token, since, attempts, last_error, next_attempt, "
    "restriction";

void insert_outbox_row(Session& session, const OutboxRow& row, const std::string& enforcement) {
  static const std::string kInsertion = insertion("outbox", std::string("enforcement, ") + kOutboxColumns);
  const auto message = row.kept_id.empty() ? std::nullopt : std::optional(row.kept_id);
  run(session, kInsertion, enforcement, message, outbox_fields(row));
}

OutboxRow outbox_row(const Query& row) {
  OutboxRow read;
  read.kept_id = row.at<std::string>(0);
  row.read(1, outbox_fields(read));
  return read;
}

}  // namespace postern::db
