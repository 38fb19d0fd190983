// Fills a store with restrictions in force, past the gate: for measurements only. Usage: fill_store PATH COUNT
#include <cstdio>
#include <cstdlib>
#include <string>

#include "db/store.hpp"

using namespace postern;

int main(int count, char** arguments) {
  if (count != 3) return 2;
  auto store = db::open_store("sqlite:" + std::string(arguments[1]), db::OpenFor::initialise);
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().problems.front().c_str());
    return 1;
  }
  db::ChangeSet changes;
  for (long i = 0; i < std::atol(arguments[2]); ++i) {
    policy::Restriction one;
    one.reference = "RCC-2020-" + std::to_string(100000 + i);
    one.customer_name = "Customer " + std::to_string(i);
    one.email = {"customer" + std::to_string(i) + "@example" + std::to_string(i % 5000) + ".org"};
    one.terms.action = policy::Action::forward;
    one.terms.managers = {"manager" + std::to_string(i % 50) + "@york.gov.uk"};
    one.terms.councillors.kind = policy::CouncillorAccess::Kind::all;
    one.status = policy::Status::in_force;
    changes.restrictions.push_back({one, 0, {"drafted", one.reference, "{}"}});
  }
  const auto written =
      (*store)->commit(changes, {"bench", "bench"}, std::chrono::sys_seconds{std::chrono::seconds{1790000000}});
  if (!written) std::fprintf(stderr, "%s\n", written.error().problems.front().c_str());
  return written ? 0 : 1;
}
