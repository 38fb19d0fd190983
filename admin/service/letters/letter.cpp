#include "admin/service/letters/letter.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "admin/service/letters/letter_effect.hpp"
#include "admin/service/letters/letter_rendering.hpp"
#include "admin/service/letters/letter_review.hpp"
#include "policy/words/plain_words.hpp"

namespace postern::admin {
namespace {

using policy::Restriction;

class ViewWriter {
 public:
  ViewWriter(const Restriction& restriction, const LogView& log) : restriction_(restriction), log_(log) {}

  LetterView view(conf::LetterKind kind) {
    letterhead();
    grounds();
    decision();
    effect();
    surroundings();
    review();
    ending();
    signature(kind);
    return std::move(view_);
  }

 private:
  void set(const std::string& name, const std::string& text) {
    if (std::string line = policy::one_line(text); !line.empty()) view_.values[name] = std::move(line);
  }
  void set(const std::string& name, const std::optional<policy::Day>& day) {
    if (day) set(name, policy::in_words(*day));
  }
  void flag(const std::string& name, bool on = true) {
    if (on) view_.values[name] = "yes";
  }
  void set(const std::string& name, std::vector<std::string> texts) {
    if (!texts.empty()) view_.lists[name] = std::move(texts);
  }

  void letterhead() {
    set("council", log_.config().council.name);
    set("date", policy::in_words(log_.today()));
    set("reference", restriction_.reference);
    const std::string first = restriction_.email.empty() ? std::string() : restriction_.email.front();
    const bool named = !policy::one_line(restriction_.customer_name).empty();
    set("customer", named ? restriction_.customer_name : "The holder of " + policy::identifier_in_words(first));
    set("salutation", named ? restriction_.customer_name : "Sir or Madam");
  }

  void grounds() {
    std::vector<std::string> reasons = policy::paragraphs(restriction_.reasons);
    for (std::string& one : reasons) one = policy::sentence(std::move(one));
    set("reasons", std::move(reasons));
    std::vector<std::string> warnings;
    for (const policy::Warning& one : restriction_.warnings) {
      const std::string who = policy::one_line(one.by);
      if (!one.on && who.empty()) continue;
      warnings.push_back((who.empty() ? std::string("The council") : who) + " warned you" +
                         (one.on ? " on " + policy::in_words(*one.on) : "") + ".");
    }
    set("warnings", std::move(warnings));
    set("no_warning_because", policy::sentence(policy::one_line(restriction_.no_warning_because)));
    set("measures_considered", policy::sentence(policy::one_line(restriction_.measures_considered)));
    if (restriction_.requested_by) {
      set("service", restriction_.requested_by->name);
      set("service_contact", restriction_.requested_by->contact);
    }
  }

  void decision() {
    std::vector<std::string> identifiers;
    for (const std::string& one : restriction_.email)
      identifiers.push_back(policy::one_line(policy::identifier_in_words(one)));
    set("identifiers", std::move(identifiers));
    set("starts", restriction_.starts);
    set("ends", restriction_.ends);
    set("review_by", restriction_.review_by);
    if (!restriction_.authorised) return;
    set("decided_on", restriction_.authorised->on);
    officer("authorised", restriction_.authorised->by);
  }

  void effect() {
    LetterEffect effect = effect_of(restriction_.terms, log_);
    flag("is_" + std::string(policy::to_text(restriction_.terms.action)));
    set("whom", effect.whom);
    set("write_to", std::move(effect.write_to));
    set("other_email", effect.other_email);
    set("limits_note", effect.limits_note);
    if (!effect.hours.empty()) set("time_zone", policy::zone_in_words(*log_.config().council.time_zone));
    flag("closed_days", !effect.hours.empty() && !log_.config().council.closed_days.empty());
    set("hours", std::move(effect.hours));
    set("outside_hours", effect.outside_hours);
    set("volume", effect.volume);
    set("beyond_volume", effect.beyond_volume);
    set("reminder", effect.reminder);
    set("councillors", effect.councillors);
    set("councillor_list", std::move(effect.councillor_list));
    set("councillors_reason", effect.councillors_reason);
  }

