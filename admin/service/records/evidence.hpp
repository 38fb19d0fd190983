// Everything about one restriction in one ZIP, for the police or legal services (policy ¶3): kept messages byte for
// byte, events, every version, the audit entries, and sums of it all. As central_log.hpp.
#pragma once
#include <string>
#include <vector>

#include "admin/service/log/acting.hpp"
#include "db/store.hpp"
#include "mail/kept_message.hpp"

namespace postern::admin {

struct Evidence {
  std::size_t messages = 0;  ///< whose bytes are in it
  std::size_t events = 0;
  std::size_t versions = 0;
  std::size_t audit_entries = 0;
  std::string sha256;                 ///< of the archive
  std::vector<std::string> problems;  ///< messages whose bytes are missing or not those that were kept
};

/// Writes the new file `output`, and an audit entry about it. Messages are read in small pieces. A message whose bytes
/// are not those that were kept is put in all the same, and is a problem: tampering is evidence. One that was released,
/// and whose bytes are gone since, is listed without them.
policy::Result<Evidence> export_evidence(db::Store& store, const mail::KeptMessages& files,
                                         const policy::Reference& reference, const std::string& output,
                                         const Acting& acting);

}  // namespace postern::admin
