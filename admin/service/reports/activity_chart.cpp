#include "admin/service/reports/activity_chart.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "policy/words/plain_words.hpp"

namespace postern::admin {
namespace {

// All lengths in pixels of a page 960 wide.
constexpr double kWidth = 960;
constexpr double kLeft = 60;
constexpr double kPlot = 870;
constexpr double kBars = 220;   // height of the plot of one panel
constexpr double kPanel = 320;  // with its title and its axis
constexpr double kHead = 96;
constexpr std::size_t kMostLabels = 10;

struct Treatment {
  const char* name;
  const char* colour;  // from the palette of Okabe and Ito, which the colour-blind can tell apart
};
constexpr std::array<Treatment, kTreatments> kLegend{{{"delivered", "#009e73"},
                                                      {"junk", "#e69f00"},
                                                      {"forwarded", "#0072b2"},
                                                      {"held", "#56b4e9"},
                                                      {"quarantined", "#cc79a7"},
                                                      {"refused", "#d55e00"}}};

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : policy::one_line(text)) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string text_at(double x, double y, const char* anchor, std::string_view text, const char* more = "") {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\"{}>{}</text>\n", x, y, anchor, more,
                     escaped(text));
}

std::string line_at(double x1, double y1, double x2, double y2, const char* style) {
  return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" {}/>\n", x1, y1, x2, y2, style);
}

struct Look {
  std::size_t treatment = 0;
  bool authenticated = true;
  bool observed = false;
};

std::string bar_at(double x, double y, double width, double height, const Look& look, const std::string& title) {
  const char* colour = kLegend[look.treatment].colour;
  return fmt::format(
      "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"{}\" fill-opacity=\"{}\" "
      "stroke=\"{}\" stroke-width=\"{}\"><title>{}</title></rect>\n",
      x, y, width, height, colour, look.authenticated ? "1" : "0.35", look.observed ? "#0b0c0c" : colour,
      look.observed ? "1.2" : "0.7", escaped(title));
}

std::string legend_entry(double x, double y, const Look& look, const char* text) {
  return bar_at(x, y, 12, 12, look, text) + text_at(x + 18, y + 10, "start", text);
}

std::string legend() {
  std::string svg;
  for (std::size_t i = 0; i < kTreatments; ++i) {
    svg += legend_entry(kLeft + 110 * static_cast<double>(i), 48, {i, true, false}, kLegend[i].name);
  }
  svg += legend_entry(kLeft, 70, {2, true, false}, "solid, left: proved to be the sender's own address");
  svg += legend_entry(kLeft + 330, 70, {2, false, false}, "pale, right: not proved, may be forged");
  return svg + legend_entry(kLeft + 600, 70, {2, true, true}, "dark outline: observed in a trial");
}

/// The rows of one restriction or customer, on the weeks of the whole chart.
class Panel {
 public:
  Panel(std::vector<ActivityRow> rows, std::chrono::sys_days first, std::size_t weeks, double top)
      : rows_(std::move(rows)), first_(first), weeks_(weeks), top_(top), step_(kPlot / static_cast<double>(weeks)) {
    heights_.assign(weeks_ * 2, 0);
    for (const ActivityRow& row : rows_) {
      for (const unsigned number : row.by_treatment) heights_[slot_of(row)] += number;
    }
    const unsigned most = *std::max_element(heights_.begin(), heights_.end());
    while (grid_ * 5 < most) grid_ = next_grid();
    top_value_ = grid_ * std::max(1U, (most + grid_ - 1) / grid_);
  }

  std::string svg(const InForceFrom& in_force, const date::time_zone& zone) {
    std::string drawn = text_at(kLeft, top_ + 18, "start", title(), " font-weight=\"bold\" font-size=\"14\"");
    drawn += axes() + bars();
    const auto found = rows_.front().restriction ? in_force.find(*rows_.front().restriction) : in_force.end();
    if (found != in_force.end()) drawn += mark(policy::day_of(found->second, zone));
    return drawn;
  }

 private:
  std::size_t slot_of(const ActivityRow& row) const {
    const auto week = static_cast<std::size_t>((std::chrono::sys_days{row.week} - first_).count() / 7);
    return week * 2 + (row.authenticated ? 0 : 1);
  }
  /// 1, 2, 5, 10, 20, 50, …: what the lines of the grid are apart.
  unsigned next_grid() const {
    unsigned power = 1;
    while (power * 10 <= grid_) power *= 10;
    return grid_ / power == 2 ? power * 5 : grid_ * 2;
  }
  double base() const { return top_ + 30 + kBars; }
  double height_of(unsigned number) const { return kBars * number / top_value_; }
  std::string title() const {
    const ActivityRow& row = rows_.front();
    return (row.restriction ? *row.restriction + ": " : std::string()) + row.customer;
  }

