// What a notice to a customer says, for a template to put into words: the way of contact that the restriction allows,
// never a reason (decision.md 6, policy ¶7). The names under which a template finds each are in conf/notices/README.md.
// Pure.
#pragma once
#include <chrono>
#include <span>

#include "policy/decision/reminder.hpp"
#include "policy/record/council.hpp"
#include "policy/words/template_text.hpp"

namespace postern::policy {

/// Nothing of it comes from the customer's message but the addresses of refused recipients. `every`: at most one
/// notice in that time. `closed_days`: whether the council has configured some.
TemplateView notice_view(const DueNotice& due, std::span<const Decision> decisions, const Council& council,
                         bool closed_days, std::chrono::seconds every);

/// One in which nothing is left out, to try templates with.
TemplateView sample_notice_view();

}  // namespace postern::policy
