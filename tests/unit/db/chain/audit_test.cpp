#include "db/chain/audit.hpp"

#include <catch2/catch.hpp>

#include "db/chain/valid_text.hpp"

namespace postern::db {
namespace {

const std::chrono::sys_seconds kAt{std::chrono::seconds{1793613600}};  // 2026-11-02T10:00:00Z

AuditEntry second_entry() {
  const AuditEntry first = chained(no_entries(), {"activated", "RCC-2026-0001", "{}"}, {"director", "root"}, kAt);
  return chained({first.sequence, first.hash}, {"lifted", "RCC-2026-0001", R"({"why":"kept to it"})"},
                 {"director", "root"}, kAt);
}
AuditHead before(const AuditEntry& entry) {
  return {entry.sequence - 1, entry.previous};
}

TEST_CASE("SHA-256 is that of the standard", "[db][audit]") {
  CHECK(sha256_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("an entry follows the head before it", "[db][audit]") {
  const AuditEntry entry = second_entry();
  CHECK(entry.sequence == 2);
  CHECK(entry.previous.size() == 64);
  CHECK(entry.hash.size() == 64);
  CHECK(fault_of(entry, before(entry)).empty());
  CHECK_FALSE(fault_of(entry, no_entries()).empty());
  CHECK_FALSE(fault_of(entry, {1, std::string(64, 'a')}).empty());
}

TEST_CASE("the first entry follows sixty-four zeros", "[db][audit]") {
  const AuditEntry entry = chained(no_entries(), {"activated", "x", "{}"}, {"a", "b"}, kAt);
  CHECK(entry.sequence == 1);
  CHECK(entry.previous == std::string(64, '0'));
  CHECK(fault_of(entry, no_entries()).empty());
}

TEST_CASE("the hash is taken over the form that the header describes", "[db][audit]") {
  const AuditEntry entry = chained(no_entries(), {"activated", "RCC-2026-0001", "{}"}, {"director", "root"}, kAt);
  CHECK(entry.data_hash == sha256_of("postern-audit-data-1\n64:" + *entry.salt + "\n2:{}\n"));
  CHECK(entry.hash == sha256_of("postern-audit-1\n1:1\n20:2026-11-02T10:00:00Z\n8:director\n4:root\n9:activated\n13:"
                                "RCC-2026-0001\n64:" +
                                entry.data_hash + "\n64:" + std::string(64, '0') + "\n"));
}

TEST_CASE("a change of any field of an entry is a fault", "[db][audit]") {
  const AuditEntry whole = second_entry();
  AuditEntry entry = whole;
  SECTION("sequence") {
    entry.sequence = 3;
  }
  SECTION("at") {
    entry.at += std::chrono::seconds(1);
  }
  SECTION("actor") {
    entry.actor += "x";
  }
  SECTION("login") {
    entry.login.clear();
  }
  SECTION("action") {
    entry.action = "ended";
  }
  SECTION("subject") {
    entry.subject = "RCC-2026-0002";
  }
  SECTION("data hash") {
    entry.data_hash[0] = entry.data_hash[0] == 'a' ? 'b' : 'a';
  }
  SECTION("previous") {
    entry.previous[0] = entry.previous[0] == 'a' ? 'b' : 'a';
  }
  SECTION("hash") {
    entry.hash[0] = entry.hash[0] == 'a' ? 'b' : 'a';
  }
  SECTION("salt") {
    (*entry.salt)[0] = 'x';
  }
  SECTION("data") {
    entry.data = "{}";
  }
  SECTION("salt alone erased") {
    entry.salt.reset();
  }
  SECTION("data alone erased") {
    entry.data.reset();
  }
  SECTION("a byte moved from actor to login") {
    entry.actor = "directo";
    entry.login = "rroot";
  }
  SECTION("a byte moved from data to salt") {
    entry.salt->push_back(entry.data->front());
    entry.data->erase(0, 1);
  }
  CHECK_FALSE(fault_of(entry, before(whole)).empty());
}

TEST_CASE("erasing salt and data together is no fault", "[db][audit]") {
  AuditEntry entry = second_entry();
  entry.salt.reset();
  entry.data.reset();
  CHECK(fault_of(entry, before(entry)).empty());
}

TEST_CASE("the same data never have the same hash twice: nobody can guess what was erased", "[db][audit]") {
  const auto entry = [] { return chained(no_entries(), {"noted", "x", "alex@example.org"}, {"a", "b"}, kAt); };
  CHECK(entry().data_hash != entry().data_hash);
  CHECK(entry().salt != entry().salt);
}

TEST_CASE("text that is no UTF-8 gets U+FFFD, and all else stays", "[db][audit]") {
  CHECK(valid_text("plain") == "plain");
  CHECK(valid_text("caf\xC3\xA9 \xF0\x9F\x98\x80") == "caf\xC3\xA9 \xF0\x9F\x98\x80");
  CHECK(valid_text("caf\xE9!") == "caf\xEF\xBF\xBD!");
  CHECK(valid_text(std::string("a\0\xFF", 3)) == std::string("a\0\xEF\xBF\xBD", 5));
  CHECK(valid_text("").empty());
}

}  // namespace
}  // namespace postern::db
