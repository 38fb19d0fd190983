#include "milter/message/macros.hpp"

namespace postern::milter {

bool is_postfix(const Macros& macros) {
  return macros("v").starts_with("Postfix");
}

}  // namespace postern::milter
