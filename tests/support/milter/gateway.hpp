// A gateway without an MTA: York's rules, doubles of store, folder and MTA, and one message at a time through a
// transaction as a session would take it.
#pragma once
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "conf/config.hpp"
#include "db/store.hpp"
#include "milter/message/probes.hpp"
#include "milter/message/transaction.hpp"
#include "policy/decision/rules.hpp"
#include "support/milter/doubles.hpp"

namespace postern::test {

/// What an MTA hands over.
struct Letter {
  std::string mail_from = "<alex@example.org>";
  std::vector<std::string> recipients;
  std::vector<mail::HeaderField> header = {{"From", " alex@example.org"}, {"Message-ID", " <one@example.org>"}};
  std::string body = "Hello\r\n";
  std::string mail_addr = {};                         ///< {mail_addr}
  std::map<std::string, std::string> rcpt_addr = {};  ///< {rcpt_addr} of raw recipients; none for the others
  bool authenticated = false;
  bool by_smtp = true;
  bool by_msp = false;
};

/// A letter whose envelope sender and author are `from`.
Letter addressed_to(std::vector<std::string> recipients, const std::string& from = "alex@example.org");

/// How it was answered: each recipient, and the last reply (at the end of the header, of the body or of the message).
struct Answered {
  std::vector<milter::Reply> recipients;
  milter::Reply last;
};

class Gateway {
 public:
  Gateway();
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  Gateway& restricts(const std::string& reference, const std::string& identifier, policy::Terms terms);
  Gateway& councillor(const std::string& address);
  Gateway& chooses(const std::string& councillor, const std::string& identifier, policy::Action action);
  Gateway& protects(const std::string& address);

  Answered pass(const Letter& letter);
  /// The same once more with the queue id `Q1` and a new MTA.
  Answered pass_again(const Letter& letter);

  const milter::Services& services() const { return services_; }
  std::vector<db::Event> events();
  /// `recipient action rule note` of each event.
  std::vector<std::string> event_lines();
  std::vector<db::OutboxRow> outbox();
  std::vector<db::KeptEntry> kept();

  conf::Config config;
  policy::Rules rules;
  std::unique_ptr<db::Store> store;
  Journal journal;
  KeptInMemory files{journal};
  FaultyLog log;
  RecordingMta mta{journal};
  CountedInMemory tally;
  milter::Settlements settlements;
  milter::Probes probes;
  milter::Connection connection;
  int woken = 0;

 private:
  milter::Services services_;
};

/// Terms with this action; councillors may be written to.
policy::Terms terms(policy::Action action, std::vector<std::string> managers = {},
                    std::vector<std::string> contacts = {});
/// forward to m.manager@, contacts housing@: the restriction of the worked examples.
policy::Terms forwarded();

}  // namespace postern::test
