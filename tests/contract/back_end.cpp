#include "contract/back_end.hpp"

namespace postern::contract {

StoreUnderTest::StoreUnderTest(BackEnd kind) : kind_(kind) {
  UNSCOPED_INFO("back end: " << (kind == BackEnd::sqlite ? "sqlite" : "memory"));
  store_ = kind == BackEnd::sqlite ? must(db::open_store(url(), db::OpenFor::initialise)) : db::open_memory_store();
}

void StoreUnderTest::reopen() {
  if (kind_ == BackEnd::memory) return;
  store_.reset();
  store_ = must(db::open_store(url(), db::OpenFor::use));
}

std::shared_ptr<db::Store> StoreUnderTest::beside() {
  if (kind_ == BackEnd::memory) return store_;
  return must(db::open_store(url(), db::OpenFor::use));
}

}  // namespace postern::contract