  void surroundings() {
    std::vector<std::string> channels;
    for (const auto& [channel, what] : restriction_.other_channels) {
      std::string name = policy::one_line(channel);
      if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
      channels.push_back(policy::sentence(name + ": " + policy::one_line(what)));
    }
    set("other_channels", std::move(channels));
    std::vector<std::string> always;
    for (const policy::ProtectedAddress& one : log_.contents().protected_addresses) {
      const std::string why = policy::one_line(one.why);
      always.push_back(policy::one_line(one.address) + (why.empty() ? "" : ": " + why));
    }
    if (always.size() > kMostListed) always.resize(kMostListed);
    set("never_restricted", std::move(always));
    set("representations", log_.config().council.representations);
  }

  void review() {
    const auto last = review_outcome_of(restriction_);
    if (!last) return;
    set("reviewed_on", last->on);
    set("review_outcome", last->outcome);
    set("review_note", policy::sentence(policy::one_line(last->note)));
    set("next_review", last->next);
    reviewed_by_ = last->by;
  }

  void ending() {
    if (!restriction_.ended) return;
    flag("is_" + std::string(policy::to_text(restriction_.ended->how)));
    set("ended_on", restriction_.ended->on);
    set("ended_why", policy::sentence(policy::one_line(restriction_.ended->why)));
  }

  /// Name and title of the post, where the configuration has it.
  void officer(const std::string& name, const std::string& id) {
    const auto& officers = log_.config().officers;
    const auto found = std::find_if(officers.begin(), officers.end(), [&](const auto& one) { return one.id == id; });
    if (found == officers.end()) return;
    set(name + "_name", found->name.empty() ? found->title : found->name);
    if (!found->name.empty()) set(name + "_title", found->title);
  }

  /// Who answers for the letter: the officer who decided; for a warning the service (¶6).
  void signature(conf::LetterKind kind) {
    const std::string decided = restriction_.authorised ? restriction_.authorised->by : std::string();
    switch (kind) {
      case conf::LetterKind::decision:
        return officer("signed", decided);
      case conf::LetterKind::warning:
        if (restriction_.requested_by) set("signed_name", restriction_.requested_by->name);
        return;
      case conf::LetterKind::review:
        return officer("signed", reviewed_by_.empty() ? decided : reviewed_by_);
      case conf::LetterKind::lifting:
        return officer("signed", restriction_.ended ? restriction_.ended->by : decided);
    }
  }

  static constexpr std::size_t kMostListed = 12;  // a letter has two pages
  const Restriction& restriction_;
  const LogView& log_;
  LetterView view_;
  std::string reviewed_by_;
};

}  // namespace

LetterView letter_view(conf::LetterKind kind, const Restriction& restriction, const LogView& view) {
  return ViewWriter(restriction, view).view(kind);
}

policy::Result<Letter> letter(db::CentralLog& log, const policy::Reference& reference, const LetterRequest& request,
                              const Acting& acting) {
  const auto found = log.restriction(reference);
  if (!found) return found.error();
  const auto contents = log.contents();
  if (!contents) return contents.error();
  const LogView view(acting.config, *contents, acting.now);
  std::vector<std::string> missing = missing_for_letter(request.kind, found->restriction, view);
  for (std::string& line : missing) line.insert(0, reference + ": ");
  if (!missing.empty()) return policy::Error{policy::Fault::refused, std::move(missing)};
  const std::string language = request.language.empty() ? acting.config.letters.language : request.language;
  const auto chosen = conf::letter_template(acting.config.letters, request.kind, request.format, language);
  if (!chosen) return chosen.error();
  LetterView values = letter_view(request.kind, found->restriction, view);
  values.values["language"] = chosen->in_language ? language : "en";
  auto text = rendered(*chosen, request.format, values);
  if (!text) return text.error();
  Letter done{std::move(*text), {}};
  if (!chosen->in_language && language != "en") {
    done.warnings.push_back(fmt::format("there is no template in {}: this is {}", language, chosen->name));
  }
  return done;
}

}  // namespace postern::admin
