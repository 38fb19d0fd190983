// One statement with its values, and the types of the records in its columns: how a time, a word or a list is written
// and read stands here only. Private to db/; threads and failures as sql_session.hpp.
#pragma once
#include <chrono>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "db/shared/words.hpp"
#include "db/sql/sql_session.hpp"

namespace postern::db {

/// Times are seconds since 1970 UTC.
inline std::int64_t seconds(std::chrono::sys_seconds at) {
  return at.time_since_epoch().count();
}
inline std::chrono::sys_seconds instant(std::int64_t seconds) {
  return std::chrono::sys_seconds{std::chrono::seconds{seconds}};
}

namespace column {

inline void write(Statement& row, int place, std::string_view text) {
  row.bind(place, text);
}
template <std::integral Number>
void write(Statement& row, int place, Number number) {
  row.bind(place, static_cast<std::int64_t>(number));
}
inline void write(Statement& row, int place, std::chrono::sys_seconds at) {
  row.bind(place, seconds(at));
}
template <class Word>
requires std::is_enum_v<Word>
void write(Statement& row, int place, Word word) {
  row.bind(place, to_text(word));
}
inline void write(Statement& row, int place, const std::vector<std::string>& texts) {
  row.bind(place, join_texts(texts));
}
template <class Value>
void write(Statement& row, int place, const std::optional<Value>& value) {
  if (!value) return row.bind_null(place);
  write(row, place, *value);
}

inline void read(const Statement& row, int at, std::string& text) {
  text = row.text(at);
}
template <std::integral Number>
void read(const Statement& row, int at, Number& number) {
  number = static_cast<Number>(row.number(at));
}
inline void read(const Statement& row, int at, std::chrono::sys_seconds& time) {
  time = instant(row.number(at));
}
inline void read(const Statement& row, int at, KeptStatus& word) {
  word = kept_status_from_text(row.text(at));
}
inline void read(const Statement& row, int at, OutboxKind& word) {
  word = outbox_kind_from_text(row.text(at));
}
inline void read(const Statement& row, int at, OutboxState& word) {
  word = outbox_state_from_text(row.text(at));
}
inline void read(const Statement& row, int at, std::vector<std::string>& texts) {
  texts = split_texts(row.text(at));
}
template <class Value>
void read(const Statement& row, int at, std::optional<Value>& value) {
  value.reset();
  if (!row.is_null(at)) read(row, at, value.emplace());
}

}  // namespace column

class Query {
 public:
  /// The values stand for $1, $2, … in order.
  template <class... Values>
  explicit Query(Session& session, const std::string& text, const Values&... values)
      : statement_(session.prepare(text)) {
    (add(values), ...);
  }
  template <class Value>
  void add(const Value& value) {
    column::write(*statement_, ++bound_, value);
  }
  /// Each of them in order: the fields of a record.
  template <class... Fields>
  void add(const std::tuple<Fields...>& fields) {
    std::apply([this](const auto&... field) { (add(field), ...); }, fields);
  }
  bool next() { return statement_->step(); }
  /// To its end; the rows that it wrote.
  std::size_t run();
  template <class Value>
  Value at(int column) const {
    Value value{};
    column::read(*statement_, column, value);
    return value;
  }
  bool is_null(int column) const { return statement_->is_null(column); }
  /// Reads the fields from the column `first` on; answers with the column after the last one.
  template <class... Fields>
  int read(int first, const std::tuple<Fields&...>& fields) const {
    std::apply([&](auto&... field) { (column::read(*statement_, first++, field), ...); }, fields);
    return first;
  }

 private:
  std::unique_ptr<Statement> statement_;
  int bound_ = 0;
};

/// Runs a statement that answers with nothing; the rows that it wrote.
template <class... Values>
std::size_t run(Session& session, const std::string& text, const Values&... values) {
  return Query(session, text, values...).run();
}

/// Whether the question has a row.
template <class... Values>
bool holds(Session& session, const std::string& question, const Values&... values) {
  return Query(session, question, values...).next();
}

/// The one number that the question answers with.
template <class... Values>
std::int64_t number(Session& session, const std::string& question, const Values&... values) {
  Query row(session, question, values...);
  return row.next() ? row.at<std::int64_t>(0) : 0;
}

/// The first column of every row.
template <class Value, class... Values>
std::vector<Value> column_of(Session& session, const std::string& question, const Values&... values) {
  std::vector<Value> found;
  Query row(session, question, values...);
  while (row.next()) found.push_back(row.at<Value>(0));
  return found;
}

/// `INSERT INTO table (columns) VALUES ($1, …)`, with a placeholder for each of the columns.
std::string insertion(const std::string& table, const std::string& columns);

}  // namespace postern::db