  std::string axes() const {
    std::string drawn;
    for (unsigned value = 0; value <= top_value_; value += grid_) {
      const double y = base() - height_of(value);
      drawn += line_at(kLeft, y, kLeft + kPlot, y, value == 0 ? "stroke=\"#0b0c0c\"" : "stroke=\"#d0d4d6\"");
      drawn += text_at(kLeft - 6, y + 4, "end", std::to_string(value));
    }
    drawn += line_at(kLeft, base(), kLeft, base() - kBars, "stroke=\"#0b0c0c\"");
    const std::size_t every = (weeks_ + kMostLabels - 1) / kMostLabels;
    for (std::size_t week = 0; week < weeks_; week += every) {
      const double x = kLeft + step_ * (static_cast<double>(week) + 0.5);
      drawn += line_at(x, base(), x, base() + 4, "stroke=\"#0b0c0c\"");
      drawn += text_at(x, base() + 17, "middle", policy::to_text(policy::Day{first_ + std::chrono::weeks{week}}));
    }
    drawn += fmt::format(
        "<text transform=\"translate(16 {:.1f}) rotate(-90)\" text-anchor=\"middle\">messages a week</text>\n",
        base() - kBars / 2);
    return drawn + text_at(kLeft + kPlot / 2, base() + 34, "middle", "week beginning");
  }

  std::string bars() {
    std::string drawn;
    std::vector<double> tops(weeks_ * 2, base());
    const double width = std::min(step_ * 0.4, 40.0);
    for (std::size_t treatment = 0; treatment < kTreatments; ++treatment) {
      for (const ActivityRow& row : rows_) {
        const unsigned number = row.by_treatment[treatment];
        if (number == 0) continue;
        const std::size_t slot = slot_of(row);
        const double middle = kLeft + step_ * (static_cast<double>(slot / 2) + 0.5);
        tops[slot] -= height_of(number);
        drawn += bar_at(slot % 2 == 0 ? middle - width : middle, tops[slot], width, height_of(number),
                        {treatment, row.authenticated, row.observed}, tooltip(row, treatment));
      }
    }
    return drawn;
  }

  static std::string tooltip(const ActivityRow& row, std::size_t treatment) {
    return fmt::format("week of {}: {} {}, {}{}", policy::in_words(row.week), row.by_treatment[treatment],
                       kLegend[treatment].name, row.authenticated ? "authenticated" : "unauthenticated",
                       row.observed ? ", observed only" : "");
  }

  std::string mark(policy::Day day) const {
    const auto days = (std::chrono::sys_days{day} - first_).count();
    if (days < 0 || days > static_cast<long>(weeks_ * 7)) return {};
    const double x = kLeft + step_ * static_cast<double>(days) / 7;
    const bool right = x > kLeft + kPlot * 0.7;
    return line_at(x, base(), x, base() - kBars - 12,
                   "stroke=\"#0b0c0c\" stroke-width=\"1.5\" stroke-dasharray=\"5 3\"") +
           text_at(right ? x - 5 : x + 5, base() - kBars - 5, right ? "end" : "start",
                   "in force from " + policy::in_words(day));
  }

  std::vector<ActivityRow> rows_;
  std::chrono::sys_days first_;
  std::size_t weeks_;
  double top_;
  double step_;
  std::vector<unsigned> heights_;
  unsigned grid_ = 1;
  unsigned top_value_ = 1;
};

/// The rows of each panel, in their order.
std::vector<std::vector<ActivityRow>> panels_of(const std::vector<ActivityRow>& rows) {
  std::vector<std::vector<ActivityRow>> panels;
  for (const ActivityRow& row : rows) {
    const bool same = !panels.empty() && panels.back().front().restriction == row.restriction &&
                      panels.back().front().customer == row.customer;
    if (!same) panels.emplace_back();
    panels.back().push_back(row);
  }
  return panels;
}

}  // namespace

std::string activity_chart(const std::vector<ActivityRow>& rows, const InForceFrom& in_force,
                           const date::time_zone& zone) {
  const auto totals = weekly_totals(rows);
  const auto panels = panels_of(rows);
  const double height = kHead + kPanel * static_cast<double>(std::max<std::size_t>(panels.size(), 1));
  std::string svg = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\" "
      "role=\"img\" aria-labelledby=\"title\" font-family=\"Arial, Helvetica, sans-serif\" font-size=\"12\" "
      "fill=\"#0b0c0c\">\n<title id=\"title\">Messages a week by treatment</title>\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
      kWidth, height);
  svg +=
      text_at(kLeft, 30, "start", "Messages a week by treatment", " font-weight=\"bold\" font-size=\"17\"") + legend();
  double top = kHead;
  for (const auto& panel : panels) {
    svg += Panel(panel, std::chrono::sys_days{totals.front().first}, totals.size(), top).svg(in_force, zone);
    top += kPanel;
  }
  if (panels.empty()) svg += text_at(kLeft, kHead + 30, "start", "No messages in this time.");
  return svg + "</svg>\n";
}

}  // namespace postern::admin
