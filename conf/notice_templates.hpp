// The templates of notices to customers: a council's own, or the shipped ones. Reads files; any thread.
#pragma once
#include "conf/config.hpp"
#include "policy/result.hpp"

namespace postern::conf {

/// As own_or_shipped() finds each; every problem in one go.
policy::Result<policy::NoticeTemplates> notice_templates(const TemplateSettings& settings);

}  // namespace postern::conf
