// `kill -9` in the middle of writing: the file is whole, and what was acknowledged is there (faults.md S14).
// SOAK in the environment makes it 300 times instead of 20.
#include <csignal>
#include <cstdlib>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include "contract/back_end.hpp"
#include "contract/samples.hpp"

namespace postern::contract {
namespace {

/// Writes until it is killed; tells the number of each message over `acknowledged` once it is recorded.
[[noreturn]] void write_until_killed(const std::string& url, unsigned first, int acknowledged) {
  const auto store = db::open_store(url, db::OpenFor::use);
  for (unsigned number = first; store; ++number) {
    const db::Enforcement written = enforcement(number);
    if (!(*store)->record(written) || !(*store)->settle(written, true)) break;
    if (!(*store)->commit(adding(restriction_of("alex@example.org")), kAdmin, kNow)) break;
    if (write(acknowledged, &number, sizeof number) != sizeof number) break;
  }
  _exit(1);
}

/// Kills the writer a little while after its first acknowledgement; answers with the highest number that it told.
unsigned last_acknowledged(const std::string& url, unsigned first, useconds_t mercy) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) write_until_killed(url, first, ends[1]);
  close(ends[1]);
  unsigned number = 0;
  REQUIRE(read(ends[0], &number, sizeof number) == sizeof number);
  usleep(mercy);  // any moment will do: nothing is waited for
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  for (unsigned next = 0; read(ends[0], &next, sizeof next) == sizeof next;) number = next;
  close(ends[0]);
  return number;
}

std::string integrity(const std::string& file) {
  SQLite::Database database(file, SQLite::OPEN_READWRITE);
  return database.execAndGet("PRAGMA integrity_check").getString();
}

TEST_CASE("a writer that is killed loses nothing that was acknowledged", "[contract][crash]") {
  StoreUnderTest store;
  store.close();
  std::minstd_rand random(std::random_device{}());
  std::uniform_int_distribution<useconds_t> mercy(0, 20000);
  const int times = std::getenv("SOAK") == nullptr ? 20 : 300;
  unsigned first = 1;
  std::size_t acknowledged = 0;
  for (int i = 0; i < times; ++i) {
    const unsigned last = last_acknowledged(store.url(), first, mercy(random));
    acknowledged += last - first + 1;
    first = last + 1000;
    REQUIRE(integrity(store.file()) == "ok");
    store.reopen();
    const std::size_t events = must(store->events({})).size();
    REQUIRE(events >= acknowledged);
    REQUIRE(events <= acknowledged + static_cast<std::size_t>(i) + 1);
    REQUIRE(must(store->kept_message(id_of(last))).recipients.size() == 1);
    REQUIRE(must(store->waiting()).size() == events);
    REQUIRE(first_broken(*store) == 0);
    REQUIRE(must(store->contents()).restrictions.size() == must(store->audit_head()).sequence);
    store.close();
  }
}

}  // namespace
}  // namespace postern::contract
