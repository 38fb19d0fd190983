// Confirmations and withdrawals that the store could not take at once (it was locked, the disk full). The rows are
// durable as `prepared`; these wait in memory and are tried again. A crash loses nothing: prepared rows are then sent.
// Any thread may call any of these.
#pragma once
#include <cstddef>
#include <deque>
#include <mutex>

#include "db/mail_log.hpp"
#include "mail/kept_message.hpp"

namespace postern::milter {

class Settlements {
 public:
  /// Both must outlive this.
  Settlements(db::MailLog& log, mail::KeptMessages& files) : log_(log), files_(files) {}
  /// After the edits succeeded: the outbox rows become ready. Whether that is so already; else it follows.
  bool confirm(const db::Enforcement& enforcement) { return settle(enforcement, true); }
  /// After an edit failed: nothing of it shall happen. The file goes once the store has forgotten it.
  void withdraw(const db::Enforcement& enforcement) { settle(enforcement, false); }
  /// Tries what waits, oldest first, until one fails. Whether something became ready.
  bool retry();
  std::size_t waiting() const;

 private:
  struct Waiting {
    db::Enforcement enforcement;
    bool succeeded;
  };
  bool settle(const db::Enforcement& enforcement, bool succeeded);
  bool settled(const db::Enforcement& enforcement, bool succeeded);

  db::MailLog& log_;
  mail::KeptMessages& files_;
  mutable std::mutex lock_;
  std::deque<Waiting> waiting_;
};

}  // namespace postern::milter
