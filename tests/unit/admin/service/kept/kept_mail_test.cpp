#include "admin/service/kept/kept_mail.hpp"

#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "mail/pass_token.hpp"
#include "unit/admin/desk.hpp"

using namespace postern;
using test::Desk;

namespace {

/// A desk with one kept message for tax and parks.
class KeptDesk : public Desk {
 public:
  KeptDesk() {
    folder_ = std::filesystem::temp_directory_path() / ("postern-kept-" + mail::random_id());
    auto opened = mail::QuarantineDirectory::open(folder_.string(), {1U << 20U, 0});
    if (!opened) FAIL(opened.error().problems.front());
    files = std::move(*opened);
    keep();
  }
  ~KeptDesk() { std::filesystem::remove_all(folder_); }
  KeptDesk(const KeptDesk&) = delete;
  KeptDesk& operator=(const KeptDesk&) = delete;

  db::KeptEntry entry() {
    auto found = store->kept_message(id);
    REQUIRE(found);
    return std::move(*found);
  }
  std::vector<db::OutboxRow> waiting() {
    auto found = store->waiting();
    REQUIRE(found);
    return std::move(*found);
  }
  policy::Result<std::vector<std::string>> release(std::optional<std::string> only = {},
                                                   std::optional<std::string> to = {}) {
    return admin::release(*store, *files, {id, std::move(only), std::move(to)}, acting);
  }

  std::unique_ptr<mail::QuarantineDirectory> files;
  std::string id;

 private:
  void keep() {
    auto begun = files->begin();
    auto& writer = *std::get<0>(begun);
    id = writer.id();
    const std::vector<mail::HeaderField> header{{"From", " alex@example.org"}, {"Subject", " Hello"}};
    REQUIRE_FALSE(writer.header(header));
    REQUIRE_FALSE(writer.body("Body\r\n"));
    const auto file = std::get<mail::KeptFile>(writer.finish());
    db::Enforcement rows;
    rows.id = mail::random_id();
    rows.message = db::KeptMessage{id,
                                   test::kNow,
                                   "<alex@example.org>",
                                   "Q1",
                                   "<1@example.org>",
                                   "192.0.2.1",
                                   "mx.test",
                                   file.size,
                                   file.sha256,
                                   false,
                                   false};
    rows.kept = {{"<tax@york.gov.uk>", db::KeptStatus::kept, "RCC-2026-0001", "", std::nullopt, ""},
                 {"<@relay.test:Parks@york.gov.uk>", db::KeptStatus::refused, "RCC-2026-0001", "", std::nullopt, ""}};
    REQUIRE(store->record(rows));
    REQUIRE(store->settle(rows, true));
  }
  std::filesystem::path folder_;
};

}  // namespace

TEST_CASE("a release goes to everybody who waits, through the outbox", "[admin][kept]") {
  KeptDesk desk;
  const auto sent_to = desk.release();
  REQUIRE(sent_to);
  CHECK(*sent_to == std::vector<std::string>{"tax@york.gov.uk", "Parks@york.gov.uk"});
  REQUIRE(desk.waiting().size() == 1);
  const db::OutboxRow row = desk.waiting().front();
  CHECK(row.kind == db::OutboxKind::release);
  CHECK(row.state == db::OutboxState::ready);
  CHECK(row.kept_id == desk.id);
  CHECK(row.mail_from == "postmaster@york.gov.uk");
  CHECK(row.header.starts_with("Received: "));
  CHECK(row.header.find(row.id) != std::string::npos);
  CHECK(row.header.find("X-Postern") == std::string::npos);
  CHECK(mail::is_random_id(row.token));
  CHECK(admin::status_of(desk.entry()) == db::KeptStatus::released);
  CHECK(desk.audit().back().action == "released");
}

TEST_CASE("a message is released at most once", "[admin][kept]") {
  KeptDesk desk;
  REQUIRE(desk.release());
  CHECK_FALSE(desk.release());
  CHECK(desk.waiting().size() == 1);
}

TEST_CASE("a release for one recipient leaves the others waiting", "[admin][kept]") {
  KeptDesk desk;
  const auto sent_to = desk.release("TAX@york.gov.uk");
  REQUIRE(sent_to);
  CHECK(*sent_to == std::vector<std::string>{"tax@york.gov.uk"});
  CHECK(admin::status_of(desk.entry()) == db::KeptStatus::refused);
  CHECK_FALSE(desk.release("tax@york.gov.uk"));
  CHECK_FALSE(desk.release("nobody@york.gov.uk"));
  REQUIRE(desk.release("parks@york.gov.uk"));
}

