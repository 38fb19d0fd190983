// The bytes of one message until it is clear what becomes of them: written as they come, durable once finish() has
// succeeded, and gone with the spool unless keep() was called. Belongs to one transaction.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "mail/kept_message.hpp"

namespace postern::milter {

class Spool {
 public:
  /// `files` must outlive it.
  Spool(mail::KeptMessages& files, std::unique_ptr<mail::KeptMessageWriter> writer)
      : files_(files), writer_(std::move(writer)), id_(writer_->id()) {}
  ~Spool() {
    if (file_ && !kept_) files_.remove(id_);
  }
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  std::optional<mail::KeepError> body(std::string_view bytes) { return writer_->body(bytes); }
  /// Harmless when repeated.
  std::optional<mail::KeepError> finish() {
    if (file_) return std::nullopt;
    auto finished = writer_->finish();
    if (const auto* error = std::get_if<mail::KeepError>(&finished)) return *error;
    file_ = std::get<mail::KeptFile>(finished);
    return std::nullopt;
  }
  /// The store knows of it: it stays.
  void keep() { kept_ = true; }
  const std::string& id() const { return id_; }
  const std::optional<mail::KeptFile>& file() const { return file_; }  ///< set once finish() has succeeded

 private:
  mail::KeptMessages& files_;
  std::unique_ptr<mail::KeptMessageWriter> writer_;
  std::string id_;
  std::optional<mail::KeptFile> file_;
  bool kept_ = false;
};

}  // namespace postern::milter
