// Days, hours, amounts and lists as a letter says them: plain English for people. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "policy/contact_hours.hpp"
#include "policy/day.hpp"
#include "policy/volume.hpp"

namespace postern::admin {

std::string in_words(policy::Day day);                    ///< `1 October 2026`
std::string time_in_words(std::chrono::minutes time);     ///< `9am`, `9:30am`, `noon`, `midnight`
std::string in_words(const policy::ContactHours& hours);  ///< `Monday to Friday, 9am to noon`
std::string in_words(const policy::Volume& volume);       ///< `5 messages a week`
std::string in_words(policy::Period period);              ///< `day`, `week, Monday to Sunday`, `calendar month`
/// `seven days`-like amounts of time in the largest unit that divides them: `7 days`, `12 hours`.
std::string in_words(std::chrono::seconds duration);
/// `UK time`, or the zone's own name for a council elsewhere.
std::string zone_in_words(const date::time_zone& zone);
/// An identifier: an address as it is, `any address at example.org`, `… or at a domain below it`.
std::string identifier_in_words(const std::string& identifier);
/// `a`, `a and b`, `a, b and c`.
std::string joined(const std::vector<std::string>& parts);

/// One line: line ends, control characters and marks that turn the direction of text become blanks, runs of blanks
/// one; bytes that are no UTF-8 become U+FFFD (faults.md W8).
std::string one_line(std::string_view text);
/// The lines of a text that are not empty, each made fit by one_line().
std::vector<std::string> paragraphs(std::string_view text);
/// Ends with a full stop where it ends with no mark.
std::string sentence(std::string text);
/// No line wider than `width` columns where blanks allow it; `- ` and indents carry over, runs of empty lines are one.
std::string wrapped(std::string_view text, std::size_t width);

}  // namespace postern::admin
