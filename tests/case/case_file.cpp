#include "case/case_file.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "case/case_ground.hpp"
#include "policy/time/day.hpp"

namespace postern::cases {
namespace {

mail::HeaderField header_field(Line& line) {
  const std::string text = line.rest();
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos || colon == 0) line.broken("a header field has a name, a colon and a value");
  return {text.substr(0, colon), text.substr(colon + 1)};
}

std::chrono::sys_seconds instant(Line& line) {
  const std::string text = line.word("the time");
  const auto instant = policy::instant_from_text(text);
  if (!instant) line.broken("no time is " + text);
  return *instant;
}

std::pair<policy::Reference, unsigned> used(Line& line) {
  const unsigned count = line.number();
  if (!line.skip("of")) line.broken("`of` and the reference are missing");
  return {line.word("the reference"), count};
}

std::string path(Line& line) {
  return line.skip("<>") ? "<>" : line.address();
}

bool read_mail(Mail& mail, const std::string& what, Line& line) {
  if (what == "mail") {
    if (!mail.envelope_sender.empty()) line.broken("a case has one message");
    mail.envelope_sender = path(line);
  } else if (what == "rcpt") {
    mail.recipients.push_back(line.address());
  } else if (what == "header") {
    mail.header.push_back(header_field(line));
  } else if (what == "auth") {
    mail.authenticated = !line.word("the login name").empty();
  } else if (what == "report") {
    mail.report = true;
  } else if (what == "smtputf8") {
    mail.smtputf8 = true;
  } else if (what == "at") {
    mail.at = instant(line);
  } else if (what == "used") {
    mail.used.push_back(used(line));
  } else {
    return false;
  }
  line.end();
  return true;
}

Expected expected(Line& line) {
  Expected one{line.place(), line.address(), line.action(), line.rule(), {}};
  if (!line.at_end()) one.reference = line.word("the reference");
  return one;
}

Arrives arrives(Line& line) {
  Arrives one{line.place(), line.address(), {}, {}, {}};
  while (!line.at_end()) {
    if (line.skip("for")) {
      one.originals = line.addresses();
    } else if (line.skip("with")) {
      one.with.push_back(line.word("the field"));
    } else if (line.skip("without")) {
      one.without.push_back(line.word("the field"));
    } else {
      line.end();
    }
  }
  return one;
}

Kept kept(Line& line) {
  if (!line.skip("for")) line.broken("`for` and an address are missing");
  Kept one{line.place(), line.address()};
  if (line.skip("as")) one.status = line.word("kept, refused or held");
  if (one.status != "kept" && one.status != "refused" && one.status != "held") {
    line.broken("mail is kept as kept, refused or held");
  }
  return one;
}

Replied replied(Line& line) {
  Replied one{line.place(), {}, {}, {}};
  if (!line.skip("data")) one.recipient = line.address();
  one.code = line.word("the reply");
  if (one.code != "250" && one.code != "550") line.broken("the reply is 250 or 550, not " + one.code);
  one.text = line.rest();
  return one;
}

bool read_outcome(Case& one, const std::string& what, Line& line) {
  if (what == "expect") {
    one.expected.push_back(expected(line));
  } else if (what == "arrives") {
    one.arrives.push_back(arrives(line));
  } else if (what == "kept") {
    one.kept.push_back(kept(line));
  } else if (what == "reply") {
    one.replied.push_back(replied(line));
  } else if (what == "nothing") {
    if (!line.skip("for")) line.broken("`for` and an address are missing");
    one.nothing.push_back({line.place(), line.address()});
  } else {
    return false;
  }
  line.end();
  return true;
}

bool is_ascii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 128; });
}

void check_whole(const Case& one) {
  const auto broken = [&](const std::string& why) { throw BrokenCase(one.place + ": " + why); };
  const Mail& mail = one.mail;
  if (mail.envelope_sender.empty()) broken("the case has no mail");
  if (mail.recipients.empty()) broken("the case has no rcpt");
  if (one.expected.empty()) broken("the case expects nothing");
  bool ascii = is_ascii(mail.envelope_sender);
  for (const std::string& recipient : mail.recipients) ascii = ascii && is_ascii(recipient);
  for (const mail::HeaderField& field : mail.header) ascii = ascii && is_ascii(field.value);
  if (!ascii && !mail.smtputf8) broken("the message is not in ASCII: mark the case smtputf8");
}

void read_line(Case& one, bool in_case, Line& line) {
  const std::string what = line.word("a word");
  if (read_ground(one.ground, what, line)) return;
  if (!in_case) line.broken(what + " stands above the first title");
  if (!read_mail(one.mail, what, line) && !read_outcome(one, what, line)) line.broken("no line begins with " + what);
}

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

std::vector<Case> cases_in(std::string_view text, const std::string& file) {
  std::vector<Case> cases;
  Case common;
  std::istringstream lines{std::string(text)};
  std::string written;
  for (std::size_t number = 1; std::getline(lines, written); ++number) {
    const std::string place = file + ":" + std::to_string(number);
    if (written.starts_with("##") || written.find_first_not_of(" \t") == std::string::npos) continue;
    if (written.starts_with("# ")) {
      cases.push_back(common);
      cases.back().place = place;
      cases.back().title = written.substr(2);
      continue;
    }
    Line line(place, written);
    read_line(cases.empty() ? common : cases.back(), !cases.empty(), line);
  }
  for (const Case& one : cases) check_whole(one);
  if (cases.empty()) throw BrokenCase(file + ":1: the file has no case");
  return cases;
}

std::vector<Case> cases_of_folder(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".case") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) throw BrokenCase(folder + ":0: there are no cases");
  std::vector<Case> all;
  for (const auto& file : files) {
    for (Case& one : cases_in(read(file), file.filename().string())) all.push_back(std::move(one));
  }
  return all;
}

}  // namespace postern::cases
