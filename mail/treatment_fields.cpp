#include "mail/treatment_fields.hpp"

#include "mail/pass_token.hpp"
#include "mail/trace_field.hpp"

namespace postern::mail {

NamedValues treatment_fields(const policy::Treatment& treatment, const std::vector<std::string>& original_recipients,
                             const NamedValues& junk_headers) {
  if (treatment.action == policy::Action::junk) return junk_headers;
  if (treatment.action != policy::Action::forward) return {};
  const std::string cause =
      action_cause(treatment.restriction.value_or(""), treatment.choice_of ? treatment.choice_of->text() : "");
  return {{std::string(kActionField), action_value(cause, original_recipients)}};
}

}  // namespace postern::mail
