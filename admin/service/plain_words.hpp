// The plain words of letters and reports, which policy/ has for the gateway's notices too.
#pragma once
#include "policy/words/plain_words.hpp"

namespace postern::admin {

using policy::identifier_in_words;
using policy::in_words;
using policy::joined;
using policy::one_line;
using policy::paragraphs;
using policy::sentence;
using policy::time_in_words;
using policy::wrapped;
using policy::zone_in_words;

}  // namespace postern::admin
