#include "admin/cli/commands/commands.hpp"
#include "admin/cli/step_answer.hpp"
#include "admin/service/life/reviews.hpp"

namespace postern::cli {
namespace {

struct ReviewOptions : TargetOptions {
  std::string by;
  std::string outcome;
  std::string note;
  std::string next;
};

policy::Result<> review(Invocation& invocation, Workplace& workplace, const ReviewOptions& options) {
  admin::ReviewMade made{options.by, policy::outcome_from_text(options.outcome).value_or(policy::Outcome::maintain),
                         options.note, std::nullopt};
  if (!options.next.empty()) {
    const auto next = day_in("--next", options.next);
    if (!next) return next.error();
    made.next = *next;
  }
  const auto stepped = admin::review(*workplace.store, options.target(), made, workplace.acting);
  const auto next = stepped ? stepped->restriction.review_by : std::nullopt;
  const bool lifted = made.outcome == policy::Outcome::lift;
  return answer(
      invocation, stepped,
      lifted || !next ? "reviewed and lifted" : "reviewed; the next review is due by " + policy::to_text(*next));
}

}  // namespace

void add_reviews(const Syntax& app, Command& chosen) {
  auto options = std::make_shared<ReviewOptions>();
  Syntax command = app.command(
      "review", "Record a review of what is in force: it is maintained, varied or lifted",
      "postern review RCC-2026-0001 --by director-cbss --outcome maintain --note \"Still forty messages a week\"");
  add_target(command, *options);
  command.option("--by", options->by, "the id of the authorising officer").required();
  command.option("--outcome", options->outcome, "maintain, vary or lift")
      .required()
      .one_of({"maintain", "vary", "lift"});
  command.option("--note", options->note, "what was found").required();
  command.option("--next", options->next, "the day of the next review (default: reviews.within_months later)");
  on(command, chosen, options, review);
}

}  // namespace postern::cli
