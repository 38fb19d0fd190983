// The rows of each report as a table, and as people read them. Pure.
#pragma once
#include <string>
#include <vector>

#include "admin/cli/report_table.hpp"
#include "admin/service/reports/report_activity.hpp"
#include "admin/service/reports/report_councillor.hpp"
#include "admin/service/reports/report_log.hpp"

namespace postern::cli {

ReportTable table_of(const std::vector<admin::LogRow>& rows);
ReportTable table_of(const std::vector<admin::ReviewRow>& rows);
ReportTable table_of(const std::vector<admin::ActivityRow>& rows);
ReportTable table_of(const std::vector<admin::WithheldRow>& rows);

/// The record of one restriction in force, a line for each thing that the Director asks for.
std::vector<std::string> lines_of(const admin::LogRow& row);
/// `overdue by 3 days`, `due in 12 days`, `due now: circumstances changed`, `later`.
std::string review_in_words(const admin::ReviewRow& row);
/// The weeks of each customer under a title and a sparkline.
void print_text(Output& out, const std::vector<admin::ActivityRow>& rows);

}  // namespace postern::cli
