// Every pair of treatments through plan(), where the path can refuse and where it cannot (decision.md 5).
#include <algorithm>
#include <map>

#include <catch2/catch.hpp>

#include "unit/policy/samples.hpp"

using namespace postern::policy;
using namespace postern::policy::samples;

namespace {

/// What is decided for one recipient, by the name that the table uses.
const std::map<std::string, Decision>& treatments() {
  static const auto all = [] {
    std::map<std::string, Decision> made;
    const auto add = [&](const char* name, Action action, const char* target) {
      Decision decision{.recipient = address(std::string(name) + "@york.gov.uk")};
      decision.action = action;
      decision.restriction = "RCC-2026-000" + std::to_string(made.size() + 1);
      if (*target != '\0') decision.forward_to = {address(target)};
      if (action == Action::reject) decision.reply = name;
      made.emplace(name, decision);
    };
    add("deliver", Action::deliver, "");
    add("junk", Action::junk, "");
    add("junk2", Action::junk, "");
    add("forward", Action::forward, "m@york.gov.uk");
    add("forward2", Action::forward, "n@york.gov.uk");
    add("hold", Action::hold, "");
    add("quarantine", Action::quarantine, "");
    add("reject", Action::reject, "");
    add("reject2", Action::reject, "");
    return made;
  }();
  return all;
}

/// `reject` for a share whose action is the decision's, `reject=quarantine` where it became another.
std::string named(const Share& share, const std::vector<std::string>& names) {
  std::string text;
  for (const std::size_t i : share.recipients) {
    text += (text.empty() ? "" : "&") + names[i];
    if (treatments().at(names[i]).action != share.treatment.action) {
      text += "=" + std::string(to_text(share.treatment.action));
    }
  }
  return text;
}

std::string in_words(const Plan& plan, const std::vector<std::string>& names) {
  std::string text = plan.verdict == Verdict::accept    ? "accept"
                     : plan.verdict == Verdict::discard ? "discard"
                                                        : "reject";
  if (!plan.reply.empty()) text += " saying " + plan.reply;
  if (plan.in_place) text += ", in place " + named(*plan.in_place, names);
  for (const Share& copy : plan.copies) text += ", copy " + named(copy, names);
  for (const Share& kept : plan.kept) text += ", keep " + named(kept, names);
  for (const std::size_t i : plan.removed) text += ", -" + names[i];
  for (const Address& added : plan.added) text += ", +" + std::string(added.local());
  return text;
}

struct TruthRow {
  const char* first;
  const char* second;
  const char* refusing;
  const char* keeping;  ///< where the path cannot refuse; empty: the same
};

// clang-format off
const std::vector<TruthRow> kTable{
    {"deliver", "deliver", "accept, in place deliver&deliver", ""},
    {"deliver", "junk", "accept, in place deliver, copy junk, -junk", ""},
    {"deliver", "forward", "accept, in place deliver, copy forward, -forward", ""},
    {"deliver", "hold", "accept, in place deliver, keep hold, -hold", ""},
    {"deliver", "quarantine", "accept, in place deliver, keep quarantine, -quarantine", ""},
    {"deliver", "reject", "accept, in place deliver, keep reject, -reject",
                          "accept, in place deliver, keep reject=quarantine, -reject"},
    {"junk", "deliver", "accept, in place deliver, copy junk, -junk", ""},
    {"junk", "junk", "accept, in place junk&junk", ""},
    {"junk", "junk2", "accept, in place junk, copy junk2, -junk2", ""},
    {"junk2", "junk", "accept, in place junk2, copy junk, -junk", ""},
    {"junk", "forward", "accept, in place junk, copy forward, -forward", ""},
    {"junk", "hold", "accept, in place junk, keep hold, -hold", ""},
    {"junk", "quarantine", "accept, in place junk, keep quarantine, -quarantine", ""},
    {"junk", "reject", "accept, in place junk, keep reject, -reject",
                       "accept, in place junk, keep reject=quarantine, -reject"},
    {"forward", "deliver", "accept, in place deliver, copy forward, -forward", ""},
    {"forward", "junk", "accept, in place junk, copy forward, -forward", ""},
    {"forward", "forward", "accept, in place forward&forward, -forward, -forward, +m", ""},
    {"forward", "forward2", "accept, in place forward, copy forward2, -forward, -forward2, +m", ""},
    {"forward2", "forward", "accept, in place forward2, copy forward, -forward2, -forward, +n", ""},
    {"forward", "hold", "accept, in place forward, keep hold, -forward, -hold, +m", ""},
    {"forward", "quarantine", "accept, in place forward, keep quarantine, -forward, -quarantine, +m", ""},
    {"forward", "reject", "accept, in place forward, keep reject, -forward, -reject, +m",
                          "accept, in place forward, keep reject=quarantine, -forward, -reject, +m"},
    {"hold", "deliver", "accept, in place deliver, keep hold, -hold", ""},
    {"hold", "junk", "accept, in place junk, keep hold, -hold", ""},
    {"hold", "forward", "accept, in place forward, keep hold, -hold, -forward, +m", ""},
    {"hold", "hold", "discard, keep hold&hold", ""},
    {"hold", "quarantine", "discard, keep hold, keep quarantine", ""},
    {"hold", "reject", "discard, keep hold, keep reject", "discard, keep hold, keep reject=quarantine"},
    {"quarantine", "deliver", "accept, in place deliver, keep quarantine, -quarantine", ""},
    {"quarantine", "junk", "accept, in place junk, keep quarantine, -quarantine", ""},
    {"quarantine", "forward", "accept, in place forward, keep quarantine, -quarantine, -forward, +m", ""},
    {"quarantine", "hold", "discard, keep quarantine, keep hold", ""},
    {"quarantine", "quarantine", "discard, keep quarantine&quarantine", ""},
    {"quarantine", "reject", "discard, keep quarantine, keep reject",
                             "discard, keep quarantine, keep reject=quarantine"},
    {"reject", "deliver", "accept, in place deliver, keep reject, -reject",
                          "accept, in place deliver, keep reject=quarantine, -reject"},
    {"reject", "junk", "accept, in place junk, keep reject, -reject",
                       "accept, in place junk, keep reject=quarantine, -reject"},
    {"reject", "forward", "accept, in place forward, keep reject, -reject, -forward, +m",
                          "accept, in place forward, keep reject=quarantine, -reject, -forward, +m"},
    {"reject", "hold", "discard, keep reject, keep hold", "discard, keep reject=quarantine, keep hold"},
    {"reject", "quarantine", "discard, keep reject, keep quarantine",
                             "discard, keep reject=quarantine, keep quarantine"},
    {"reject", "reject", "reject saying reject", "discard, keep reject=quarantine&reject=quarantine"},
    {"reject", "reject2", "reject saying reject", "discard, keep reject=quarantine, keep reject2=quarantine"},
    {"reject2", "reject", "reject saying reject2", "discard, keep reject2=quarantine, keep reject=quarantine"},
};
// clang-format on

std::string planned_row(const std::vector<std::string>& names, bool can_refuse) {
  std::vector<Decision> decisions;
  for (const std::string& name : names) decisions.push_back(treatments().at(name));
  return in_words(plan(decisions, Path{can_refuse}), names);
}

}  // namespace

