// Lists and times as configurations of an MTA and of the service manager write them. Pure.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::admin::doctor {

/// The words of a list: apart by commas and white space, what stands in braces being one word.
std::vector<std::string> list_words(std::string_view text);

/// `30s`, `5m`, `1h`, `2d`, `1w`; a bare number is seconds. None where it is no time.
std::optional<std::chrono::seconds> mta_time(std::string_view text);

}  // namespace postern::admin::doctor
