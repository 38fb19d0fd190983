// From one decision per recipient to what is done with one message (decision.md 5). Pure.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "policy/decision/decide.hpp"

namespace postern::policy {

/// An action with its destinations and its restriction: recipients of one treatment share one copy.
struct Treatment {
  Action action = Action::deliver;
  std::vector<Address> forward_to;
  std::optional<Reference> restriction;  ///< empty for deliver, whatever rule delivered
  std::optional<Address> choice_of;
  bool operator==(const Treatment&) const = default;
};

/// Some recipients of the message, by their place in it, and what is done for them.
struct Share {
  Treatment treatment;
  std::vector<std::size_t> recipients;  ///< ascending, never empty
  bool operator==(const Share&) const = default;
};

/// What the path by which a message came allows.
struct Path {
  bool can_refuse = true;  ///< false for submission without SMTP and behind another MX: reject becomes quarantine
};

/// How the MTA is answered at the end of the message.
enum class Verdict { accept, discard, reject };

struct Plan {
  Verdict verdict = Verdict::accept;
  std::string reply;  ///< for reject: the text after `550 5.7.1 `
  std::optional<Share>
      in_place;               ///< carried out on the message itself: deliver, else junk, else forward; only with accept
  std::vector<Share> copies;  ///< re-injected: deliver, junk and forward
  std::vector<Share> kept;    ///< quarantine and hold; reject: refused in mixed company, marked so
  std::vector<std::size_t>
      removed;                 ///< recipients to take off the message; with accept, never all unless `added` has some
  std::vector<Address> added;  ///< recipients to put on it: destinations of the in-place forward that are not there yet
  bool operator==(const Plan&) const = default;
};

/// `decisions` must be those of one message, in the order of its recipients, without those refused at RCPT; an empty
/// span gives a plan that accepts and does nothing. A forward's destination that is a recipient too, and would get the
/// message delivered, gets the forwarded copy only. Where more than a thousand recipients would have to be taken off,
/// nothing is done in place: every share that is sent is a copy, and the message itself is discarded.
Plan plan(std::span<const Decision> decisions, Path path);

/// Whether anything must be done beyond recording: false where every recipient gets the message as it is.
bool changes_anything(const Plan& plan);

}  // namespace postern::policy
