// A Postfix that is wired rightly, for tests that break one thing of it, and what is asked of the findings.
#pragma once
#include <string>

#include "admin/doctor/facts/seen.hpp"
#include "admin/doctor/findings/finding.hpp"

namespace postern::test {

/// Postfix with smtp in the chroot, submission for users who have logged in, and pickup; posternd well.
admin::doctor::Seen healthy();

/// A filter with the usual times, put off while it is away.
admin::doctor::Milter filter(const std::string& socket);

/// The first finding of that check that is not fine; null where there is none.
const admin::doctor::Finding* trouble(const admin::doctor::Findings& findings, const std::string& check);
/// Whether there is one of that check and standing, with these words in what it says.
bool found(const admin::doctor::Findings& findings, const std::string& check, admin::doctor::Standing standing,
           const std::string& words = "");
/// Whether nothing but what is fine was found, and something was.
bool all_fine(const admin::doctor::Findings& findings);

}  // namespace postern::test
