// Macros, edits and the reply text as libmilter has them. Engine files only.
#pragma once
#include <cstddef>
#include <string>

#include <libmilter/mfapi.h>

#include "milter/message/macros.hpp"
#include "milter/message/mta.hpp"
#include "milter/message/reply.hpp"

namespace postern::milter {

/// What the MTA told at this stage or before it.
Macros macros_of(SMFICTX* context);

class LibmilterMta : public Mta {
 public:
  /// `leading_space`: SMFIP_HDR_LEADSPC was negotiated, so nobody adds the space after a colon but we.
  LibmilterMta(SMFICTX* context, bool leading_space) : context_(context), leading_space_(leading_space) {}
  bool merges_recipients() const override;
  bool add_recipient(const std::string& address) override;
  bool delete_recipient(const std::string& raw) override;
  bool change_sender(const std::string& address) override;
  bool insert_field(const std::string& name, const std::string& value) override;
  bool remove_field(const std::string& name, std::size_t index) override;

 private:
  SMFICTX* context_;
  bool leading_space_;
};

/// Code, enhanced status and text of a temporary failure or a rejection; none where the reply has no code: then the MTA
/// says its own.
void set_reply(SMFICTX* context, const Reply& reply);

/// `text` as libmilter takes it: one line of ASCII of at most 980 bytes, `%` doubled (faults.md M12).
std::string reply_text(const std::string& text);

}  // namespace postern::milter