TEST_CASE("a release to another address takes addresses of the council only", "[admin][kept]") {
  KeptDesk desk;
  CHECK_FALSE(desk.release({}, "somebody@example.org"));
  CHECK_FALSE(desk.release({}, "nonsense"));
  CHECK(desk.waiting().empty());
  const auto sent_to = desk.release({}, "m.manager@york.gov.uk");
  REQUIRE(sent_to);
  CHECK(*sent_to == std::vector<std::string>{"m.manager@york.gov.uk"});
}

TEST_CASE("bytes that are missing or changed are not released", "[admin][kept]") {
  KeptDesk desk;
  const std::string path = desk.files->path(desk.id);
  SECTION("one byte flipped") {
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(7);
    file.put('!');
    file.close();
    const auto released = desk.release();
    REQUIRE_FALSE(released);
    CHECK(released.error().problems.front().find("not what was kept") != std::string::npos);
  }
  SECTION("gone") {
    std::filesystem::remove(path);
    const auto released = desk.release();
    REQUIRE_FALSE(released);
    CHECK(released.error().fault == policy::Fault::refused);
  }
  SECTION("replaced by a symbolic link") {
    const auto copy = path + ".copy";
    std::filesystem::rename(path, copy);
    std::filesystem::create_symlink(copy, path);
    CHECK_FALSE(desk.release());
  }
  CHECK(desk.waiting().empty());
  CHECK(admin::status_of(desk.entry()) == db::KeptStatus::kept);
}

TEST_CASE("deleting needs a reason and removes the file", "[admin][kept]") {
  KeptDesk desk;
  CHECK_FALSE(admin::remove(*desk.store, *desk.files, desk.id, "", desk.acting));
  CHECK(std::filesystem::exists(desk.files->path(desk.id)));
  REQUIRE(admin::remove(*desk.store, *desk.files, desk.id, "Advertising", desk.acting));
  CHECK_FALSE(std::filesystem::exists(desk.files->path(desk.id)));
  CHECK(admin::status_of(desk.entry()) == db::KeptStatus::deleted);
  CHECK(desk.audit().back().action == "deleted");
  CHECK_FALSE(admin::remove(*desk.store, *desk.files, desk.id, "again", desk.acting));
}

TEST_CASE("the file of a message stays while a release of it waits", "[admin][kept]") {
  KeptDesk desk;
  REQUIRE(desk.release("tax@york.gov.uk"));
  REQUIRE(admin::remove(*desk.store, *desk.files, desk.id, "Seen", desk.acting));
  CHECK(std::filesystem::exists(desk.files->path(desk.id)));
}

TEST_CASE("a message that is not there is refused", "[admin][kept]") {
  KeptDesk desk;
  const auto released =
      admin::release(*desk.store, *desk.files, {"0123456789abcdef0123456789abcdef", {}, {}}, desk.acting);
  REQUIRE_FALSE(released);
  CHECK(released.error().fault == policy::Fault::refused);
}

TEST_CASE("looking at a message leaves a trace, and so does deciding on it", "[admin][kept][look]") {
  KeptDesk desk;
  CHECK(desk.store->last_looks()->empty());
  SECTION("a look") {
    const auto seen = admin::look_at(*desk.store, desk.id, desk.acting);
    REQUIRE(seen);
    CHECK(seen->message.id == desk.id);
    const db::AuditEntry entry = desk.audit().back();
    CHECK(entry.action == "looked-at");
    CHECK(entry.subject == desk.id);
    CHECK(entry.actor == "ict.admin");
  }
  SECTION("a release to one") {
    REQUIRE(desk.release("tax@york.gov.uk"));
  }
  SECTION("a removal") {
    REQUIRE(admin::remove(*desk.store, *desk.files, desk.id, "Advertising", desk.acting));
  }
  CHECK(desk.store->last_looks()->at(desk.id) == desk.acting.now);
}

TEST_CASE("a look at a message that is not there leaves no trace", "[admin][kept][look]") {
  KeptDesk desk;
  const auto entries = desk.audit().size();
  CHECK_FALSE(admin::look_at(*desk.store, "0123456789abcdef0123456789abcdef", desk.acting));
  CHECK_FALSE(desk.release("nobody@york.gov.uk"));
  CHECK(desk.store->last_looks()->empty());
  CHECK(desk.audit().size() == entries);
}
