// The doors of Postfix: each smtpd of master.cf, and pickup with cleanup, with the filters that they ask. Pure.
#pragma once
#include <string_view>
#include <vector>

#include "admin/doctor/facts/mta_facts.hpp"
#include "admin/doctor/postfix/postfix_output.hpp"

namespace postern::admin::doctor {

/// `main` is `postconf -x`, `services` `postconf -M`, `overrides` `postconf -P -x`. In the order of master.cf.
std::vector<Service> postfix_services(const Parameters& main, std::string_view services, std::string_view overrides);

}  // namespace postern::admin::doctor
