#include "policy/result.hpp"

#include <system_error>

namespace postern::policy {

Error file_fault(const std::string& path, int error) {
  return unavailable(path + ": " + std::generic_category().message(error));
}

}  // namespace postern::policy
