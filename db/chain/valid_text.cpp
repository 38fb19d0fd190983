#include "db/chain/valid_text.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace postern::db {

std::string valid_text(const std::string& text) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (std::all_of(text.begin(), text.end(), is_ascii)) return text;
  using Json = nlohmann::json;
  return Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace)).get<std::string>();
}

}  // namespace postern::db
