#include "admin/service/document/rules_document_emitter.hpp"

namespace postern::admin {
namespace {

void write_entry(YAML::Emitter& out, const policy::Review& review) {
  out << YAML::BeginMap;
  put(out, "on", review.on);
  put(out, "by", review.by);
  put(out, "outcome", std::string(policy::to_text(review.outcome)));
  put(out, "note", review.note);
  put(out, "next", review.next);
  out << YAML::EndMap;
}

void write_entry(YAML::Emitter& out, const policy::Representation& one) {
  out << YAML::BeginMap;
  put(out, "on", one.on);
  put(out, "text", one.text);
  put(out, "outcome", one.outcome);
  put(out, "by", one.by);
  put(out, "outcome_on", one.outcome_on);
  out << YAML::EndMap;
}

void write_entry(YAML::Emitter& out, const policy::Note& note) {
  out << YAML::BeginMap;
  put(out, "on", note.on);
  put(out, "by", note.by);
  put(out, "text", note.text);
  if (note.change_of_circumstances) out << YAML::Key << "change_of_circumstances" << YAML::Value << true;
  out << YAML::EndMap;
}

void write_emergency(YAML::Emitter& out, const std::optional<policy::Emergency>& emergency) {
  if (!emergency) return;
  begin(out, "emergency");
  put(out, "by", emergency->by);
  put(out, "at", emergency->at);
  put(out, "why", emergency->why);
  put(out, "completed", emergency->completed);
  out << YAML::EndMap;
}

void write_proposal(YAML::Emitter& out, const std::optional<policy::Proposal>& proposal) {
  if (!proposal) return;
  begin(out, "proposal");
  put(out, "drafted_by", proposal->drafted_by);
  put(out, "on", proposal->on);
  put(out, "why", proposal->why);
  write_terms(out, proposal->terms);
  out << YAML::EndMap;
}

}  // namespace

void write_journal(YAML::Emitter& out, const policy::Restriction& restriction) {
  write_list<policy::Review>(out, "reviews", restriction.reviews, write_entry);
  write_list<policy::Representation>(out, "representations", restriction.representations, write_entry);
  write_list<policy::Note>(out, "notes", restriction.notes, write_entry);
  write_emergency(out, restriction.emergency);
  write_proposal(out, restriction.proposal);
}

}  // namespace postern::admin
