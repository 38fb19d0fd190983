#include "daemon/counting_log.hpp"

namespace postern::daemon {

policy::Result<> CountingLog::record(const db::Enforcement& enforcement) {
  return counted(log_.record(enforcement));
}

policy::Result<policy::Usage> CountingLog::usage(const std::vector<policy::Quota>& quotas) {
  return counted(log_.usage(quotas));
}

policy::Result<> CountingLog::settle(const db::Enforcement& enforcement, bool succeeded) {
  return counted(log_.settle(enforcement, succeeded));
}

policy::Result<std::optional<db::OutboxRow>> CountingLog::by_token(const std::string& token) {
  return counted(log_.by_token(token));
}

policy::Result<bool> CountingLog::forwarded_before(const std::string& restriction_or_councillor,
                                                   const std::string& message_id) {
  return counted(log_.forwarded_before(restriction_or_councillor, message_id));
}

policy::Result<std::vector<db::Event>> CountingLog::events(const db::EventFilter& filter) {
  return counted(log_.events(filter));
}

policy::Result<std::optional<std::chrono::sys_seconds>> CountingLog::last_notice(const policy::Reference& restriction) {
  return counted(log_.last_notice(restriction));
}

}  // namespace postern::daemon
