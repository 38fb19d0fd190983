// The header of one message as it arrives: its fields within the limit, and where X-Postern-* fields stand that came
// from outside. Belongs to one transaction.
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mail/header_field.hpp"

namespace postern::milter {

/// A field as the MTA addresses it: the `index`th of its name, from 1, names compared without case.
struct FieldPlace {
  std::string name;
  std::size_t index = 1;
};

class MessageHeader {
 public:
  /// `limit`: bytes of names and values in all.
  explicit MessageHeader(std::size_t limit) : limit_(limit) {}
  void add(std::string name, std::string value);
  /// More than the limit: fields() holds only the beginning then; postern_fields() are complete all the same.
  bool over_limit() const { return size_ > limit_; }
  const std::vector<mail::HeaderField>& fields() const { return fields_; }
  /// In the order of the header.
  const std::vector<FieldPlace>& postern_fields() const { return postern_fields_; }
  /// The value of the first field of this name without the white space around it; empty where there is none.
  std::string first(std::string_view name) const;
  /// The fields without X-Postern-*: what a copy is made of.
  std::vector<mail::HeaderField> without_postern_fields() const;

 private:
  std::size_t limit_;
  std::size_t size_ = 0;
  std::vector<mail::HeaderField> fields_;
  std::vector<FieldPlace> postern_fields_;
  std::map<std::string, std::size_t> seen_;  ///< lower-cased names that begin X-Postern-, and how often each came
};

/// Whether `name` begins with X-Postern-, in any case.
bool is_postern_field(std::string_view name);
/// How many fields of that name, in any case, stand in `header`: complete fields, each ended by CRLF.
std::size_t times_in(std::string_view header, std::string_view name);

}  // namespace postern::milter
