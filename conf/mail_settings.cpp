#include <algorithm>

#include "conf/network.hpp"
#include "conf/settings_fields.hpp"
#include "conf/settings_sections.hpp"
#include "policy/address/address.hpp"

namespace postern::conf {
namespace {

void read_submit(YamlMap& map, MailSettings& mail) {
  const auto url = map.text("submit");
  if (!url) return;
  constexpr std::string_view kScheme = "smtp://";
  const std::size_t colon = url->rfind(':');
  if (url->starts_with(kScheme) && colon > kScheme.size()) {
    const auto port = port_from_text(std::string_view(*url).substr(colon + 1));
    mail.submit_host = url->substr(kScheme.size(), colon - kScheme.size());
    if (mail.submit_host.starts_with('[') && mail.submit_host.ends_with(']')) {
      mail.submit_host = mail.submit_host.substr(1, mail.submit_host.size() - 2);
    }
    mail.submit_port = port.value_or(mail.submit_port);
    if (port) return;
  }
  map.problem("submit", "must be smtp://HOST:PORT");
}

/// Of `Restricted Contact <restricted-contact@york.gov.uk>`, what stands in the brackets.
std::string_view address_in(std::string_view author) {
  const std::size_t begin = author.rfind('<');
  return begin == std::string_view::npos ? author : author.substr(begin);
}

}  // namespace

void read_match(YamlMap& map, MatchSettings& match) {
  using policy::IdentityKind;
  if (const auto kinds = map.texts("identities")) {
    match.identities.clear();
    for (const std::string& text : *kinds) {
      const auto known = {IdentityKind::envelope, IdentityKind::from,        IdentityKind::sender,
                          IdentityKind::reply_to, IdentityKind::resent_from, IdentityKind::resent_sender};
      const auto* kind =
          std::find_if(known.begin(), known.end(), [&](IdentityKind one) { return to_text(one) == text; });
      if (kind == known.end()) {
        map.problem("identities",
                    "is " + text + "; allowed: envelope, from, sender, reply-to, resent-from, resent-sender");
      } else {
        match.identities.push_back(*kind);
      }
    }
    if (kinds->empty()) map.problem("identities", "is empty: nothing would ever match");
  }
  if (const auto exempt = map.boolean("exempt_authenticated")) match.exempt_authenticated = *exempt;
  if (const auto networks = map.texts("exempt_clients")) {
    for (const std::string& text : *networks) {
      if (auto network = network_from_text(text)) {
        match.exempt_clients.push_back(std::move(*network));
      } else {
        map.problem("exempt_clients",
                    text + " is no network; write 192.0.2.0/24 or 2001:db8::/32, no bits after the prefix");
      }
    }
  }
  map.finish();
}

void read_mail(YamlMap& map, Config& config) {
  read_submit(map, config.mail);
  set_line(map, "from", config.mail.from);
  if (!config.mail.from.empty() && !policy::parse_mailbox(address_in(config.mail.from))) {
    map.problem("from", config.mail.from + " is no author; write ADDRESS or NAME <ADDRESS>");
  }
  set_address(map, "bounces", config.council.bounces);
  map.finish();
}

void read_junk(YamlMap& map, Config& config) {
  map.map("headers", [&](YamlMap& headers) {
    config.junk_headers.clear();
    for (const auto& [name, node] : headers.node().fields) {
      std::string value;
      set_line(headers, name, value);
      // X-Postern-Pass and X-Postern-Action mean something to postern itself.
      const bool plain = !name.empty() && name != "X-Postern-Pass" && name != "X-Postern-Action" &&
                         std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c < 0x7F && c != ':'; });
      if (!plain || value.size() > 900 || name.size() > 60)
        headers.problem(name, "is no header field that can be added");
      config.junk_headers.emplace_back(name, value);
    }
  });
  if (config.junk_headers.empty()) map.problem("headers", "is empty: junk would look like any other mail");
  map.finish();
}

}  // namespace postern::conf
