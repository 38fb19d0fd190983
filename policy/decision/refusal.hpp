// The words of a refusal (interfaces.md, On the wire): whom to write to, never a reason. Pure.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "policy/address/address.hpp"
#include "policy/record/council.hpp"

namespace postern::policy {

/// `own` as it is where it is not empty; else the council's default, with {contact} replaced by the first of
/// `contacts`, else by the address for representations, else by the postmaster. One line of UTF-8; the engine makes it
/// fit the wire.
std::string refusal_text(std::string_view own, std::span<const Address> contacts, const Council& council);

}  // namespace postern::policy
