// Envelope senders that a forwarder or a bounce tag rewrote: SRS (also Exchange Online's), BATV and its kin. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "policy/address/address.hpp"

namespace postern::policy {

/// The senders inside, the outermost first, one inside the other at most four deep; nothing where there is none:
/// `SRS0=HHH=TT=example.org=alex@forwarder`, `SRS1=HHH=first==HHH=TT=example.org=alex@second` (separators `=`, `+` or
/// `-` after the first tag), `bob+SRS=HHHHH=TT=example.org=alex@forwarder` (Exchange Online: the last two parts),
/// `prvs=TTTTTTTT=alex@example.org` and of old `prvs=alex/TTTTTTTT@example.org`, `btv1==TAG==alex@example.org`
/// (Barracuda), `msprvs1=TAG=alex@example.org`; in any case of letters.
/// Hashes are not checked: a forged one can only make a message match, and it names the address anyway.
std::vector<Mailbox> original_senders(const Mailbox& envelope_sender);

/// Whether the mailbox before the `+` is only where the message was forwarded from: `bob+SRS=…@forwarder`, and
/// Gmail's `bob+caf_=tax=york.gov.uk@gmail.com`. Bob did not write it, so the address must not be cut to bob's.
bool names_forwarder(const Mailbox& envelope_sender);

}  // namespace postern::policy
