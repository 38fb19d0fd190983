#include "case/mismatches.hpp"

#include <algorithm>

namespace postern::cases {
namespace {

using Lines = std::vector<std::string>;

bool contains(const Lines& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

std::string joined(const Lines& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : " ") + text;
  return all.empty() ? "nothing" : all;
}

std::string in_words(const policy::Decision& decision) {
  return std::string(to_text(decision.action)) + " " + std::string(to_text(decision.rule)) + " " +
         decision.restriction.value_or("");
}

void check_decision(Lines& lines, const Expected& wanted, const Outcome& outcome) {
  const policy::Address recipient = address(wanted.recipient, wanted.place);
  const auto& all = outcome.decisions;
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.recipient == recipient; });
  if (found == all.end()) {
    lines.push_back(wanted.place + ": " + wanted.recipient + " is no recipient");
  } else if (found->action != wanted.action || found->rule != wanted.rule ||
             (!wanted.reference.empty() && found->restriction.value_or("") != wanted.reference)) {
    lines.push_back(wanted.place + ": decided " + in_words(*found));
  }
}

Lines texts_of(const std::vector<policy::Address>& addresses) {
  Lines texts;
  for (const policy::Address& one : addresses) texts.push_back(one.text());
  std::sort(texts.begin(), texts.end());
  return texts;
}

/// `with X-Postern-Junk` stands for a junk copy with all that marks one.
bool has_just(const Lines& fields, const Lines& wanted) {
  return wanted.empty() ? fields.empty() : std::all_of(wanted.begin(), wanted.end(), [&](const std::string& field) {
    return contains(fields, field);
  });
}

void check_copy(Lines& lines, const Arrives& wanted, const Copy& copy) {
  if (!has_just(copy.fields, wanted.with)) lines.push_back(wanted.place + ": came with " + joined(copy.fields));
  for (const std::string& field : wanted.without) {
    if (contains(copy.fields, field)) lines.push_back(wanted.place + ": came with " + field);
  }
  std::vector<policy::Address> originals;
  for (const std::string& text : wanted.originals) originals.push_back(address(text, wanted.place));
  if (!originals.empty() && texts_of(originals) != texts_of(copy.originals)) {
    lines.push_back(wanted.place + ": came for " + joined(texts_of(copy.originals)));
  }
}

/// Every copy is one that an `arrives` speaks of; each of them has one copy of its own.
void check_copies(Lines& lines, const Case& one, std::vector<Copy> copies) {
  for (const Arrives& wanted : one.arrives) {
    const policy::Address recipient = address(wanted.recipient, wanted.place);
    const auto found =
        std::find_if(copies.begin(), copies.end(), [&](const Copy& copy) { return copy.recipient == recipient; });
    if (found == copies.end()) {
      lines.push_back(wanted.place + ": nothing arrived for " + wanted.recipient);
      continue;
    }
    check_copy(lines, wanted, *found);
    copies.erase(found);
  }
  for (const Copy& copy : copies) {
    lines.push_back(one.place + ": " + copy.recipient.text() + " got a copy of which the case says nothing");
  }
}

void check_nothing(Lines& lines, const Case& one, const Outcome& outcome) {
  for (const Nothing& wanted : one.nothing) {
    const policy::Address recipient = address(wanted.recipient, wanted.place);
    for (const Copy& copy : outcome.copies) {
      if (copy.recipient == recipient) lines.push_back(wanted.place + ": " + wanted.recipient + " got a copy");
    }
  }
}

void check_kept(Lines& lines, const Case& one, std::vector<KeptFor> kept) {
  for (const Kept& wanted : one.kept) {
    const policy::Address recipient = address(wanted.recipient, wanted.place);
    const auto found = std::find_if(kept.begin(), kept.end(), [&](const KeptFor& each) {
      return each.recipient == recipient && each.status == wanted.status;
    });
    if (found == kept.end()) {
      lines.push_back(wanted.place + ": nothing is " + wanted.status + " for " + wanted.recipient);
    } else {
      kept.erase(found);
    }
  }
  for (const KeptFor& each : kept) {
    lines.push_back(one.place + ": " + each.status + " for " + each.recipient.text() +
                    ", of which the case says nothing");
  }
}

/// Without a line about it a reply is 250.
void check_reply(Lines& lines, const Case& one, const std::string& recipient, const std::string& said) {
  Replied wanted{one.place, recipient, "250", {}};
  for (const Replied& each : one.replied) {
    if (each.recipient == recipient) wanted = each;
  }
  if (said.substr(0, 3) != wanted.code || said.find(wanted.text) == std::string::npos) {
    lines.push_back(wanted.place + ": " + (recipient.empty() ? "the end of the data" : recipient) + " was told " +
                    said);
  }
}

void check_replies(Lines& lines, const Case& one, const Outcome& outcome) {
  for (std::size_t i = 0; i < outcome.rcpt.size(); ++i) {
    check_reply(lines, one, one.mail.recipients[i], outcome.rcpt[i]);
    const std::string& told = outcome.rcpt[i] == "250" ? outcome.data : outcome.rcpt[i];
    if (outcome.explained[i] != told) lines.push_back(one.place + ": explain says " + outcome.explained[i]);
  }
  if (!outcome.data.empty()) check_reply(lines, one, {}, outcome.data);
  for (const Replied& each : one.replied) {
    const bool known = each.recipient.empty() ? !outcome.data.empty() : contains(one.mail.recipients, each.recipient);
    if (!known) lines.push_back(each.place + ": that was never asked");
  }
}

}  // namespace

Lines mismatches(const Case& one, const Outcome& outcome) {
  Lines lines;
  for (const Expected& wanted : one.expected) check_decision(lines, wanted, outcome);
  check_copies(lines, one, outcome.copies);
  check_nothing(lines, one, outcome);
  check_kept(lines, one, outcome.kept);
  check_replies(lines, one, outcome);
  return lines;
}

}  // namespace postern::cases
