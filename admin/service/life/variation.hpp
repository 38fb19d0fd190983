// Other terms for a restriction. As step.hpp.
// Implemented in: variation.cpp, new_terms.cpp
#pragma once
#include <string>

#include "admin/service/document/rules_document.hpp"
#include "admin/service/life/step.hpp"

namespace postern::admin {

/// What `vary` reads: a rules document with one restriction, or its `email` alone.
struct NewTerms {
  policy::Terms terms;
  std::optional<policy::Restriction> written;  ///< the whole entry, where there is one
};
policy::Result<NewTerms> read_new_terms(std::string_view text, const std::string& name);

/// In force: the terms become a proposal, which waits until it is authorised; the terms in force again take it back.
/// Before that: they become the terms of the draft, which must be authorised and told anew. An entry that differs from
/// the log in anything else is refused.
policy::Result<Stepped> vary(db::CentralLog& log, const Target& target, const NewTerms& wanted, const std::string& why,
                             const Acting& acting);

}  // namespace postern::admin
