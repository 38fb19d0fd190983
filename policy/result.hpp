// A value, or why there is none. Expected failures travel as values (no exception crosses a room); exceptions come
// from libraries only. Plain values: any thread may own one.
#pragma once
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace postern::policy {

/// Whose turn it is to act on an error. It decides the exit status of the command line.
enum class Fault {
  refused,      ///< what was asked breaks a rule, or a document is broken: exit 1; asking again will not help
  conflict,     ///< somebody changed the same thing meanwhile: exit 1; look again and retry
  unavailable,  ///< the store, a file or a server failed: exit 3, or 451 to the MTA; asking again may help
};

/// One line for people per problem: what is wrong, where, what to do. Never empty.
struct Error {
  Fault fault = Fault::refused;
  std::vector<std::string> problems;
};

inline Error refused(std::string problem) {
  return {Fault::refused, {std::move(problem)}};
}
inline Error unavailable(std::string problem) {
  return {Fault::unavailable, {std::move(problem)}};
}

/// A system call on `path` failed: `PATH: No such file or directory`. `error` is its errno.
Error file_fault(const std::string& path, int error);

struct Done {};

/// Either a T or an Error. Reading value() of an error throws std::bad_variant_access: a fault of the caller.
template <class T = Done>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::move(value)) {}      // NOLINT(google-explicit-constructor): returned as `return value;`
  Result(Error error) : held_(std::move(error)) {}  // NOLINT(google-explicit-constructor)
  explicit operator bool() const { return std::holds_alternative<T>(held_); }
  T& value() & { return std::get<T>(held_); }
  const T& value() const& { return std::get<T>(held_); }
  T&& value() && { return std::get<T>(std::move(held_)); }
  T* operator->() { return &std::get<T>(held_); }
  const T* operator->() const { return &std::get<T>(held_); }
  T& operator*() & { return std::get<T>(held_); }
  const T& operator*() const& { return std::get<T>(held_); }
  T&& operator*() && { return std::get<T>(std::move(held_)); }
  const Error& error() const { return std::get<Error>(held_); }

 private:
  std::variant<T, Error> held_;
};

}  // namespace postern::policy
