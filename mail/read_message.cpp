#include "mail/read_message.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "mail/automatic.hpp"
#include "mail/envelope_path.hpp"
#include "mail/identities.hpp"

namespace postern::mail {

std::vector<policy::Identity> senders(const EnvelopeSender& sender, const Reading& reading) {
  const auto& kinds = reading.identities;
  if (std::find(kinds.begin(), kinds.end(), policy::IdentityKind::envelope) == kinds.end()) return {};
  return envelope_identities(sender.raw, reading.address_rules, sender.by_mta);
}

Writers writers(const EnvelopeSender& sender, std::span<const HeaderField> header, const Reading& reading) {
  Writers found;
  found.identities = senders(sender, reading);
  auto in_header = header_identities(header, reading.identities, reading.address_rules, reading.limit);
  found.identities.insert(found.identities.end(), std::make_move_iterator(in_header.found.begin()),
                          std::make_move_iterator(in_header.found.end()));
  found.excessive = in_header.excessive;
  found.delivery_report = without_brackets(std::string(sender.raw)).empty() && is_report(header);
  return found;
}

policy::Message message_of(Writers writers) {
  return {std::move(writers.identities), {}, writers.delivery_report};
}

Particulars particulars(const EnvelopeSender& sender, std::span<const HeaderField> header,
                        std::span<const policy::Identity> identities, const Reading& reading) {
  Particulars known;
  known.message_id = message_id(header);
  known.domains = authenticated_domains(header, reading.authserv_ids);
  for (const policy::Identity& identity : identities) {
    if (is_authenticated(identity.address, known.domains)) known.authenticated.push_back(identity.address);
  }
  known.automatic = !automatic_by_sender(sender.raw).empty() || !automatic_by_header(header).empty();
  return known;
}

}  // namespace postern::mail
