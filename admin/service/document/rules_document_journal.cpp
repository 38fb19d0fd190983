// What happened to a restriction since it was drafted, from its map.
#include "admin/service/document/rules_document_reader.hpp"

namespace postern::admin {
namespace {

policy::Review read_review(conf::YamlMap& map) {
  policy::Review review;
  review.on = day_of(map, "on");
  review.by = text_of(map, "by");
  if (const auto outcome = map.one_of("outcome", {"maintain", "vary", "lift"})) {
    review.outcome = *policy::outcome_from_text(*outcome);
  } else if (map.node().find("outcome") == nullptr) {
    map.problem("outcome", "is needed; allowed: maintain, vary, lift");
  }
  review.note = text_of(map, "note");
  review.next = day_of(map, "next");
  map.finish();
  return review;
}

policy::Representation read_representation(conf::YamlMap& map) {
  policy::Representation one{day_of(map, "on"), text_of(map, "text"), text_of(map, "outcome"), text_of(map, "by"),
                             day_of(map, "outcome_on")};
  map.finish();
  return one;
}

policy::Note read_note(conf::YamlMap& map) {
  policy::Note note{day_of(map, "on"), text_of(map, "by"), text_of(map, "text"),
                    map.boolean("change_of_circumstances").value_or(false)};
  map.finish();
  return note;
}

policy::Emergency read_emergency(conf::YamlMap& map) {
  policy::Emergency emergency{text_of(map, "by"), instant_of(map, "at"), text_of(map, "why"),
                              instant_of(map, "completed")};
  map.finish();
  return emergency;
}

policy::Proposal read_proposal(conf::YamlMap& map) {
  policy::Proposal proposal{text_of(map, "drafted_by"), day_of(map, "on"), text_of(map, "why"), {}};
  map.map("email", [&](conf::YamlMap& email) { proposal.terms = read_terms(email); });
  if (map.node().find("email") == nullptr) map.problem("email", "is needed: the terms that are proposed");
  map.finish();
  return proposal;
}

}  // namespace

void read_journal(conf::YamlMap& map, policy::Restriction& restriction) {
  map.maps("reviews", [&](conf::YamlMap& one) { restriction.reviews.push_back(read_review(one)); });
  map.maps("representations",
           [&](conf::YamlMap& one) { restriction.representations.push_back(read_representation(one)); });
  map.maps("notes", [&](conf::YamlMap& one) { restriction.notes.push_back(read_note(one)); });
  map.map("emergency", [&](conf::YamlMap& one) { restriction.emergency = read_emergency(one); });
  map.map("proposal", [&](conf::YamlMap& one) { restriction.proposal = read_proposal(one); });
}

}  // namespace postern::admin
