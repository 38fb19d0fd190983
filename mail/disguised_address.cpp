#include "mail/disguised_address.hpp"

#include <algorithm>

#include "mail/encoded_words.hpp"
#include "policy/address/address.hpp"
#include "policy/address/structured_text.hpp"

namespace postern::mail {
namespace {

constexpr auto kNone = std::string_view::npos;

std::string_view trimmed(std::string_view text) {
  const auto outer = [](char c) { return is_white(c) || c == kOrnament; };
  while (!text.empty() && outer(text.front())) text.remove_prefix(1);
  while (!text.empty() && outer(text.back())) text.remove_suffix(1);
  return text;
}

/// Without the brackets and marks that stand in pairs around the whole.
std::string_view undressed(std::string_view text) {
  text = trimmed(text);
  constexpr std::string_view kOpening = "'`<({[";
  constexpr std::string_view kClosing = "''>)}]";
  while (text.size() > 2) {
    const std::size_t pair = kOpening.find(text.front());
    const bool same = text.front() == '`' && text.back() == '`';
    if (!same && (pair == kNone || text.back() != kClosing[pair])) break;
    text = trimmed(text.substr(1, text.size() - 2));
  }
  return text;
}

/// Without quotes, and without the backslashes that make a quoted pair.
std::string unquoted(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c != '"' && c != '\\') plain += c;
  }
  return plain;
}

/// Encoded words decoded wherever they stand (RFC 2047 5 forbids them here, and programs decode them).
std::string decoded(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const std::size_t begin = text.find("=?");
    const std::size_t charset = begin == kNone ? kNone : text.find('?', begin + 2);
    const std::size_t method = charset == kNone ? kNone : text.find('?', charset + 1);
    const std::size_t end = method == kNone ? kNone : text.find("?=", method + 1);
    if (end == kNone) break;
    plain += text.substr(0, begin);
    plain += decoded_word(std::string(text.substr(begin, end + 2 - begin)));
    text.remove_prefix(end + 2);
  }
  return plain.append(text);
}

/// Sendmail's BlankSub: what stood apart is joined by a dot.
std::string joined(std::string_view text) {
  std::string whole;
  bool gap = false;
  for (const char c : trimmed(text)) {
    if (is_white(c)) {
      gap = true;
      continue;
    }
    if (gap && c != '.' && c != '@' && whole.back() != '.' && whole.back() != '@') whole += '.';
    gap = false;
    whole += c;
  }
  return whole;
}

/// Up to the first byte that no domain has; without dots that stand where none may.
std::string domain_in(std::string_view text) {
  if (text.size() > 1 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    return end == kNone ? std::string() : std::string(text.substr(0, end + 1));
  }
  text = text.substr(0, text.find_first_of("()<>[]\\,;:@\" \t!#$%&'*+/=?^`{|}~\x1F\x7F"));
  std::string domain;
  for (const char c : text) {
    if (c != '.' || (!domain.empty() && domain.back() != '.')) domain += c;
  }
  return domain;
}

/// So that it can be shown and compared: a restriction of the domain is met, and no person by accident.
std::string as_local(std::string_view text) {
  std::string local(text.substr(0, 256));
  std::replace_if(
      local.begin(), local.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, '?');
  return local;
}

class Readings {
 public:
  void read(std::string_view text) {
    text = undressed(text);
    const auto ats = at_signs(text);
    if (!ats.empty()) return read_parts(text.substr(0, ats.back()), text.substr(ats.back() + 1));
    if (text.find('@') != kNone) return read_unquoted(text);
    read_path(text);
  }
  std::vector<std::string> take() { return std::move(found_); }

 private:
  bool add(std::string text) {
    if (!policy::parse_mailbox(text)) return false;
    if (std::find(found_.begin(), found_.end(), text) == found_.end()) found_.push_back(std::move(text));
    return true;
  }

  void read_parts(std::string_view local, std::string_view rest) {
    const std::string whole_domain = joined(rest);
    const std::string domain = domain_in(trimmed(rest));
    if (whole_domain != rest) add_local(local, domain_in(whole_domain));
    add_local(local, domain);
  }

  /// The first reading of the local part that is one.
  void add_local(std::string_view local, const std::string& domain) {
    if (!policy::canonical_domain(domain)) return;
    const std::string end = "@" + domain;
    local = trimmed(local);
    if (add(std::string(local) + end)) return;
    const std::size_t scheme = local.rfind(':');
    if (scheme != kNone) local = trimmed(local.substr(scheme + 1));
    constexpr std::string_view kOpening = "<({['`";
    while (!local.empty() && kOpening.find(local.front()) != kNone) local = trimmed(local.substr(1));
    if (add(std::string(local) + end) || add(unquoted(local) + end) || add(joined(unquoted(local)) + end)) return;
    const std::string shown = as_local(local);
    if (unquoted(local).empty() || !add(policy::Mailbox{shown, domain}.text())) found_.push_back("\"\"" + end);
  }

  /// The whole address stands in quotes: they are part of no address then.
  void read_unquoted(std::string_view text) {
    const std::string plain = unquoted(text);
    if (!add(plain) && !at_signs(plain).empty()) read(plain);
  }

  /// `example.org!alex`, `alex%example.org`: MTAs route them as alex@example.org.
  void read_path(std::string_view text) {
    const std::size_t bang = text.find('!');
    const std::size_t percent = text.rfind('%');
    if (bang != kNone && bang > 0 && bang + 1 < text.size()) {
      add(joined(text.substr(bang + 1)) + "@" + domain_in(text.substr(0, bang)));
    } else if (percent != kNone && percent > 0) {
      add(joined(text.substr(0, percent)) + "@" + domain_in(joined(text.substr(percent + 1))));
    }
  }

  std::vector<std::string> found_;
};

}  // namespace

bool is_white(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v' || c == '\0';
}

std::vector<std::size_t> at_signs(std::string_view text) {
  std::vector<std::size_t> ats;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '@') ats.push_back(i);
    i = text[i] == '"' ? policy::end_of_quoted(text, i) : i + 1;
  }
  return ats;
}

std::vector<std::string> readings_of(std::string_view text) {
  const bool encoded = text.find("=?") != kNone;
  if (!encoded && text.find_first_of("@!%") == kNone) return {};
  Readings readings;
  if (encoded) readings.read(decoded(text));
  if (!policy::parse_mailbox(text)) readings.read(text);
  return readings.take();
}

}  // namespace postern::mail
