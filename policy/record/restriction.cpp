#include "policy/record/restriction.hpp"

#include <initializer_list>

namespace postern::policy {
namespace {

template <class T>
std::optional<T> one_of(std::initializer_list<T> values, std::string_view text) {
  for (const T value : values) {
    if (to_text(value) == text) return value;
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_text(Status status) {
  switch (status) {
    case Status::draft:
      return "draft";
    case Status::authorised:
      return "authorised";
    case Status::in_force:
      return "in-force";
    case Status::ended:
      return "ended";
    case Status::declined:
      return "declined";
  }
  return {};
}

std::string_view to_text(Ending ending) {
  switch (ending) {
    case Ending::lifted:
      return "lifted";
    case Ending::expired:
      return "expired";
    case Ending::superseded:
      return "superseded";
  }
  return {};
}

std::string_view to_text(Period period) {
  switch (period) {
    case Period::day:
      return "day";
    case Period::week:
      return "week";
    case Period::month:
      return "month";
  }
  return {};
}

std::string_view to_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::maintain:
      return "maintain";
    case Outcome::vary:
      return "vary";
    case Outcome::lift:
      return "lift";
  }
  return {};
}

std::optional<Outcome> outcome_from_text(std::string_view text) {
  return one_of({Outcome::maintain, Outcome::vary, Outcome::lift}, text);
}

std::optional<Status> status_from_text(std::string_view text) {
  return one_of({Status::draft, Status::authorised, Status::in_force, Status::ended, Status::declined}, text);
}

std::optional<Ending> ending_from_text(std::string_view text) {
  return one_of({Ending::lifted, Ending::expired, Ending::superseded}, text);
}

std::optional<Period> period_from_text(std::string_view text) {
  return one_of({Period::day, Period::week, Period::month}, text);
}

}  // namespace postern::policy
