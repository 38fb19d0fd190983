// Envelope senders that a forwarder or a bounce tag rewrote: SRS (SRS0=, SRS1=) and BATV (prvs=). Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "policy/address/address.hpp"

namespace postern::policy {

/// The sender inside `SRS0=HHH=TT=example.org=alex@forwarder`, `SRS1=HHH=first==HHH=TT=example.org=alex@second` or
/// `prvs=TTTTTTTT=alex@example.org` (separators `=`, `+` or `-` after the first tag, any case); nothing otherwise.
/// Hashes are not checked: a forged one can only make a message match, and it names the address anyway.
std::optional<Mailbox> original_sender(const Mailbox& envelope_sender);

}  // namespace postern::policy
