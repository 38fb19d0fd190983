// Every state and every step: what is allowed, what is refused, and that a refusal leaves everything as it was.
#include <map>

#include "db/chain/audit.hpp"
#include "unit/admin/life.hpp"

using namespace postern;
using namespace postern::test;

namespace {

using Answer = policy::Result<admin::Stepped>;

struct TableStep {
  std::string name;
  std::function<Answer(Desk&)> take;
  std::string allowed;  ///< a letter a state, in the order of kStates: + allowed, - refused
};

admin::ReviewMade reviewed(policy::Outcome outcome) {
  return {kOfficer, outcome, "Looked at", std::nullopt};
}

// States: draft, authorised, in force, in force with a proposal, an emergency, lifted, declined.
const std::vector<TableStep> kSteps{
    {"authorise", [](Desk& d) { return admin::authorise(*d.store, kRef, decision("2026-11-02", "New"), d.acting); },
     "+--++--"},
    {"activate", [](Desk& d) { return admin::activate(*d.store, kRef, std::nullopt, d.acting); }, "-------"},
    {"inform",
     [](Desk& d) {
       return admin::inform(*d.store, kRef, {day("2026-11-02"), "letter", ""}, d.acting);
     },
     "-++++--"},
    {"vary",
     [](Desk& d) { return admin::vary(*d.store, kRef, new_terms("{action: reject, councillors: all}"), "", d.acting); },
     "++++---"},
    {"review and maintain",
     [](Desk& d) { return admin::review(*d.store, kRef, reviewed(policy::Outcome::maintain), d.acting); }, "--+++--"},
    {"review and vary",
     [](Desk& d) { return admin::review(*d.store, kRef, reviewed(policy::Outcome::vary), d.acting); }, "--+++--"},
    {"review and lift",
     [](Desk& d) { return admin::review(*d.store, kRef, reviewed(policy::Outcome::lift), d.acting); }, "--+++--"},
    {"represent",
     [](Desk& d) {
       return admin::represent(*d.store, kRef, {day("2026-11-02"), "Unfair", "", ""}, d.acting);
     },
     "-+++++-"},
    {"note", [](Desk& d) { return admin::add_note(*d.store, kRef, "A note", false, d.acting); }, "+++++++"},
    {"note a change of circumstances",
     [](Desk& d) { return admin::add_note(*d.store, kRef, "Repaired", true, d.acting); }, "--+++--"},
    {"legal hold on", [](Desk& d) { return admin::set_legal_hold(*d.store, kRef, true, "Court", d.acting); },
     "+++++++"},
    {"legal hold off", [](Desk& d) { return admin::set_legal_hold(*d.store, kRef, false, "Court", d.acting); },
     "-------"},
    {"add an address",
     [](Desk& d) { return admin::add_address(*d.store, kRef, "alex@example.net", "The same", d.acting); }, "+++++--"},
    {"lift", [](Desk& d) { return admin::lift(*d.store, kRef, kOfficer, "Kept to it", d.acting); }, "+++++--"},
    {"decline", [](Desk& d) { return admin::decline(*d.store, kRef, kOfficer, "Not needed", d.acting); }, "++-----"},
};

void check_chain(Desk& desk) {
  db::AuditHead head = db::no_entries();
  for (const db::AuditEntry& entry : desk.audit()) {
    CHECK(db::fault_of(entry, head).empty());
    head = {entry.sequence, entry.hash};
  }
}

}  // namespace

TEST_CASE("every step from every state is taken or refused as the table says", "[admin][life]") {
  for (const TableStep& step : kSteps) {
    for (std::size_t i = 0; i < kStates.size(); ++i) {
      INFO(step.name << " from " << in_words(kStates[i]));
      Desk desk;
      bring_to(desk, kStates[i]);
      if (step.allowed[i] == '+') {
        taken(desk, [&] { return step.take(desk); });
      } else {
        CHECK_FALSE(refusal<admin::Stepped>(desk, [&] { return step.take(desk); }).empty());
      }
      check_chain(desk);
    }
  }
}

TEST_CASE("every step on a reference that does not exist is refused with that line", "[admin][life]") {
  for (const TableStep& step : kSteps) {
    INFO(step.name);
    Desk desk;
    CHECK(refusal<admin::Stepped>(desk, [&] { return step.take(desk); }) ==
          std::vector<std::string>{"RCC-2026-0001: there is no such restriction"});
  }
}

TEST_CASE("each step has a word of its own in the audit trail", "[admin][life]") {
  std::map<std::string, std::string> words;
  for (const TableStep& step : kSteps) {
    const std::size_t state = step.allowed.find('+');
    if (state == std::string::npos) continue;
    Desk desk;
    bring_to(desk, kStates[state]);
    taken(desk, [&] { return step.take(desk); });
    words[step.name] = desk.audit().back().action;
  }
  CHECK(words == std::map<std::string, std::string>{{"authorise", "authorised"},
                                                    {"inform", "informed"},
                                                    {"vary", "varied"},
                                                    {"review and maintain", "reviewed"},
                                                    {"review and vary", "reviewed"},
                                                    {"review and lift", "lifted"},
                                                    {"represent", "represented"},
                                                    {"note", "noted"},
                                                    {"note a change of circumstances", "circumstances-changed"},
                                                    {"legal hold on", "hold-begun"},
                                                    {"add an address", "address-added"},
                                                    {"lift", "lifted"},
                                                    {"decline", "declined"}});
}
