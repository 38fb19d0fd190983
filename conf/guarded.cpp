#include "conf/guarded.hpp"

#include <libpsl.h>

namespace postern::conf {
namespace {

bool lies_below(std::string_view domain, std::string_view parent) {
  return domain.size() > parent.size() && domain.ends_with(parent) && domain[domain.size() - parent.size() - 1] == '.';
}

/// Whether restricting `domain` would touch `guarded` or anything below it.
bool touches(std::string_view domain, bool and_below, std::string_view guarded) {
  return domain == guarded || lies_below(domain, guarded) || (and_below && lies_below(guarded, domain));
}

}  // namespace

std::string why_guarded(const Config& config, std::string_view domain, bool and_below) {
  const std::string name(domain);
  if (psl_is_public_suffix(psl_builtin(), name.c_str()) != 0)
    return name + " is a public suffix: many people have addresses below it";
  for (const std::string& own : config.council.domains) {
    if (touches(domain, and_below, own.starts_with('.') ? own.substr(1) : own))
      return name + " is a domain of the council";
  }
  for (const std::string& guarded : config.guarded_domains) {
    if (touches(domain, and_below, guarded)) return name + " is guarded (" + guarded + "): many people write from it";
  }
  return {};
}

}  // namespace postern::conf
