// What a restriction means for the customer's e-mail, in plain words addressed to the customer (policy ¶7, ¶10, ¶12).
// Pure.
#pragma once
#include <string>
#include <vector>

#include "admin/service/log/log_view.hpp"

namespace postern::admin {

struct LetterEffect {
  std::string whom;                   ///< the sentence before the list: whom the customer can write to
  std::vector<std::string> write_to;  ///< addresses; empty: any, or none
  std::string other_email;            ///< what becomes of e-mail to any other address; empty: there is none
  std::vector<std::string> hours;     ///< `Monday to Friday, 9am to noon`; empty: at any time
  std::string outside_hours;
  std::string volume;  ///< how often; empty: no limit
  std::string beyond_volume;
  std::string limits_note;  ///< to what hours and volume do not apply; empty where there are none
  std::string reminder;
  std::string councillors;
  std::vector<std::string> councillor_list;
  std::string councillors_reason;
};

/// Every text is one line without control characters.
LetterEffect effect_of(const policy::Terms& terms, const LogView& view);
/// The same in short, for a list: `forwarded to m.manager@york.gov.uk; may write to …; Monday to Friday, 9am to noon`.
std::string effect_in_short(const policy::Terms& terms);

}  // namespace postern::admin
