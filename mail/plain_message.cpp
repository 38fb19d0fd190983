#include "mail/plain_message.hpp"

#include <algorithm>
#include <memory>

#include "mail/gmime_owned.hpp"

namespace postern::mail {
namespace {

/// RFC 5322 recommends 78; a terminal shows 80.
constexpr std::size_t kLongestPlainLine = 78;

std::string one_line(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) c = ' ';
  }
  return text;
}

/// Whether the text may travel as it is.
bool is_plain(const std::string& text) {
  std::size_t line = 0;
  for (const char c : text) {
    if (c == '\r' || c == '\0' || static_cast<unsigned char>(c) >= 0x80) return false;
    line = c == '\n' ? 0 : line + 1;
    if (line > kLongestPlainLine) return false;
  }
  return true;
}

void set_addresses(GMimeMessage* message, const PlainMessage& content) {
  const Owned<InternetAddressList> from(internet_address_list_parse(nullptr, one_line(content.from).c_str()));
  if (from) internet_address_list_append(g_mime_message_get_from(message), from.get());
  for (const std::string& address : content.to) {
    const Owned<InternetAddress> mailbox(internet_address_mailbox_new(nullptr, one_line(address).c_str()));
    internet_address_list_add(g_mime_message_get_to(message), mailbox.get());
  }
}

void set_fields(GMimeMessage* message, const PlainMessage& content) {
  set_addresses(message, content);
  g_mime_message_set_subject(message, one_line(content.subject).c_str(), "utf-8");
  if (GDateTime* date = g_date_time_new_from_unix_utc(content.at.time_since_epoch().count())) {
    g_mime_message_set_date(message, date);
    g_date_time_unref(date);
  }
  g_mime_message_set_message_id(message, one_line(content.message_id).c_str());
  g_mime_object_set_header(GMIME_OBJECT(message), "Auto-Submitted", "auto-generated", nullptr);
  g_mime_object_set_header(GMIME_OBJECT(message), "X-Auto-Response-Suppress", "All", nullptr);
}

Owned<GMimeTextPart> part_with(const std::string& text) {
  Owned<GMimeTextPart> part(g_mime_text_part_new_with_subtype("plain"));
  g_mime_text_part_set_charset(part.get(), "utf-8");
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(text.data(), text.size()));
  const Owned<GMimeDataWrapper> wrapper(
      g_mime_data_wrapper_new_with_stream(stream.get(), GMIME_CONTENT_ENCODING_DEFAULT));
  g_mime_part_set_content(GMIME_PART(part.get()), wrapper.get());
  g_mime_part_set_content_encoding(
      GMIME_PART(part.get()), is_plain(text) ? GMIME_CONTENT_ENCODING_7BIT : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  return part;
}

std::string with_crlf(std::string_view text) {
  std::string lines;
  lines.reserve(text.size() + text.size() / 32);
  for (const char c : text) {
    if (c == '\n') lines += "\r\n";
    if (c != '\n' && c != '\r') lines += c;
  }
  if (!lines.ends_with("\r\n")) lines += "\r\n";
  return lines;
}

}  // namespace

std::string composed(const PlainMessage& message) {
  const Owned<GMimeMessage> built(g_mime_message_new(TRUE));
  set_fields(built.get(), message);
  const Owned<GMimeTextPart> part = part_with(message.text);
  g_mime_message_set_mime_part(built.get(), GMIME_OBJECT(part.get()));
  const std::unique_ptr<char, decltype(&g_free)> text(g_mime_object_to_string(GMIME_OBJECT(built.get()), nullptr),
                                                      &g_free);
  return with_crlf(text.get());
}

}  // namespace postern::mail
