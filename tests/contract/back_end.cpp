#include "contract/back_end.hpp"

namespace postern::contract {
namespace {

const char* name_of(BackEnd kind) {
  switch (kind) {
    case BackEnd::sqlite:
      return "sqlite";
  }
  return "";
}

}  // namespace

std::vector<BackEnd> back_ends() {
  return {BackEnd::sqlite};
}

StoreUnderTest::StoreUnderTest(BackEnd kind) : store_(must(db::open_store(url(), db::OpenFor::initialise))) {
  UNSCOPED_INFO("back end: " << name_of(kind));
}

void StoreUnderTest::reopen() {
  store_.reset();
  store_ = must(db::open_store(url(), db::OpenFor::use));
}

std::shared_ptr<db::Store> StoreUnderTest::beside() {
  return must(db::open_store(url(), db::OpenFor::use));
}

}  // namespace postern::contract
