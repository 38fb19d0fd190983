#include "mail/authentication_results.hpp"

#include <algorithm>
#include <libpsl.h>
#include <memory>
#include <optional>

#include "policy/address/structured_text.hpp"

namespace postern::mail {
namespace {

/// What stands in quotes, without them. A separator there would read as one: nobody's domain has it.
std::string inside_quotes(std::string_view quoted) {
  std::string text;
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    const bool escaped = quoted[i] == '\\';
    const char c = escaped ? quoted[++i] : quoted[i];
    text += c == ';' || c == ' ' || (c == '\t' && !escaped) ? '?' : c;
  }
  return text;
}

/// The value without comments and folds, in lower case, quoted strings without their quotes; nothing where a comment or
/// a quoted string never ends, or comments nest deeper than 100.
std::optional<std::string> plain(std::string_view value) {
  std::string text;
  for (std::size_t i = 0; i < value.size();) {
    const char c = value[i];
    if (c == ')') return std::nullopt;
    if (c != '"' && c != '(') {
      text += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
      ++i;
      continue;
    }
    const std::size_t end = c == '"' ? policy::end_of_quoted(value, i) : policy::end_of_comment(value, i);
    if (end == std::string_view::npos) return std::nullopt;
    if (c == '"') text += inside_quotes(value.substr(i, end - i));
    i = end;
  }
  return lower(text);
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> found(1);
  for (const char c : text) {
    if (c != ' ') {
      found.back() += c;
    } else if (!found.back().empty()) {
      found.emplace_back();
    }
  }
  if (found.back().empty()) found.pop_back();
  return found;
}

/// RFC 8601 2.2 allows white space around `=`: none is left.
std::string without_space_around_equals(std::string_view text) {
  std::string tight;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ' ') {
      // Of a run of spaces only the last one counts.
      if (i + 1 == text.size() || text[i + 1] == ' ' || text[i + 1] == '=') continue;
      if (!tight.empty() && tight.back() == '=') continue;
    }
    tight += text[i];
  }
  return tight;
}

void add_domain(std::vector<std::string>& domains, std::string_view value) {
  const std::size_t at = value.rfind('@');
  if (at != std::string_view::npos) value.remove_prefix(at + 1);
  if (auto domain = policy::canonical_domain(value)) domains.push_back(std::move(*domain));
}

/// One `method=result property=value …`.
void read_result(std::string_view text, Authenticated& authenticated) {
  const std::vector<std::string> parts = words(without_space_around_equals(text));
  if (parts.empty()) return;
  const std::string& method = parts.front();
  const auto passed = [&](std::string_view name) {
    const std::size_t equals = method.find('=');
    const std::string_view own = std::string_view(method).substr(0, equals);
    // A method may carry its version: dkim/1=pass.
    return equals != std::string::npos && own.substr(0, own.find('/')) == name && method.substr(equals + 1) == "pass";
  };
  const auto take = [&](std::string_view property, std::vector<std::string>& domains) {
    for (const std::string& part : parts) {
      if (part.starts_with(property)) add_domain(domains, std::string_view(part).substr(property.size()));
    }
  };
  if (passed("spf")) take("smtp.mailfrom=", authenticated.spf);
  if (passed("dmarc")) take("header.from=", authenticated.aligned);
  if (passed("dkim")) {
    take("header.d=", authenticated.aligned);
    take("header.i=", authenticated.aligned);
  }
}

void read_field(std::string_view value, const std::vector<std::string>& authserv_ids, Authenticated& authenticated) {
  const auto text = plain(value);
  if (!text) return;
  std::size_t begin = text->find(';');
  if (begin == std::string::npos) return;
  const std::vector<std::string> server = words(std::string_view(*text).substr(0, begin));
  if (server.empty() || std::find(authserv_ids.begin(), authserv_ids.end(), server.front()) == authserv_ids.end())
    return;
  while (begin != std::string::npos) {
    const std::size_t end = text->find(';', begin + 1);
    read_result(std::string_view(*text).substr(begin + 1, end == std::string::npos ? end : end - begin - 1),
                authenticated);
    begin = end;
  }
}

std::string registrable(const std::string& domain) {
  const char* found = psl_registrable_domain(psl_builtin(), domain.c_str());
  return found == nullptr ? domain : found;
}

}  // namespace

Authenticated authenticated_domains(std::span<const HeaderField> header, const std::vector<std::string>& authserv_ids) {
  Authenticated authenticated;
  if (authserv_ids.empty()) return authenticated;
  for (const HeaderField& field : header) {
    if (named(field, "Received")) break;
    if (named(field, "Authentication-Results")) read_field(field.value, authserv_ids, authenticated);
  }
  return authenticated;
}

bool is_authenticated(const policy::Address& address, const Authenticated& domains) {
  const std::string own(address.domain());
  if (std::find(domains.spf.begin(), domains.spf.end(), own) != domains.spf.end()) return true;
  if (domains.aligned.empty()) return false;
  const std::string organisation = registrable(own);
  return std::any_of(domains.aligned.begin(), domains.aligned.end(),
                     [&](const std::string& domain) { return registrable(domain) == organisation; });
}

}  // namespace postern::mail
