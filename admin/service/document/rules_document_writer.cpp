#include "admin/service/document/rules_document.hpp"
#include "admin/service/document/rules_document_emitter.hpp"

namespace postern::admin {
namespace {

void write_person(YAML::Emitter& out, const char* key, const char* name_key,
                  const std::optional<policy::Person>& person) {
  if (!person) return;
  begin(out, key);
  put(out, name_key, person->name);
  put(out, "contact", person->contact);
  out << YAML::EndMap;
}

void write_customer(YAML::Emitter& out, const policy::Restriction& restriction) {
  begin(out, "customer");
  put(out, "name", restriction.customer_name);
  begin(out, "identifiers");
  put(out, "email", restriction.email);
  put(out, "telephone", restriction.telephone);
  out << YAML::EndMap << YAML::EndMap;
}

void write_warnings(YAML::Emitter& out, const std::vector<policy::Warning>& warnings) {
  if (warnings.empty()) return;
  out << YAML::Key << "warnings" << YAML::Value << YAML::BeginSeq;
  for (const policy::Warning& warning : warnings) {
    out << YAML::BeginMap;
    put(out, "on", warning.on);
    put(out, "by", warning.by);
    put(out, "note", warning.note);
    out << YAML::EndMap;
  }
  out << YAML::EndSeq;
}

void write_authorised(YAML::Emitter& out, const std::optional<policy::Authorisation>& authorised) {
  if (!authorised) return;
  begin(out, "authorised");
  put(out, "by", authorised->by);
  put(out, "on", authorised->on);
  put(out, "evidence", authorised->evidence);
  out << YAML::EndMap;
}

void write_informed(YAML::Emitter& out, const std::optional<policy::Informed>& informed) {
  if (!informed) return;
  begin(out, "informed");
  put(out, "on", informed->on);
  put(out, "how", informed->how);
  put(out, "by", informed->by);
  out << YAML::EndMap;
}

void write_ended(YAML::Emitter& out, const std::optional<policy::Ended>& ended) {
  if (!ended) return;
  begin(out, "ended");
  put(out, "on", ended->on);
  put(out, "by", ended->by);
  put(out, "how", std::string(policy::to_text(ended->how)));
  put(out, "why", ended->why);
  out << YAML::EndMap;
}

void write_channels(YAML::Emitter& out, const policy::Restriction& restriction) {
  if (restriction.other_channels.empty()) return;
  begin(out, "other_channels");
  for (const auto& [channel, arranged] : restriction.other_channels) {
    out << YAML::Key << channel << YAML::Value << arranged;
  }
  out << YAML::EndMap;
}

void write_restriction(YAML::Emitter& out, const policy::Restriction& restriction) {
  out << YAML::BeginMap;
  put(out, "reference", restriction.reference);
  write_customer(out, restriction);
  write_person(out, "support_worker", "name", restriction.support_worker);
  write_person(out, "requested_by", "service", restriction.requested_by);
  put(out, "drafted_by", restriction.drafted_by);
  put(out, "reasons", restriction.reasons);
  write_warnings(out, restriction.warnings);
  put(out, "no_warning_because", restriction.no_warning_because);
  put(out, "measures_considered", restriction.measures_considered);
  write_terms(out, restriction.terms);
  write_channels(out, restriction);
  write_authorised(out, restriction.authorised);
  write_informed(out, restriction.informed);
  put(out, "starts", restriction.starts);
  put(out, "ends", restriction.ends);
  put(out, "review_by", restriction.review_by);
  if (restriction.legal_hold) out << YAML::Key << "legal_hold" << YAML::Value << true;
  put(out, "status", std::string(policy::to_text(restriction.status)));
  write_ended(out, restriction.ended);
  write_journal(out, restriction);
  out << YAML::EndMap;
}

void write_choice(YAML::Emitter& out, const policy::Choice& choice) {
  out << YAML::BeginMap;
  put(out, "customer", choice.customer);
  if (choice.action == policy::Action::forward) {
    begin(out, "action");
    put(out, "forward", choice.forward_to);
    out << YAML::EndMap;
  } else {
    put(out, "action", choice.action);
  }
  put(out, "since", choice.since);
  put(out, "because", choice.because);
  put(out, "asked_by", choice.asked_by);
  out << YAML::EndMap;
}

void write_councillor(YAML::Emitter& out, const policy::Councillor& councillor) {
  out << YAML::BeginMap;
  put(out, "name", councillor.name);
  put(out, "ward", councillor.ward);
  put(out, "addresses", councillor.addresses);
  if (!councillor.choices.empty()) {
    out << YAML::Key << "choices" << YAML::Value << YAML::BeginSeq;
    for (const policy::Choice& choice : councillor.choices) write_choice(out, choice);
    out << YAML::EndSeq;
  }
  out << YAML::EndMap;
}

void write_protected(YAML::Emitter& out, const policy::ProtectedAddress& entry) {
  out << YAML::BeginMap;
  put(out, "address", entry.address);
  put(out, "why", entry.why);
  out << YAML::EndMap;
}

/// yaml-cpp escapes every control character but DEL, which it puts between double quotes as it is.
std::string with_delete_escaped(std::string_view yaml) {
  std::string text;
  for (const char c : yaml) {
    if (c == 0x7F) {
      text += "\\x7f";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

std::string write_rules_document(const RulesDocument& document) {
  YAML::Emitter out;
  out << YAML::BeginMap;
  write_list(out, "restrictions", document.restrictions, write_restriction);
  write_list(out, "councillors", document.councillors, write_councillor);
  write_list(out, "protected", document.protected_addresses, write_protected);
  out << YAML::EndMap;
  return with_delete_escaped({out.c_str(), out.size()}) + "\n";
}

}  // namespace postern::admin