TEST_CASE("each pair of treatments is carried out as the table says", "[policy][plan][truth-table]") {
  for (const TruthRow& row : kTable) {
    INFO(row.first << " and " << row.second);
    CHECK(planned_row({row.first, row.second}, true) == row.refusing);
    CHECK(planned_row({row.first, row.second}, false) == (*row.keeping == '\0' ? row.refusing : row.keeping));
  }
}

TEST_CASE("the table leaves no pair out", "[policy][plan][truth-table]") {
  for (const char* first : {"deliver", "junk", "forward", "hold", "quarantine", "reject"}) {
    for (const char* second : {"deliver", "junk", "forward", "hold", "quarantine", "reject"}) {
      INFO(first << " and " << second);
      CHECK(std::count_if(kTable.begin(), kTable.end(), [&](const TruthRow& row) {
              return std::string(row.first) == first && std::string(row.second) == second;
            }) == 1);
    }
  }
}

TEST_CASE("each treatment alone", "[policy][plan][truth-table]") {
  CHECK(planned_row({"deliver"}, true) == "accept, in place deliver");
  CHECK(planned_row({"junk"}, true) == "accept, in place junk");
  CHECK(planned_row({"forward"}, true) == "accept, in place forward, -forward, +m");
  CHECK(planned_row({"hold"}, true) == "discard, keep hold");
  CHECK(planned_row({"quarantine"}, true) == "discard, keep quarantine");
  CHECK(planned_row({"reject"}, true) == "reject saying reject");
  CHECK(planned_row({"reject"}, false) == "discard, keep reject=quarantine");
}

TEST_CASE("all treatments in one message", "[policy][plan][truth-table]") {
  CHECK(planned_row({"reject", "quarantine", "hold", "forward", "forward2", "junk", "deliver"}, true) ==
        "accept, in place deliver, copy forward, copy forward2, copy junk, keep reject, keep quarantine, keep hold, "
        "-reject, -quarantine, -hold, -forward, -forward2, -junk");
}
