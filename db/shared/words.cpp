#include "db/shared/words.hpp"

#include <charconv>
#include <initializer_list>
#include <stdexcept>

namespace postern::db {
namespace {

template <class T>
T one_of(std::initializer_list<T> values, std::string_view text) {
  for (const T value : values) {
    if (to_text(value) == text) return value;
  }
  throw std::invalid_argument("the store holds the word " + std::string(text) + ", which postern does not know");
}

}  // namespace

std::string_view to_text(KeptStatus status) {
  switch (status) {
    case KeptStatus::kept:
      return "kept";
    case KeptStatus::held:
      return "held";
    case KeptStatus::refused:
      return "refused";
    case KeptStatus::released:
      return "released";
    case KeptStatus::deleted:
      return "deleted";
  }
  return {};
}

std::string_view to_text(OutboxKind kind) {
  switch (kind) {
    case OutboxKind::copy:
      return "copy";
    case OutboxKind::release:
      return "release";
    case OutboxKind::notice:
      return "notice";
    case OutboxKind::digest:
      return "digest";
  }
  return {};
}

std::string_view to_text(OutboxState state) {
  switch (state) {
    case OutboxState::prepared:
      return "prepared";
    case OutboxState::ready:
      return "ready";
    case OutboxState::sent:
      return "sent";
    case OutboxState::withdrawn:
      return "withdrawn";
    case OutboxState::failed:
      return "failed";
  }
  return {};
}

KeptStatus kept_status_from_text(std::string_view text) {
  return one_of({KeptStatus::kept, KeptStatus::held, KeptStatus::refused, KeptStatus::released, KeptStatus::deleted},
                text);
}

OutboxKind outbox_kind_from_text(std::string_view text) {
  return one_of({OutboxKind::copy, OutboxKind::release, OutboxKind::notice, OutboxKind::digest}, text);
}

OutboxState outbox_state_from_text(std::string_view text) {
  return one_of(
      {OutboxState::prepared, OutboxState::ready, OutboxState::sent, OutboxState::withdrawn, OutboxState::failed},
      text);
}

std::string join_texts(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += std::to_string(text.size()) + ":" + text;
  return joined;
}

std::vector<std::string> split_texts(const std::string& joined) {
  std::vector<std::string> texts;
  for (std::size_t at = 0; at < joined.size();) {
    std::size_t length = 0;
    const char* end = joined.data() + joined.size();
    const auto read = std::from_chars(joined.data() + at, end, length);
    if (read.ec != std::errc{} || read.ptr == end || *read.ptr != ':' ||
        length > static_cast<std::size_t>(end - read.ptr - 1)) {
      throw std::invalid_argument("the store holds a list that postern did not write");
    }
    texts.emplace_back(read.ptr + 1, length);
    at = static_cast<std::size_t>(read.ptr - joined.data()) + 1 + length;
  }
  return texts;
}

}  // namespace postern::db
