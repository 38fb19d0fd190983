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

policy::Result<> review(Invocation& invocation, const ReviewOptions& options) {
  admin::ReviewMade made{options.by, policy::outcome_from_text(options.outcome).value_or(policy::Outcome::maintain),
                         options.note, std::nullopt};
  if (!options.next.empty()) {
    const auto next = day_in("--next", options.next);
    if (!next) return next.error();
    made.next = *next;
  }
  const auto workplace = invocation.workplace();
  if (!workplace) return workplace.error();
  const auto stepped = admin::review(*(*workplace)->store, options.target(), made, (*workplace)->acting);
  const auto next = stepped ? stepped->restriction.review_by : std::nullopt;
  const bool lifted = made.outcome == policy::Outcome::lift;
  return answer(
      invocation, stepped,
      lifted || !next ? "reviewed and lifted" : "reviewed; the next review is due by " + policy::to_text(*next));
}

}  // namespace

void add_reviews(CLI::App& app, Command& chosen) {
  auto options = std::make_shared<ReviewOptions>();
  CLI::App* command = add_command(
      app, "review", "Record a review of what is in force: it is maintained, varied or lifted",
      "postern review RCC-2026-0001 --by director-cbss --outcome maintain --note \"Still forty messages a week\"");
  add_target(*command, *options);
  command->add_option("--by", options->by, "the id of the authorising officer")->required();
  command->add_option("--outcome", options->outcome, "maintain, vary or lift")
      ->required()
      ->check(CLI::IsMember({"maintain", "vary", "lift"}));
  command->add_option("--note", options->note, "what was found")->required();
  command->add_option("--next", options->next, "the day of the next review (default: reviews.within_months later)");
  on(command, chosen, options, review);
}

}  // namespace postern::cli
