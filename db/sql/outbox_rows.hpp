// Submissions as rows. Private to db/; within a transaction of the caller, failures as sql_session.hpp.
#pragma once
#include "db/mail_log.hpp"
#include "db/sql/query.hpp"

namespace postern::db {

void insert_outbox_row(Session& session, const OutboxRow& row, const std::string& enforcement);
/// The rows for which the condition on the table `outbox` holds. What follows it, such as an order, goes with it.
template <class... Values>
std::vector<OutboxRow> outbox_rows(Session& session, const std::string& condition, const Values&... values);

/// As outbox_rows() reads them.
extern const char* const kOutboxColumns;
OutboxRow outbox_row(const Query& row);

template <class... Values>
std::vector<OutboxRow> outbox_rows(Session& session, const std::string& condition, const Values&... values) {
  std::vector<OutboxRow> found;
  Query row(session, std::string("SELECT ") + kOutboxColumns + " FROM outbox WHERE " + condition, values...);
  while (row.next()) found.push_back(outbox_row(row));
  return found;
}

}  // namespace postern::db
