// One decision about one customer, as the central log keeps it: in the words and the order of the rules document.
// Addresses stay as people wrote them; snapshot.hpp has the canonical forms. Plain values.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/record/action.hpp"
#include "policy/record/journal.hpp"
#include "policy/time/contact_hours.hpp"
#include "policy/time/day.hpp"
#include "policy/time/volume.hpp"

namespace postern::policy {

/// What a restriction says of the customer's contact with councillors (policy ¶12).
struct CouncillorAccess {
  enum class Kind { undecided, all, none, only, alternative };
  Kind kind = Kind::undecided;
  std::vector<std::string> addresses;  ///< for only: who is listed; for alternative: the one address
  bool operator==(const CouncillorAccess&) const = default;
};

/// The `email` block: the terms, which need an authorisation of their own when they change (decision.md 7).
struct Terms {
  Action action = Action::forward;  ///< any but hold
  std::vector<std::string> managers;
  bool any_contact = false;           ///< `contacts: any`
  std::vector<std::string> contacts;  ///< whom the customer may write to, beside the managers
  std::vector<ContactHours> hours;    ///< empty: at any time
  std::optional<Action> outside_hours;
  std::optional<Volume> volume;
  std::optional<Action> beyond_volume;
  CouncillorAccess councillors;
  std::string councillors_reason;
  bool remind = false;
  std::optional<std::chrono::seconds> remind_every;
  std::string reply;  ///< text of an SMTP rejection; empty: the council's default
  bool operator==(const Terms&) const = default;
};

enum class Status { draft, authorised, in_force, ended, declined };
enum class Ending { lifted, expired, superseded };

struct Person {
  std::string name;
  std::string contact;
  bool operator==(const Person&) const = default;
};
struct Warning {
  std::optional<Day> on;
  std::string by;
  std::string note;
  bool operator==(const Warning&) const = default;
};
struct Authorisation {
  std::string by;  ///< the id of an authorising officer
  std::optional<Day> on;
  std::string evidence;
  bool operator==(const Authorisation&) const = default;
};
struct Informed {
  std::optional<Day> on;
  std::string how;
  std::string by;  ///< empty: the authorising officer
  bool operator==(const Informed&) const = default;
};
struct Ended {
  std::optional<Day> on;
  std::string by;
  Ending how = Ending::lifted;
  std::string why;
  bool operator==(const Ended&) const = default;
};

/// Other terms for what is in force: they wait until they are authorised, and the present ones go on meanwhile.
struct Proposal {
  std::string drafted_by;
  std::optional<Day> on;
  std::string why;
  Terms terms;
  bool operator==(const Proposal&) const = default;
};

/// An entry of `restrictions:` in the rules document.
struct Restriction {
  Reference reference;  ///< empty until the store has assigned one
  std::string customer_name;
  std::vector<std::string> email;  ///< identifiers as written: addresses, `@domain`, `@.domain`
  std::vector<std::string> telephone;
  std::optional<Person> support_worker;  ///< ¶5
  std::optional<Person> requested_by;    ///< the service; its name in Person::name
  std::string drafted_by;
  std::string reasons;
  std::vector<Warning> warnings;  ///< ¶6
  std::string no_warning_because;
  std::string measures_considered;  ///< ¶9
  Terms terms;
  std::vector<std::pair<std::string, std::string>> other_channels;  ///< channel and what is arranged, in written order
  std::optional<Authorisation> authorised;                          ///< ¶10
  std::optional<Informed> informed;                                 ///< ¶10
  std::optional<Day> starts;
  std::optional<Day> ends;       ///< the last day on which it is in force
  std::optional<Day> review_by;  ///< ¶11
  bool legal_hold = false;
  Status status = Status::draft;
  std::optional<Ended> ended;
  std::vector<Review> reviews;                  ///< ¶11, oldest first
  std::vector<Representation> representations;  ///< ¶10, in the order in which they were recorded
  std::vector<Note> notes;
  std::optional<Emergency> emergency;
  std::optional<Proposal> proposal;  ///< only while in force
  bool operator==(const Restriction&) const = default;
};

std::string_view to_text(Status status);  ///< `draft`, `authorised`, `in-force`, `ended`, `declined`
std::string_view to_text(Ending ending);  ///< `lifted`, `expired`, `superseded`
std::string_view to_text(Period period);  ///< `day`, `week`, `month`
std::optional<Status> status_from_text(std::string_view text);
std::optional<Ending> ending_from_text(std::string_view text);
std::optional<Period> period_from_text(std::string_view text);

}  // namespace postern::policy
