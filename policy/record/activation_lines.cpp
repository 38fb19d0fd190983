#include "policy/record/activation_lines.hpp"

namespace postern::policy {

void check_date(std::vector<std::string>& lines, const char* key, const std::optional<Day>& day,
                const ActivationContext& context) {
  if (!day) {
    lines.push_back(std::string(key) + ": is missing");
  } else if (*day > context.today) {
    lines.push_back(std::string(key) + ": lies in the future (" + to_text(*day) + ")");
  }
}

}  // namespace postern::policy
