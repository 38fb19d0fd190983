// The pieces of upkeep together, and the work on records by the wall clock.
#include "admin/service/upkeep/upkeep_round.hpp"

#include <stdexcept>

#include "admin/service/records/purge.hpp"
#include "admin/service/upkeep/upkeep_records.hpp"
#include "unit/admin/digest_desk.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using admin::UpkeepRun;

namespace {

class Piece : public admin::UpkeepPiece {
 public:
  explicit Piece(std::string name) : name_(std::move(name)) {}
  void look(std::chrono::sys_seconds now) override {
    if (broken) throw std::runtime_error("broken inside");
    last_ = now;
  }
  std::vector<UpkeepRun> runs() const override { return {{name_, last_, admin::next_after(last_, 1s), ""}}; }
  bool broken = false;

 private:
  std::string name_;
  std::optional<std::chrono::sys_seconds> last_;
};

class NoFiles : public mail::KeptMessages {
 public:
  std::variant<std::unique_ptr<mail::KeptMessageWriter>, mail::KeepError> begin() override {
    return mail::KeepError{mail::KeepFault::failed, "not in this test"};
  }
  void remove(const std::string&) override {}
  std::string path(const std::string& id) const override { return "/nowhere/" + id; }
};

class RecordDesk : public DigestDesk {
 public:
  RecordDesk() : records(*store, files, [this] { return std::make_shared<const conf::Config>(config); }) {}
  UpkeepRun run(const std::string& name) {
    for (const UpkeepRun& one : records.runs()) {
      if (one.name == name) return one;
    }
    return {};
  }
  NoFiles files;
  admin::RecordKeeping records;
};

}  // namespace

TEST_CASE("what one kind of work throws is told, and keeps no other from being done", "[admin][upkeep]") {
  Piece first("first");
  Piece second("second");
  admin::UpkeepRound round({&first, &second});
  CHECK(round.runs().empty());
  first.broken = true;
  round.look(kNow);
  CHECK(round.runs() == std::vector<UpkeepRun>{{"first", {}, {}, "broken inside"}, {"second", kNow, kNow + 1s, ""}});
  first.broken = false;
  round.look(kNow + 1s);
  CHECK(round.runs() ==
        std::vector<UpkeepRun>{{"first", kNow + 1s, kNow + 2s, ""}, {"second", kNow + 1s, kNow + 2s, ""}});
}

TEST_CASE("work is due again after its time, and when the clock has been set back", "[admin][upkeep][R10]") {
  CHECK(admin::is_due_again(std::nullopt, 1h, kNow));
  CHECK_FALSE(admin::is_due_again(kNow, 1h, kNow));
  CHECK_FALSE(admin::is_due_again(kNow, 1h, kNow + 1h - 1s));
  CHECK(admin::is_due_again(kNow, 1h, kNow + 1h));
  CHECK(admin::is_due_again(kNow, 1h, kNow - 1s));
}

TEST_CASE("a machine that slept seals, notes the head and purges as soon as it is awake", "[admin][upkeep]") {
  RecordDesk desk;
  desk.meet(kNow - 1min);
  desk.records.look(kNow);
  CHECK(desk.run("seal") == UpkeepRun{"seal", kNow, kNow + 1min, ""});
  CHECK(desk.run("audit-head") == UpkeepRun{"audit-head", kNow, kNow + 1h, ""});
  CHECK(desk.run("purge") == UpkeepRun{"purge", kNow, kNow + 24h, ""});
  const auto entries = desk.audit().size();
  desk.meet(kNow);
  desk.records.look(kNow + 30s);
  CHECK(desk.audit().size() == entries);
  const std::chrono::sys_seconds awake = kNow + 25h;
  desk.records.look(awake);
  CHECK(desk.audit().size() == entries + 1);
  for (const char* name : {"seal", "audit-head", "purge"}) CHECK(desk.run(name).last == awake);
  CHECK(*desk.store->last_run(admin::kPurgeRun) == awake);
}

TEST_CASE("a purge that is refused is told of until one goes well", "[admin][upkeep][Q9]") {
  RecordDesk desk;
  desk.records.look(kNow);
  desk.records.look(kNow + 24h * 3650);
  CHECK(has(desk.run("purge").problem, "the clock says"));
  CHECK(desk.run("purge").next == kNow + 24h * 3650 + 1h);
  desk.records.look(kNow + 24h);
  CHECK(desk.run("purge") == UpkeepRun{"purge", kNow + 24h, kNow + 48h, ""});
}
