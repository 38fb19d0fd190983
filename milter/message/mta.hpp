// The edits that a plan may ask of the MTA, for the one message at whose end it is. An interface: libmilter's engine
// implements it, and so does the tests' double. Only at the end of the message, on the thread that reports it.
// Every call answers whether the MTA took the edit; after a false the message must be answered with a temporary
// failure.
#pragma once
#include <cstddef>
#include <string>

namespace postern::milter {

class Mta {
 public:
  virtual ~Mta() = default;
  /// Whether those whom a table of the MTA's leads to one mailbox are one recipient to it: Sendmail's virtusertable.
  /// Deleting one then deletes the others too, whether RCPT named them or an edit has added them. Who is deleted so is
  /// there again when added after that; adding one who is there changes nothing.
  virtual bool merges_recipients() const = 0;
  /// `address` without brackets. Never one who is a recipient already, unless the MTA merges recipients: Postfix
  /// would deliver twice (faults.md 20).
  virtual bool add_recipient(const std::string& address) = 0;
  /// `raw` byte for byte as RCPT brought it: anything else deletes nobody and reports success (faults.md D3).
  virtual bool delete_recipient(const std::string& raw) = 0;
  /// A new envelope sender, without brackets.
  virtual bool change_sender(const std::string& address) = 0;
  /// Above every other field. `value` without the space after the colon; folds are `\n` and white space.
  virtual bool insert_field(const std::string& name, const std::string& value) = 0;
  /// The `index`th field of that name, from 1. Delete from the highest index down (faults.md M9).
  virtual bool remove_field(const std::string& name, std::size_t index) = 0;
};

}  // namespace postern::milter
