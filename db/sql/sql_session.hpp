// What the store asks of a database: prepared statements within a transaction. An engine (sqlite/) is these few calls;
// everything else is written once, in sql/. Private to db/.
// A session belongs to the transaction that Engine::transact() began, and to its thread. Whatever fails throws the
// engine's own exception, which transact() catches: nobody in sql/ does.
// Statements keep to what SQLite and PostgreSQL both take. Placeholders are $1, $2, … and first appear in that order.
// Every table that is read in the order of its insertion has a column `rowid` (SQLite has one unasked).
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "policy/result.hpp"

namespace postern::db {

class Statement {
 public:
  virtual ~Statement() = default;
  /// `place` counts from 1. What is never bound is null. Any bytes may be in the text.
  virtual void bind(int place, std::string_view text) = 0;
  virtual void bind(int place, std::int64_t number) = 0;
  virtual void bind_null(int place) = 0;
  /// Whether there is a row (one more); false when the statement has ended.
  virtual bool step() = 0;
  /// Of the present row; `column` counts from 0. A null reads as an empty text and as 0.
  virtual std::string text(int column) const = 0;
  virtual std::int64_t number(int column) const = 0;
  virtual bool is_null(int column) const = 0;
  /// Rows that an INSERT, UPDATE or DELETE has written, once it has ended.
  virtual std::size_t affected() const = 0;
};

class Session {
 public:
  virtual ~Session() = default;
  virtual std::unique_ptr<Statement> prepare(const std::string& text) = 0;
};

enum class Access {
  write,      ///< one at a time, among all programs
  read,       ///< a consistent state; short
  read_much,  ///< the same, for what may take long: no callback of the MTA waits behind it
};

/// One database. Any thread may call; see mail_log.hpp for how long a call waits.
class Engine {
 public:
  virtual ~Engine() = default;
  /// Begins a transaction and calls `work`; commits where that answers true, else rolls back. Empty when that was done;
  /// Fault::unavailable, with everything rolled back, where the database failed or cannot be trusted any more.
  virtual std::optional<policy::Error> transact(Access access, const std::function<bool(Session&)>& work) = 0;
  /// As in store_copy.hpp.
  virtual policy::Result<> copy_to(const std::string& path) = 0;
  virtual policy::Result<> compact() = 0;
};

}  // namespace postern::db
