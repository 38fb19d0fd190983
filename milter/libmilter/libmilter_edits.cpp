#include "milter/libmilter/libmilter_edits.hpp"

#include <spdlog/spdlog.h>

namespace postern::milter {

Macros macros_of(SMFICTX* context) {
  return [context](const char* name) {
    // libmilter declares its arguments without const, and changes none.
    const char* value = smfi_getsymval(context, const_cast<char*>(name));
    return value == nullptr ? std::string() : std::string(value);
  };
}

bool LibmilterMta::merges_recipients() const {
  return is_sendmail(macros_of(context_));
}

// libmilter declares the strings that it only reads without const: each call below gets a copy of its own.

bool LibmilterMta::add_recipient(const std::string& address) {
  std::string bracketed = "<" + address + ">";
  return smfi_addrcpt(context_, bracketed.data()) == MI_SUCCESS;
}

bool LibmilterMta::delete_recipient(const std::string& raw) {
  std::string bytes = raw;
  return smfi_delrcpt(context_, bytes.data()) == MI_SUCCESS;
}

bool LibmilterMta::change_sender(const std::string& address) {
  std::string bracketed = "<" + address + ">";
  return smfi_chgfrom(context_, bracketed.data(), nullptr) == MI_SUCCESS;
}

bool LibmilterMta::insert_field(const std::string& name, const std::string& value) {
  std::string field = name;
  std::string text = (leading_space_ ? " " : "") + value;
  return smfi_insheader(context_, 0, field.data(), text.data()) == MI_SUCCESS;
}

bool LibmilterMta::remove_field(const std::string& name, std::size_t index) {
  std::string field = name;
  return smfi_chgheader(context_, field.data(), static_cast<int>(index), nullptr) == MI_SUCCESS;
}

std::string reply_text(const std::string& text) {
  constexpr std::size_t kLongest = 980;
  std::string line;
  for (const char c : text) {
    if (line.size() + 2 > kLongest) break;
    if (c == '%') {
      line += "%%";
    } else if (c == '\t' || c == '\n') {
      line += ' ';
    } else if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U) {
      continue;  // the rest of a UTF-8 character whose first byte became `?`
    } else if (c < ' ' || c > '~') {
      line += '?';
    } else {
      line += c;
    }
  }
  return line;
}

void set_reply(SMFICTX* context, const Reply& reply) {
  if (reply.code.empty()) return;
  std::string code = reply.code;
  std::string enhanced = reply.enhanced;
  std::string text = reply_text(reply.text);
  if (smfi_setreply(context, code.data(), enhanced.data(), text.data()) != MI_SUCCESS) {
    spdlog::error("event=reply-text-refused code={} enhanced={}", reply.code, reply.enhanced);
  }
}

}  // namespace postern::milter
