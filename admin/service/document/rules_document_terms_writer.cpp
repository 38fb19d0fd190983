#include "admin/service/document/rules_document_emitter.hpp"
#include "policy/time/quantity.hpp"

namespace postern::admin {
namespace {

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

}  // namespace

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

}  // namespace postern::admin
