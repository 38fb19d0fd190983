#include "admin/service/upkeep/upkeep_expiry.hpp"

#include "unit/admin/life.hpp"

using namespace postern;
using namespace postern::test;

namespace {

/// The configuration of a desk, as the daemon hands it over.
admin::UpkeepExpiry::CurrentConfig config_of(const std::shared_ptr<const conf::Config>& config) {
  return [&config] { return config; };
}

}  // namespace

TEST_CASE("the daemon ends what is over, and looks again when the log or the configuration changes",
          "[admin][upkeep]") {
  Desk desk;
  auto config = std::make_shared<const conf::Config>(desk.config);
  admin::UpkeepExpiry expiry(*desk.store, config_of(config));
  expiry.look(kNow);
  bring_to(desk, State::emergency);
  expiry.look(kNow + std::chrono::minutes{2});
  CHECK(desk.restriction(kRef).status == policy::Status::in_force);
  expiry.look(kNow + std::chrono::hours{72});
  CHECK(desk.restriction(kRef).status == policy::Status::ended);

  desk.applied("restrictions:\n" + good_restriction("kim@example.net"));
  const auto after_review = std::chrono::sys_days{std::chrono::year{2027} / 10 / 1};
  expiry.look(after_review);
  CHECK(desk.restriction("RCC-2026-0002").status == policy::Status::in_force);
  conf::Config lapsing = desk.config;
  lapsing.reviews.overdue = policy::Overdue::lapse;
  config = std::make_shared<const conf::Config>(lapsing);
  expiry.look(after_review + std::chrono::minutes{1});
  CHECK(desk.restriction("RCC-2026-0002").status == policy::Status::ended);
}

TEST_CASE("it looks once a minute, and without a configuration never", "[admin][upkeep]") {
  Desk desk;
  bring_to(desk, State::emergency);
  const auto config = std::make_shared<const conf::Config>(desk.config);
  admin::UpkeepExpiry none(*desk.store, {});
  none.look(kNow + std::chrono::hours{100});
  admin::UpkeepExpiry expiry(*desk.store, config_of(config));
  const auto lapse = kNow + std::chrono::hours{72};
  expiry.look(lapse - std::chrono::seconds{30});
  expiry.look(lapse);
  CHECK(desk.restriction(kRef).status == policy::Status::in_force);
  expiry.look(lapse + std::chrono::seconds{30});
  CHECK(desk.restriction(kRef).status == policy::Status::ended);
}
