// Which of the MTA's filters is posternd, and where it ought to be named. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "admin/doctor/facts/seen.hpp"

namespace postern::admin::doctor {

enum class Whose {
  ours,   ///< the socket that posternd has
  meant,  ///< named or placed like posternd's, and another
  other,  ///< another program's
};

/// Whether the host is this machine: its loopback, one of its addresses, every one of them, or the MTA's own name.
bool is_here(const Seen& seen, const std::string& host);

Whose whose(const Seen& seen, const Service& service, const Milter& milter);

/// A place where posternd is named, or meant.
struct Attachment {
  const Service* service = nullptr;
  const Milter* milter = nullptr;
};

/// All of one kind, in the order of the services. Empty without an MTA. Points into `seen`.
std::vector<Attachment> attachments(const Seen& seen, Whose kind);

using Services = std::vector<const Service*>;

/// Those of the MTA for which `which` holds; there is one. Points into `seen`.
template <class Which>
Services services_that(const Seen& seen, Which which) {
  Services found;
  for (const Service& service : seen.mta->services) {
    if (which(service)) found.push_back(&service);
  }
  return found;
}

bool has_ours(const Seen& seen, const Service& service);

/// Whether mail that comes in here has to pass posternd here: it comes from outside, by SMTP, and is not looked at
/// elsewhere (before or after a content filter, or never, since its senders have logged in).
bool must_have_ours(const Seen& seen, const Service& service);

/// Where mail from outside comes in: a door to knock at.
struct Door {
  std::string host;
  std::uint16_t port = 0;
  bool meets_ours = false;     ///< what comes in there passes posternd, at the door or behind its content filter
  bool before_filter = false;  ///< it goes through a content filter
};
/// That at port 25, else the first. None without an MTA, or where no door has a port.
std::optional<Door> outer_door(const Seen& seen);

/// `smtp inet, submission inet`.
std::string names_of(const Services& services);

/// How the MTA's configuration names posternd's own socket, for the `-e` of postconf or for sendmail.mc.
std::string socket_for_mta(const Seen& seen);

/// What an administrator types to set parameters of main.cf: `postconf -e 'smtpd_milters = …'`, with the folder where
/// it is not the usual one.
std::string postconf_line(const MtaFacts& mta, const std::string& setting);

}  // namespace postern::admin::doctor
