#include "admin/service/reports/report_councillor.hpp"

#include <unordered_set>

#include "db/held_mail.hpp"
#include "db/shared/words.hpp"

namespace postern::admin {
namespace {

WithheldRow row_of(const db::Event& event) {
  WithheldRow row;
  row.at = event.at;
  row.recipient = event.recipient;
  row.customer = event.address;
  row.restriction = event.restriction;
  row.own_choice = !event.choice_of.empty();
  row.action = event.action;
  row.rule = event.rule;
  row.authenticated = event.authenticated;
  row.message_id = event.message_id;
  row.kept_id = event.copy_id;
  row.observed = event.note == "observed";
  return row;
}

}  // namespace

policy::Result<std::vector<policy::Address>> addresses_of_councillor(const std::string& address, const LogView& view) {
  const auto asked = view.council_address(address);
  if (!asked) return policy::refused("\"" + address + "\" is no address of the council, and so no councillor's");
  std::vector<policy::Address> addresses{*asked};
  for (const policy::Councillor* councillor : view.councillors_with(*asked)) {
    for (const std::string& text : councillor->addresses) {
      if (const auto known = view.address(text); known && *known != *asked) addresses.push_back(*known);
    }
  }
  return addresses;
}

std::vector<WithheldRow> withheld_rows(const std::vector<db::Event>& events,
                                       const std::vector<policy::Address>& addresses, const LogView& view) {
  const std::unordered_set<policy::Address> wanted(addresses.begin(), addresses.end());
  std::vector<WithheldRow> rows;
  for (const db::Event& event : events) {
    if (db::is_decided_anew(event)) continue;
    if (event.action == "deliver" || event.action == to_text(db::OutboxKind::notice)) continue;
    const auto recipient = view.address(event.recipient);
    if (recipient && wanted.contains(*recipient)) rows.push_back(row_of(event));
  }
  return rows;
}

}  // namespace postern::admin
