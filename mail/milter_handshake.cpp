#include "mail/milter_handshake.hpp"

#include <cerrno>
#include <string_view>
#include <system_error>

namespace postern::mail {
namespace {

using Outcome = MilterHandshake::Outcome;

constexpr std::uint32_t kVersion = 6;
constexpr std::uint32_t kAllActions = 0x1FF;   // SMFI_CURR_ACTS
constexpr std::uint32_t kAllSteps = 0x1FFFFF;  // SMFI_CURR_PROT
constexpr std::size_t kLongestAnswer = 64 * 1024;

std::string number(std::uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFFU);
  return bytes;
}

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = at; i < at + 4; ++i) value = value << 8U | static_cast<unsigned char>(bytes[i]);
  return value;
}

std::string packet(char command, const std::string& rest = {}) {
  return number(static_cast<std::uint32_t>(rest.size() + 1)) + command + rest;
}

MilterHandshake ended(Outcome outcome, int error) {
  MilterHandshake handshake;
  handshake.outcome = outcome;
  if (error != 0) handshake.words = std::error_code(error, std::generic_category()).message();
  return handshake;
}

MilterHandshake not_reached(int error) {
  if (error == ENOENT || error == ECONNREFUSED) return ended(Outcome::nobody, error);
  if (error == EACCES || error == EPERM) return ended(Outcome::not_allowed, error);
  // A Unix socket whose queue of connections is full says EAGAIN at once.
  if (error == ETIMEDOUT || error == EAGAIN) return ended(Outcome::too_slow, error);
  return ended(Outcome::unreachable, error);
}

MilterHandshake not_heard(int error) {
  return ended(error == ETIMEDOUT ? Outcome::too_slow : Outcome::no_milter, error);
}

MilterHandshake read_answer(TimedConnection& line) {
  std::string bytes;
  if (!line.hear(4, bytes)) return not_heard(errno);
  const std::uint32_t length = number_at(bytes, 0);
  // A server of another protocol that greets first says letters here.
  if (length == 0 || length > kLongestAnswer) return ended(Outcome::no_milter, 0);
  if (!line.hear(length, bytes)) return not_heard(errno);
  // A filter that refuses says so as it would of a message: reject, tempfail, accept, an SMTP reply.
  if (std::string_view("rtay").find(bytes[0]) != std::string_view::npos) return ended(Outcome::refused, 0);
  if (bytes[0] != 'O' || bytes.size() < 13) return ended(Outcome::no_milter, 0);
  return {Outcome::agreed, {}, number_at(bytes, 1), number_at(bytes, 5), number_at(bytes, 9)};
}

}  // namespace

MilterHandshake shake_hands(const SocketPlace& place, std::chrono::milliseconds patience,
                            const std::stop_token& stopping) {
  if (!place.problem.empty()) return {Outcome::unreachable, place.problem};
  TimedConnection line(place.address.ss_family, patience);
  const std::stop_callback hang_up(stopping, [&line] { line.hang_up(); });
  if (!line.reach(place)) return not_reached(errno);
  if (stopping.stop_requested()) return ended(Outcome::too_slow, 0);
  if (!line.say(packet('O', number(kVersion) + number(kAllActions) + number(kAllSteps)))) return not_heard(errno);
  MilterHandshake handshake = read_answer(line);
  line.say(packet('Q'));
  return handshake;
}

std::string fault_in(const MilterHandshake& handshake) {
  switch (handshake.outcome) {
    case Outcome::agreed:
      return {};
    case Outcome::nobody:
    case Outcome::not_allowed:
    case Outcome::unreachable:
      return "it cannot be connected to: " + handshake.words;
    case Outcome::too_slow:
      return "nobody answers";
    case Outcome::no_milter:
      return "closed, or no milter, before the negotiation was over";
    case Outcome::refused:
      return "the negotiation was refused";
  }
  return {};
}

}  // namespace postern::mail
