#include <yaml-cpp/yaml.h>

#include "admin/service/rules_document.hpp"
#include "policy/quantity.hpp"

namespace postern::admin {
namespace {

void put(YAML::Emitter& out, const char* key, const std::string& value) {
  if (!value.empty()) out << YAML::Key << key << YAML::Value << value;
}

void put(YAML::Emitter& out, const char* key, const std::optional<policy::Day>& day) {
  if (day) put(out, key, policy::to_text(*day));
}

void put(YAML::Emitter& out, const char* key, const std::optional<std::chrono::sys_seconds>& instant) {
  if (instant) put(out, key, policy::to_text(*instant));
}

void put(YAML::Emitter& out, const char* key, const std::vector<std::string>& values) {
  if (values.empty()) return;
  out << YAML::Key << key << YAML::Value << YAML::Flow << YAML::BeginSeq;
  for (const std::string& value : values) out << value;
  out << YAML::EndSeq;
}

void put(YAML::Emitter& out, const char* key, std::optional<policy::Action> action) {
  if (action) put(out, key, std::string(policy::to_text(*action)));
}

void begin(YAML::Emitter& out, const char* key) {
  out << YAML::Key << key << YAML::Value << YAML::BeginMap;
}

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

void write_hours(YAML::Emitter& out, const std::vector<policy::ContactHours>& hours) {
  if (hours.empty()) return;
  out << YAML::Key << "hours" << YAML::Value << YAML::BeginSeq;
  for (const policy::ContactHours& one : hours) {
    out << YAML::BeginMap << YAML::Key << "days" << YAML::Value << YAML::Flow << YAML::BeginSeq;
    for (const std::chrono::weekday day : one.days) out << std::string(policy::to_text(day));
    out << YAML::EndSeq;
    out << YAML::Key << "from" << YAML::Value << YAML::DoubleQuoted << policy::time_of_day(one.from);
    out << YAML::Key << "to" << YAML::Value << YAML::DoubleQuoted << policy::time_of_day(one.to);
    out << YAML::EndMap;
  }
  out << YAML::EndSeq;
}

void write_volume(YAML::Emitter& out, const std::optional<policy::Volume>& volume) {
  if (!volume) return;
  begin(out, "volume");
  out << YAML::Key << "messages" << YAML::Value << volume->messages;
  put(out, "per", std::string(policy::to_text(volume->per)));
  out << YAML::EndMap;
}

void write_access(YAML::Emitter& out, const policy::CouncillorAccess& access) {
  switch (access.kind) {
    case policy::CouncillorAccess::Kind::undecided:
      return;
    case policy::CouncillorAccess::Kind::all:
      return put(out, "councillors", std::string("all"));
    case policy::CouncillorAccess::Kind::none:
      return put(out, "councillors", std::string("none"));
    case policy::CouncillorAccess::Kind::only:
      begin(out, "councillors");
      out << YAML::Key << "only" << YAML::Value << YAML::Flow << access.addresses << YAML::EndMap;
      return;
    case policy::CouncillorAccess::Kind::alternative:
      begin(out, "councillors");
      out << YAML::Key << "alternative" << YAML::Value
          << (access.addresses.empty() ? std::string() : access.addresses.front()) << YAML::EndMap;
      return;
  }
}

void write_terms(YAML::Emitter& out, const policy::Terms& terms) {
  begin(out, "email");
  put(out, "action", terms.action);
  put(out, "managers", terms.managers);
  if (terms.any_contact) {
    put(out, "contacts", std::string("any"));
  } else {
    put(out, "contacts", terms.contacts);
  }
  write_hours(out, terms.hours);
  put(out, "outside_hours", terms.outside_hours);
  write_volume(out, terms.volume);
  put(out, "beyond_volume", terms.beyond_volume);
  write_access(out, terms.councillors);
  put(out, "councillors_reason", terms.councillors_reason);
  if (terms.remind) out << YAML::Key << "remind" << YAML::Value << true;
  if (terms.remind_every) put(out, "remind_every", policy::to_text(*terms.remind_every));
  put(out, "reply", terms.reply);
  out << YAML::EndMap;
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

template <class T>
void write_list(YAML::Emitter& out, const char* key, const std::vector<T>& entries,
                void (*write)(YAML::Emitter&, const T&)) {
  if (entries.empty()) return;
  out << YAML::Key << key << YAML::Value << YAML::BeginSeq;
  for (const T& entry : entries) write(out, entry);
  out << YAML::EndSeq;
}

void write_journal(YAML::Emitter& out, const policy::Restriction& restriction) {
  write_list<policy::Review>(out, "reviews", restriction.reviews, write_entry);
  write_list<policy::Representation>(out, "representations", restriction.representations, write_entry);
  write_list<policy::Note>(out, "notes", restriction.notes, write_entry);
  write_emergency(out, restriction.emergency);
  write_proposal(out, restriction.proposal);
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
