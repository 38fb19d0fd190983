#include "support/milter/doubles.hpp"

#include <utility>

#include "mail/pass_token.hpp"

namespace postern::test {
namespace {

policy::Error away() {
  return policy::unavailable("the store is away");
}

std::optional<mail::KeepError> met(std::optional<mail::KeepFault> fault) {
  if (!fault) return std::nullopt;
  return mail::KeepError{*fault, "a fault of the test's"};
}

}  // namespace

bool RecordingMta::took(const std::string& edit) {
  if (fails_at != 0 && ++asked_ >= fails_at) return false;
  journal_.push_back("edit");
  edits.push_back(edit);
  return true;
}

class MemoryWriter : public mail::KeptMessageWriter {
 public:
  explicit MemoryWriter(KeptInMemory& folder) : folder_(folder), id_(mail::random_id()) { ++folder_.open; }
  ~MemoryWriter() override {
    if (!finished_) --folder_.open;
  }
  MemoryWriter(const MemoryWriter&) = delete;
  MemoryWriter& operator=(const MemoryWriter&) = delete;

  std::optional<mail::KeepError> header(std::span<const mail::HeaderField> fields) override {
    for (const mail::HeaderField& field : fields) bytes_ += field.name + ":" + field.value + "\r\n";
    bytes_ += "\r\n";
    return met(folder_.at_header);
  }
  std::optional<mail::KeepError> body(std::string_view bytes) override {
    bytes_ += bytes;
    return met(folder_.at_body);
  }
  std::variant<mail::KeptFile, mail::KeepError> finish() override {
    if (auto error = met(folder_.at_finish)) return *error;
    folder_.journal_.push_back("bytes");
    folder_.whole[id_] = bytes_;
    --folder_.open;
    finished_ = true;
    mail::KeptFile file;
    file.size = bytes_.size();
    file.sha256 = std::string(64, '0');
    return file;
  }
  const std::string& id() const override { return id_; }

 private:
  KeptInMemory& folder_;
  std::string id_;
  std::string bytes_;
  bool finished_ = false;
};

std::variant<std::unique_ptr<mail::KeptMessageWriter>, mail::KeepError> KeptInMemory::begin() {
  journal_.emplace_back("begin");
  if (auto error = met(at_begin)) return *error;
  return std::unique_ptr<mail::KeptMessageWriter>(std::make_unique<MemoryWriter>(*this));
}

void KeptInMemory::remove(const std::string& id) {
  journal_.emplace_back("remove file");
  whole.erase(id);
}

policy::Result<> FaultyLog::record(const db::Enforcement& enforcement) {
  journal_.emplace_back("rows");
  if (fails) return away();
  if (meanwhile) std::exchange(meanwhile, nullptr)();
  return log_.record(enforcement);
}

policy::Result<policy::Usage> FaultyLog::usage(const std::vector<policy::Quota>& quotas) {
  if (fails && !quotas.empty()) return away();
  return log_.usage(quotas);
}

policy::Result<> FaultyLog::settle(const db::Enforcement& enforcement, bool succeeded) {
  journal_.emplace_back(succeeded ? "confirm" : "withdraw");
  if (fails || settle_fails) return away();
  return log_.settle(enforcement, succeeded);
}

policy::Result<std::optional<db::OutboxRow>> FaultyLog::by_token(const std::string& token) {
  journal_.emplace_back("token");
  if (fails) return away();
  return log_.by_token(token);
}

policy::Result<bool> FaultyLog::forwarded_before(const policy::Reference& restriction, const std::string& message_id) {
  journal_.emplace_back("forwarded before");
  if (fails) return away();
  return log_.forwarded_before(restriction, message_id);
}

}  // namespace postern::test
