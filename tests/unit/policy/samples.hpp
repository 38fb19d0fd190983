// What the tests of policy/ have in common: York's council, the shipped provider rules by hand, and short ways to say
// "this restriction", "this message". Plain values; throws std::runtime_error where a sample itself is wrong.
#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "policy/decision/decide.hpp"
#include "policy/decision/plan.hpp"
#include "policy/decision/snapshot.hpp"

namespace postern::policy::samples {

/// As conf/address-rules.yaml has them.
AddressRules providers();
/// york.gov.uk and all below it, Europe/London, complaints@ for representations.
Council york();
/// providers() with York's own delimiter.
const AddressRules& rules_of_york();
Day day(std::string_view text);
std::chrono::sys_seconds at(std::string_view text);
/// The canonical form under rules_of_york().
Address address(std::string_view text);
std::vector<Address> addresses(const std::vector<std::string>& texts);

/// A day on which nothing special happens.
extern const std::chrono::sys_seconds kNow;

Terms terms(Action action, std::vector<std::string> managers = {}, std::vector<std::string> contacts = {});
Terms with_councillors(Terms terms, CouncillorAccess::Kind kind, std::vector<std::string> addresses = {});

/// Collects rules, then builds the snapshot of them.
class Log {
 public:
  Log& restricts(Reference reference, std::vector<std::string> identifiers, Terms terms, std::string_view starts = {},
                 std::string_view ends = {});
  Log& councillor(std::vector<std::string> addresses);
  Log& choice(std::string councillor, std::vector<std::string> identifiers, Action action, std::string forward_to = {});
  Log& protects(std::string address);
  std::shared_ptr<const Snapshot> snapshot() const;
  std::vector<std::string> problems() const;

  Rules rules;
  Council council = york();
  Overdue overdue = Overdue::keep;
};

Identity identity(IdentityKind kind, std::string_view text);
/// From this envelope sender (empty: the null sender) to these recipients.
Message mail(std::string_view envelope, const std::vector<std::string>& recipients);
Message with(Message message, IdentityKind kind, std::string_view text);
/// The same, found by a lenient reading only.
Message with_doubtful(Message message, IdentityKind kind, std::string_view text);

std::vector<Decision> decisions(const Message& message, const Log& log, std::chrono::sys_seconds now = kNow,
                                const Usage& usage = {});
/// For a message to one recipient: `forward restricted RCC-2026-0001 to m.manager@york.gov.uk`, `deliver protected`, …
std::string decided(const Message& message, const Log& log, std::chrono::sys_seconds now = kNow,
                    const Usage& usage = {});
std::string in_words(const Decision& decision);

}  // namespace postern::policy::samples
