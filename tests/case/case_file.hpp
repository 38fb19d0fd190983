// The text cases (README.md beside this file has the grammar): read, not yet decided. Plain values.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "case/case_line.hpp"
#include "mail/header_field.hpp"
#include "policy/decision/message.hpp"
#include "policy/decision/rules.hpp"

namespace postern::cases {

struct Settings {
  bool at_border = true;
  bool exempt_authenticated = true;
  bool closed_today = false;  ///< the day on which the message comes, and the next one, have no hours
  std::vector<policy::IdentityKind> identities = {policy::IdentityKind::envelope, policy::IdentityKind::from,
                                                  policy::IdentityKind::sender, policy::IdentityKind::reply_to};
};

/// What is in force when the message comes. Choices stand with their councillors.
struct Ground {
  policy::Rules rules;
  Settings settings;
};

struct Mail {
  std::string envelope_sender;  ///< as written; `<>` is the null sender
  std::vector<std::string> recipients;
  std::vector<mail::HeaderField> header;
  bool authenticated = false;
  bool report = false;
  bool smtputf8 = false;
  std::optional<std::chrono::sys_seconds> at;
  std::vector<std::pair<policy::Reference, unsigned>> used;  ///< messages that have counted before it
};

struct Expected {
  std::string place, recipient;
  policy::Action action;
  policy::Rule rule;
  std::string reference;  ///< empty: not looked at
};
struct Arrives {
  std::string place, recipient;
  std::vector<std::string> originals;  ///< whom the forwarded copy names; empty: not looked at
  std::vector<std::string> with;
  std::vector<std::string> without;
};
struct Kept {
  std::string place, recipient;
  std::string status = "kept";  ///< or `refused` or `held`
};
struct Replied {
  std::string place, recipient;  ///< empty: at the end of the data
  std::string code, text;
};
struct Nothing {
  std::string place, recipient;
};

struct Case {
  std::string place, title;
  Ground ground;
  Mail mail;
  std::vector<Expected> expected;
  std::vector<Arrives> arrives;
  std::vector<Nothing> nothing;
  std::vector<Kept> kept;
  std::vector<Replied> replied;
};

/// All cases of one file. Throws BrokenCase.
std::vector<Case> cases_in(std::string_view text, const std::string& file);
/// All cases of all files `*.case` in `folder`, by name. Throws BrokenCase, also where there are none.
std::vector<Case> cases_of_folder(const std::string& folder);

}  // namespace postern::cases
