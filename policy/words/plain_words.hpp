// Days, hours, amounts and lists as letters and notices say them: plain English for people. Pure.
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "policy/time/contact_hours.hpp"
#include "policy/time/day.hpp"
#include "policy/time/volume.hpp"
#include "policy/words/plain_text.hpp"

namespace postern::policy {

std::string in_words(Day day);                         ///< `1 October 2026`
std::string time_in_words(std::chrono::minutes time);  ///< `9am`, `9:30am`, `noon`, `midnight`
std::string in_words(const ContactHours& hours);       ///< `Monday to Friday, 9am to noon`
std::string in_words(const Volume& volume);            ///< `5 messages a week`
std::string in_words(Period period);                   ///< `day`, `week, Monday to Sunday`, `calendar month`
/// `seven days`-like amounts of time in the largest unit that divides them: `7 days`, `12 hours`.
std::string in_words(std::chrono::seconds duration);
/// `UK time`, or the zone's own name for a council elsewhere.
std::string zone_in_words(const date::time_zone& zone);
/// An identifier: an address as it is, `any address at example.org`, `… or at a domain below it`.
std::string identifier_in_words(const std::string& identifier);
/// `You can send us up to 5 messages in each week, Monday to Sunday. A message counts once, …`
std::string volume_sentence(const Volume& volume);

}  // namespace postern::policy
