#include "milter/message/macros.hpp"

namespace postern::milter {

bool is_sendmail(const Macros& macros) {
  const std::string version = macros("v");
  return version.empty() || (version.front() >= '0' && version.front() <= '9');
}

}  // namespace postern::milter
