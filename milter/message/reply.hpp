// What the MTA is told at one stage. Plain values; knows nothing of libmilter.
#pragma once
#include <string>
#include <utility>

namespace postern::milter {

struct Reply {
  enum class Kind {
    proceed,   ///< go on with this message
    accept,    ///< let the message go, no further stages
    skip,      ///< no more of the body, but still the end of the message
    discard,   ///< taken and not delivered by the MTA: every recipient's copy is kept, or it is postern's own probe
    tempfail,  ///< 4xx: the MTA's client keeps the message
    reject,    ///< 5xx
  };
  Kind kind = Kind::proceed;
  std::string code = {};      ///< `550`; for tempfail and reject only; empty: the MTA's own words
  std::string enhanced = {};  ///< `5.7.1` (RFC 3463)
  std::string text = {};
  bool operator==(const Reply&) const = default;
};

inline Reply proceed() {
  return {};
}
inline Reply accept() {
  return {Reply::Kind::accept};
}
inline Reply skip() {
  return {Reply::Kind::skip};
}
inline Reply discard() {
  return {Reply::Kind::discard};
}
/// Anything that failed on our side: the client keeps the message and tries again.
inline Reply try_again() {
  return {Reply::Kind::tempfail, "451", "4.3.0", "Please try again later"};
}
inline Reply no_space() {
  return {Reply::Kind::tempfail, "451", "4.3.1", "Please try again later"};
}
inline Reply too_many_recipients() {
  return {Reply::Kind::tempfail, "452", "4.5.3", "Too many recipients"};
}
inline Reply unreadable_recipient() {
  return {Reply::Kind::reject, "553", "5.1.3", "The recipient's address cannot be read"};
}
inline Reply too_large() {
  return {Reply::Kind::reject, "552", "5.3.4", "Message is too large"};
}
inline Reply header_over_limits() {
  return {Reply::Kind::reject, "550", "5.6.0", "The header of this message is larger or deeper than we accept"};
}
/// To the message by which `postern doctor` finds out what the MTA does.
inline Reply probe_refused() {
  return {Reply::Kind::reject, "550", "5.7.0", "This is postern's own probe; nothing was delivered"};
}
inline Reply refuse(std::string text) {
  return {Reply::Kind::reject, "550", "5.7.1", std::move(text)};
}

}  // namespace postern::milter
