// How long decide() takes, and what a restricted address costs in memory, from a thousand to a million addresses.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <malloc.h>
#include <string>
#include <vector>

#include <date/tz.h>

#include "policy/decision/decide.hpp"

using namespace postern::policy;

namespace {

Council council() {
  Council york;
  york.name = "York";
  york.domains = {"york.gov.uk"};
  york.time_zone = date::locate_zone("Europe/London");
  return york;
}

Rules rules(std::size_t addresses) {
  Rules all;
  auto terms = std::make_shared<Terms>();
  terms->managers = {"m.manager@york.gov.uk"};
  terms->councillors.kind = CouncillorAccess::Kind::all;
  all.restrictions.reserve(addresses);
  for (std::size_t i = 0; i < addresses; ++i) {
    all.restrictions.push_back({"RCC-2026-" + std::to_string(i),
                                {"customer" + std::to_string(i) + "@example" + std::to_string(i % 5000) + ".org"},
                                terms,
                                {},
                                {}});
  }
  return all;
}

void measure(std::size_t addresses) {
  const Rules all = rules(addresses);
  const auto before = mallinfo2().uordblks + mallinfo2().hblkhd;
  const auto snapshot = *Snapshot::build(all, council(), {});
  const auto after = mallinfo2().uordblks + mallinfo2().hblkhd;
  std::vector<Message> messages;
  for (std::size_t i = 0; i < 1000; ++i) {
    const std::string customer = i % 2 == 0 ? "customer" + std::to_string(i * 997 % addresses) + "@example" +
                                                  std::to_string(i * 997 % addresses % 5000) + ".org"
                                            : "nobody" + std::to_string(i) + "@mail.example.com";
    const Address author = *canonical(customer, snapshot->address_rules());
    messages.push_back({{{IdentityKind::envelope, author}, {IdentityKind::from, author}},
                        {{"<tax@york.gov.uk>", *canonical("tax@york.gov.uk", snapshot->address_rules())}},
                        false});
  }
  std::vector<double> micros;
  std::size_t forwarded = 0;
  for (int round = 0; round < 20; ++round) {
    for (const Message& message : messages) {
      const auto begin = std::chrono::steady_clock::now();
      const auto decisions = decide(message, *snapshot, {}, std::chrono::sys_seconds{std::chrono::seconds{1790000000}});
      micros.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count());
      forwarded += decisions.front().action == Action::forward ? 1U : 0U;
    }
  }
  std::sort(micros.begin(), micros.end());
  std::printf("%8zu addresses: decide() median %.2f us, p99 %.2f us; %.0f bytes an address; %zu of %zu matched\n",
              addresses, micros[micros.size() / 2], micros[micros.size() * 99 / 100],
              static_cast<double>(after - before) / static_cast<double>(addresses), forwarded, micros.size());
}

}  // namespace

int main() {
  for (const std::size_t addresses : {1000UL, 100000UL, 1000000UL}) measure(addresses);
}
