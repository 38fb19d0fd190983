#include "admin/cli/report_rows.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "policy/words/plain_words.hpp"

namespace postern::cli {
namespace {

constexpr std::array<const char*, admin::kTreatments> kTreatmentNames{"deliver", "junk",       "forward",
                                                                      "hold",    "quarantine", "reject"};

Json day_or_null(const std::optional<policy::Day>& day) {
  return day ? Json(policy::to_text(*day)) : Json(nullptr);
}

Json text_or_null(const std::optional<policy::Reference>& text) {
  return text ? Json(*text) : Json(nullptr);
}

std::string day_in_words(const std::optional<policy::Day>& day, const std::string& none) {
  return day ? policy::in_words(*day) : none;
}

std::string or_dash(const std::string& text) {
  return text.empty() ? "-" : text;
}

std::vector<std::string> numbers_of(const admin::ActivityRow& row) {
  std::vector<std::string> cells{
      policy::to_text(row.week), or_dash(row.period),
      std::string(row.authenticated ? "authenticated" : "unauthenticated") + (row.observed ? ", observed" : "")};
  for (const unsigned number : row.by_treatment) cells.push_back(number == 0 ? "-" : std::to_string(number));
  cells.push_back(std::to_string(row.messages));
  return cells;
}

void print_customer(Output& out, const std::vector<admin::ActivityRow>& rows) {
  const auto totals = admin::weekly_totals(rows);
  std::vector<unsigned> numbers;
  for (const auto& [week, number] : totals) numbers.push_back(number);
  const admin::ActivityRow& row = rows.front();
  out.line((row.restriction ? *row.restriction + "  " : std::string()) + row.customer);
  out.line(fmt::format("messages a week, weeks of {} to {}: |{}| at most {}", policy::in_words(totals.front().first),
                       policy::in_words(totals.back().first), admin::sparkline(numbers),
                       *std::max_element(numbers.begin(), numbers.end())));
  std::vector<std::vector<std::string>> cells;
  for (const admin::ActivityRow& one : rows) cells.push_back(numbers_of(one));
  out.table({"WEEK OF", "PERIOD", "SENDER", "DELIVER", "JUNK", "FORWARD", "HOLD", "QUARANTINE", "REJECT", "MESSAGES"},
            cells, "");
}

}  // namespace

ReportTable table_of(const std::vector<admin::LogRow>& rows) {
  ReportTable table{{"reference", "customer", "since", "started", "reasons", "decided_by", "decided_on", "requested_by",
                     "effect", "review_by", "review", "informed", "informed_how"},
                    {}};
  for (const admin::LogRow& row : rows) {
    table.rows.push_back({row.reference, row.customer, day_or_null(row.since), row.started, row.reasons, row.decided_by,
                          day_or_null(row.decided_on), row.requested_by, row.effect, day_or_null(row.review_by),
                          to_text(row.review), day_or_null(row.informed), row.informed_how});
  }
  return table;
}

ReportTable table_of(const std::vector<admin::ReviewRow>& rows) {
  ReportTable table{{"reference", "customer", "status", "review_by", "review", "circumstances_changed", "days",
                     "decided_by", "requested_by", "missing"},
                    {}};
  for (const admin::ReviewRow& row : rows) {
    table.rows.push_back({row.reference, row.customer, to_text(row.status), day_or_null(row.review_by),
                          to_text(row.review), row.circumstances_changed,
                          row.review_by ? Json(row.days) : Json(nullptr), row.decided_by, row.requested_by,
                          row.missing});
  }
  return table;
}

ReportTable table_of(const std::vector<admin::ActivityRow>& rows) {
  ReportTable table{{"restriction", "customer", "week", "period", "authenticated", "observed"}, {}};
  table.columns.insert(table.columns.end(), kTreatmentNames.begin(), kTreatmentNames.end());
  table.columns.emplace_back("messages");
  for (const admin::ActivityRow& row : rows) {
    std::vector<Json> cells{text_or_null(row.restriction),
                            row.customer,
                            policy::to_text(row.week),
                            row.period.empty() ? Json(nullptr) : Json(row.period),
                            row.authenticated,
                            row.observed};
    cells.insert(cells.end(), row.by_treatment.begin(), row.by_treatment.end());
    cells.emplace_back(row.messages);
    table.rows.push_back(std::move(cells));
  }
  return table;
}

ReportTable table_of(const std::vector<admin::WithheldRow>& rows) {
  ReportTable table{{"at", "recipient", "customer", "restriction", "own_choice", "action", "rule", "authenticated",
                     "message_id", "kept_id", "observed"},
                    {}};
  for (const admin::WithheldRow& row : rows) {
    table.rows.push_back({policy::to_text(row.at), row.recipient, row.customer, text_or_null(row.restriction),
                          row.own_choice, row.action, row.rule, row.authenticated, row.message_id,
                          row.kept_id.empty() ? Json(nullptr) : Json(row.kept_id), row.observed});
  }
  return table;
}

std::vector<std::string> lines_of(const admin::LogRow& row) {
  const std::string how = row.informed_how.empty() ? "" : ", " + row.informed_how;
  const std::string overdue =
      row.review == admin::ReviewState::later ? "" : " (" + std::string(to_text(row.review)) + ")";
  const std::string asked = row.requested_by.empty() ? "" : "; asked for by " + row.requested_by;
  return {row.reference + "  " + row.customer,
          "  in force  from " + day_in_words(row.since, "an unknown day") + (row.started ? "" : " (has not started)"),
          "  why       " + or_dash(policy::one_line(row.reasons)),
          "  decided   " + day_in_words(row.decided_on, "on an unknown day") + ", " + or_dash(row.decided_by) + asked,
          "  effect    " + row.effect,
          "  review    " + day_in_words(row.review_by, "no day is set") + overdue,
          "  told      " + day_in_words(row.informed, "no") + how};
}

std::string review_in_words(const admin::ReviewRow& row) {
  if (row.circumstances_changed && row.review == admin::ReviewState::due) return "due now: circumstances changed";
  if (!row.review_by || row.review == admin::ReviewState::later) return std::string(to_text(row.review));
  const long long days = row.days < 0 ? -row.days : row.days;
  return fmt::format("{} {} day{}", row.days < 0 ? "overdue by" : "due in", days, days == 1 ? "" : "s");
}

void print_text(Output& out, const std::vector<admin::ActivityRow>& rows) {
  if (rows.empty()) return out.line("no messages");
  for (auto first = rows.begin(); first != rows.end();) {
    const auto last = std::find_if(first, rows.end(), [&](const admin::ActivityRow& one) {
      return one.restriction != first->restriction || one.customer != first->customer;
    });
    if (first != rows.begin()) out.line("");
    print_customer(out, {first, last});
    first = last;
  }
}

}  // namespace postern::cli
