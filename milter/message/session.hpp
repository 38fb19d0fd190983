// One session with an MTA, stage by stage: a connection, and at most one transaction at a time. Knows nothing of the
// engine that speaks the protocol; that one turns each call of the MTA into one of these, and each reply into its own
// code. No two calls at a time, though from different threads one after another (faults.md M5).
// No exception leaves a stage: what failed, and what comes while the gateway ends, is put off (faults.md M13). The
// reply to that has no text of its own. Where the protocol has no reply to a stage, the next one that has one finds no
// transaction, and puts the message off.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "milter/message/connection.hpp"
#include "milter/message/macros.hpp"
#include "milter/message/mta.hpp"
#include "milter/message/reply.hpp"
#include "milter/message/session_desk.hpp"
#include "milter/message/transaction.hpp"

namespace postern::milter {

class Session {
 public:
  /// `desk` must outlive it.
  explicit Session(SessionDesk& desk);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// `address`: 4 or 16 bytes; empty where the client has none.
  Reply on_connect(std::span<const std::uint8_t> address, const Macros& macros) noexcept;
  Reply on_helo(std::string_view name) noexcept;
  /// `path` and `parameters` as MAIL has them, byte for byte.
  Reply on_mail(std::string_view path, std::span<const char* const> parameters, const Macros& macros) noexcept;
  Reply on_rcpt(std::string_view path, const Macros& macros) noexcept;
  /// `value` is everything after the colon, with the space that belongs there.
  Reply on_header(std::string_view name, std::string_view value, const Macros& macros) noexcept;
  Reply on_end_of_header(const Macros& macros) noexcept;
  Reply on_body(std::string_view bytes, const Macros& macros) noexcept;
  Reply on_end_of_message(Mta& mta, const Macros& macros) noexcept;
  /// The message is given up; the connection stays.
  Reply on_abort() noexcept;

 private:
  /// One of limits.connections. Freed last: what the last message counted is there once its session is gone.
  class Place {
   public:
    explicit Place(SessionDesk& desk) : desk_(desk), over_limit_(++desk.connections_ > desk.limit_) {}
    ~Place() { --desk_.connections_; }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    bool is_over_limit() const { return over_limit_; }

   private:
    SessionDesk& desk_;
    bool over_limit_;
  };

  template <class Stage>
  Reply guarded(const char* name, Stage stage) noexcept;
  Reply put_off() noexcept;
  Transaction* transaction(const Macros& macros);

  SessionDesk& desk_;
  Place place_;
  Connection connection_;
  std::optional<Transaction> transaction_;
};

}  // namespace postern::milter
