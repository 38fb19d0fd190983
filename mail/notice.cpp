#include "mail/notice.hpp"

#include <algorithm>
#include <memory>

#include "mail/filled_template.hpp"
#include "mail/gmime_owned.hpp"
#include "policy/ascii.hpp"
#include "policy/words/notice_words.hpp"
#include "policy/words/plain_text.hpp"

namespace postern::mail {
namespace {

constexpr std::size_t kWidth = 76;
constexpr std::size_t kLongestId = 250;
constexpr std::size_t kLongestSubject = 200;
constexpr std::string_view kSubject = "Subject:";

struct Words {
  std::string subject;
  std::string text;
  std::string html;
};

std::string language_of(const policy::TemplateText& one, const std::string& language) {
  return one.in_language && !language.empty() ? language : "en";
}

policy::Error broken(const policy::TemplateText& one, const std::string& why) {
  return policy::refused(one.name + ": is no template of a notice: " + why);
}

policy::Result<std::string> filled_in(const policy::TemplateText& one, policy::TemplateFormat format,
                                      policy::TemplateView view, const std::string& language) {
  view.values["language"] = language_of(one, language);
  auto text = filled(one, format, view);
  if (!text) return text;
  std::erase(*text, '\r');
  std::erase(*text, '\0');
  if (policy::is_blank(*text)) return broken(one, "nothing is in it");
  return text;
}

policy::Result<Words> words(const policy::TemplatePair& templates, const policy::TemplateView& view,
                            const std::string& language) {
  const auto text = filled_in(templates.text, policy::TemplateFormat::text, view, language);
  if (!text) return text.error();
  auto html = filled_in(templates.html, policy::TemplateFormat::html, view, language);
  if (!html) return html.error();
  const std::size_t end = std::min(text->find('\n'), text->size());
  const std::string first = text->substr(0, end);
  if (!first.starts_with(kSubject)) return broken(templates.text, "its first line must be Subject: and the subject");
  Words words{policy::one_line(first.substr(kSubject.size())), "", std::move(*html)};
  if (words.subject.empty() || words.subject.size() > kLongestSubject) {
    return broken(templates.text, "its subject is empty, or too long");
  }
  const std::size_t begin = text->find_first_not_of(" \t\n", end);
  if (begin == std::string::npos) return broken(templates.text, "nothing stands below its subject");
  words.text = policy::wrapped(text->substr(begin), kWidth);
  return words;
}

Owned<GMimeTextPart> part(const char* subtype, const std::string& text, const std::string& language) {
  Owned<GMimeTextPart> made(g_mime_text_part_new_with_subtype(subtype));
  g_mime_text_part_set_charset(made.get(), "utf-8");
  g_mime_text_part_set_text(made.get(), text.c_str());
  g_mime_part_set_content_encoding(GMIME_PART(made.get()), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  g_mime_object_set_header(GMIME_OBJECT(made.get()), "Content-Language", language.c_str(), nullptr);
  return made;
}

/// The first mailbox of the configured text.
void set_from(GMimeMessage* message, const NoticeHead& head) {
  const Owned<InternetAddressList> list(internet_address_list_parse(nullptr, head.from.c_str()));
  InternetAddress* first =
      list && internet_address_list_length(list.get()) > 0 ? internet_address_list_get_address(list.get(), 0) : nullptr;
  const bool usable = first != nullptr && INTERNET_ADDRESS_IS_MAILBOX(first);
  const char* address = usable ? internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first)) : nullptr;
  if (address == nullptr || std::string_view(address).find('@') == std::string_view::npos) {
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM, nullptr, head.bounces.c_str());
  } else {
    g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_FROM, internet_address_get_name(first), address);
  }
}

void set_field(GMimeMessage* message, const char* name, const std::string& value) {
  g_mime_object_set_header(GMIME_OBJECT(message), name, value.c_str(), nullptr);
}

void set_head(GMimeMessage* message, const NoticeHead& head, const std::string& subject) {
  set_from(message, head);
  g_mime_message_add_mailbox(message, GMIME_ADDRESS_TYPE_TO, nullptr, head.to.c_str());
  g_mime_message_set_subject(message, subject.c_str(), "utf-8");
  const Owned<GDateTime> date(g_date_time_new_from_unix_utc(head.at.time_since_epoch().count()));
  g_mime_message_set_date(message, date.get());
  g_mime_message_set_message_id(message, head.message_id.c_str());
  if (const std::string id = usable_message_id(head.in_reply_to); !id.empty()) {
    set_field(message, "In-Reply-To", id);
    set_field(message, "References", id);
  }
  // RFC 3834 5; the others for programs that do not know it.
  set_field(message, "Auto-Submitted", "auto-replied");
  set_field(message, "X-Auto-Response-Suppress", "All");
  set_field(message, "Precedence", "bulk");
}

std::string bytes_of(GMimeMessage* message) {
  const Owned<GMimeFormatOptions> options(g_mime_format_options_new());
  g_mime_format_options_set_newline_format(options.get(), GMIME_NEWLINE_FORMAT_DOS);
  char* text = g_mime_object_to_string(GMIME_OBJECT(message), options.get());
  std::string bytes = text;
  g_free(text);
  return bytes;
}

}  // namespace

std::string usable_message_id(std::string_view text) {
  const bool bracketed = text.size() > 4 && text.size() <= kLongestId && text.front() == '<' && text.back() == '>';
  if (!bracketed) return {};
  const std::string_view inside = text.substr(1, text.size() - 2);
  const bool plain = std::all_of(inside.begin(), inside.end(), [](char c) {
    return c > ' ' && c < 0x7F && std::string_view("<>()\\\",;:").find(c) == std::string_view::npos;
  });
  const std::size_t at = inside.find('@');
  const bool one_at = at != std::string_view::npos && at > 0 && at + 1 < inside.size() && inside.rfind('@') == at;
  return plain && one_at ? std::string(text) : std::string();
}

policy::Result<std::string> notice(const NoticeHead& head, const policy::TemplatePair& templates,
                                   const policy::TemplateView& view) {
  const auto said = words(templates, view, head.language);
  if (!said) return said.error();
  const Owned<GMimeMultipart> both(g_mime_multipart_new_with_subtype("alternative"));
  g_mime_multipart_set_boundary(both.get(), ("=_" + head.message_id.substr(0, head.message_id.find('@'))).c_str());
  const std::string language = language_of(templates.text, head.language);
  const auto text = part("plain", said->text, language);
  const auto html = part("html", said->html, language_of(templates.html, head.language));
  g_mime_multipart_add(both.get(), GMIME_OBJECT(text.get()));
  g_mime_multipart_add(both.get(), GMIME_OBJECT(html.get()));
  const Owned<GMimeMessage> message(g_mime_message_new(FALSE));
  set_head(message.get(), head, said->subject);
  set_field(message.get(), "Content-Language", language);
  set_field(message.get(), "MIME-Version", "1.0");
  g_mime_message_set_mime_part(message.get(), GMIME_OBJECT(both.get()));
  return bytes_of(message.get());
}

policy::Result<> usable_for_notices(const policy::NoticeTemplates& templates) {
  policy::Error all{policy::Fault::refused, {}};
  for (const policy::TemplatePair* each : {&templates.reminder, &templates.refusal}) {
    const auto said = words(*each, policy::sample_notice_view(), "en");
    if (!said) all.problems.push_back(said.error().problems.front());
  }
  if (!all.problems.empty()) return all;
  return policy::Done{};
}

}  // namespace postern::mail
