#include "admin/service/records/customer_records.hpp"

#include <algorithm>
#include <cctype>

#include "admin/service/log/exported_json.hpp"
#include "db/shared/words.hpp"
#include "policy/address/identifier.hpp"

namespace postern::admin {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t kRecordsAtATime = 200;

bool is_over(const policy::Restriction& restriction) {
  return restriction.status == policy::Status::ended || restriction.status == policy::Status::declined;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return c < 0x80 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c); });
  return text;
}

/// Whether an identifier such as `@example.org` or `@.example.org` covers the address.
bool covers(const policy::Identifier& identifier, const std::string& address) {
  const std::string domain = address.substr(address.rfind('@') + 1);
  switch (identifier.kind) {
    case policy::Identifier::Kind::address:
      return false;
    case policy::Identifier::Kind::domain:
      return identifier.key == "@" + domain;
    case policy::Identifier::Kind::domain_and_below:
      return identifier.key == "@." + domain || ("@." + domain).ends_with(identifier.key.substr(1));
  }
  return false;
}

class Search {
 public:
  Search(db::Store& store, const Acting& acting)
      : store_(store), rules_(acting.config.council.address_rules(acting.config.providers)) {}

  policy::Result<CustomerRecords> run(const std::string& text) {
    const auto address = policy::canonical(text, rules_);
    if (!address) return policy::refused("\"" + text + "\" is no address");
    found_.addresses.insert(address->text());
    for (const auto& step :
         {&Search::restrictions, &Search::events, &Search::kept, &Search::notices, &Search::counted, &Search::audit}) {
      if (auto done = (this->*step)(); !done) return done.error();
    }
    return std::move(found_);
  }

 private:
  bool is_theirs(const std::string& text) const {
    const auto address = policy::canonical(text, rules_);
    return address && found_.addresses.contains(address->text());
  }

  bool names_them(const policy::Restriction& restriction) const {
    return std::any_of(restriction.email.begin(), restriction.email.end(),
                       [&](const std::string& one) { return is_theirs(one); });
  }

  policy::Result<> restrictions() {
    const auto contents = store_.contents();
    if (!contents) return contents.error();
    for (const db::LoggedRestriction& one : contents->restrictions) {
      auto history = store_.history(one.restriction.reference);
      if (!history) return history.error();
      const bool theirs = std::any_of(history->begin(), history->end(),
                                      [&](const auto& version) { return names_them(version.restriction); });
      if (theirs) own_.push_back(std::move(*history));
    }
    for (const auto& history : own_) add_addresses(history);
    for (const db::LoggedRestriction& one : contents->restrictions) note_covering(one.restriction);
    for (const policy::Councillor& councillor : contents->councillors) note_choices(councillor);
    found_.restrictions = std::move(own_);
    return policy::Done{};
  }

  void add_addresses(const std::vector<db::LoggedRestriction>& history) {
    references_.insert(history.back().restriction.reference);
    for (const db::LoggedRestriction& version : history) {
      for (const std::string& one : version.restriction.email) {
        written_.insert(lower(one));
        if (const auto address = policy::canonical(one, rules_)) found_.addresses.insert(address->text());
      }
    }
  }

  void note_covering(const policy::Restriction& restriction) {
    if (is_over(restriction)) return;
    for (const std::string& one : restriction.email) {
      const auto identifier = policy::identifier_from_text(one, rules_);
      const bool covering =
          identifier && std::any_of(found_.addresses.begin(), found_.addresses.end(),
                                    [&](const auto& address) { return covers(*identifier, address); });
      if (covering) return found_.covering.push_back(restriction.reference);
    }
  }

  void note_choices(const policy::Councillor& councillor) {
    for (const policy::Choice& choice : councillor.choices) {
      if (is_theirs(choice.customer)) found_.choices.emplace_back(councillor.addresses.front(), choice);
    }
  }

  policy::Result<> events() {
    auto all = store_.events({});
    if (!all) return all.error();
    for (db::Event& event : *all) {
      const bool theirs =
          found_.addresses.contains(event.address) || (event.restriction && references_.contains(*event.restriction));
      if (!theirs) continue;
      if (!event.copy_id.empty()) copies_.insert(event.copy_id);
      found_.events.push_back(std::move(event));
    }
    return policy::Done{};
  }

  policy::Result<> kept() {
    const auto all = store_.kept(true);
    if (!all) return all.error();
    for (const db::KeptEntry& entry : *all) {
      const bool by_restriction = std::any_of(entry.recipients.begin(), entry.recipients.end(), [&](const auto& one) {
        return one.restriction && references_.contains(*one.restriction);
      });
      if (by_restriction || is_theirs(entry.message.mail_from)) copies_.insert(entry.message.id);
    }
    for (const std::string& id : copies_) {
      auto entry = store_.kept_message(id);
      if (entry) found_.kept.push_back(std::move(*entry));
      if (!entry && entry.error().fault == policy::Fault::unavailable) return entry.error();
    }
    return policy::Done{};
  }

  /// A notice under a restriction of their domain is found by its address, until it has gone.
  policy::Result<> notices() {
    auto all = store_.notices();
    if (!all) return all.error();
    for (db::NoticeRecord& one : *all) {
      const bool theirs = references_.contains(one.restriction) || found_.addresses.contains(one.customer);
      if (theirs) found_.notices.push_back(std::move(one));
    }
    return policy::Done{};
  }

  policy::Result<> counted() {
    auto all = store_.counted_messages();
    if (!all) return all.error();
    for (db::CountedMessage& one : *all) {
      if (references_.contains(one.restriction)) found_.counted.push_back(std::move(one));
    }
    return policy::Done{};
  }

  policy::Result<> audit() {
    written_.insert(found_.addresses.begin(), found_.addresses.end());
    for (std::uint64_t after = 0;;) {
      auto entries = store_.audit(after, kRecordsAtATime);
      if (!entries) return entries.error();
      if (entries->empty()) return policy::Done{};
      after = entries->back().sequence;
      for (db::AuditEntry& entry : *entries) {
        if (entry.data && is_about_them(entry)) found_.audit.push_back(std::move(entry));
      }
    }
  }

  bool is_about_them(const db::AuditEntry& entry) const {
    if (entry.action == db::kEventsSealed || db::names_removed(entry.action)) return false;
    if (references_.contains(entry.subject) || copies_.contains(entry.subject)) return true;
    const std::string data = lower(*entry.data);
    return std::any_of(written_.begin(), written_.end(),
                       [&](const std::string& one) { return data.find(one) != std::string::npos; });
  }

  db::Store& store_;
  policy::AddressRules rules_;
  CustomerRecords found_;
  std::vector<std::vector<db::LoggedRestriction>> own_;
  std::set<policy::Reference> references_;
  std::set<std::string> copies_;
  std::set<std::string> written_;  ///< what their addresses look like in audit entries
};

std::vector<std::string> against_erasure(const CustomerRecords& records, const std::string& why) {
  std::vector<std::string> reasons;
  if (why.empty()) reasons.emplace_back("a reason is needed (--why)");
  for (const auto& history : records.restrictions) {
    const policy::Restriction& last = history.back().restriction;
    if (!is_over(last)) reasons.push_back(last.reference + ": it is " + std::string(to_text(last.status)));
    if (last.legal_hold) reasons.push_back(last.reference + ": it is under legal hold");
  }
  for (const policy::Reference& reference : records.covering) {
    reasons.push_back(reference + ": it names a domain of theirs, and is not over");
  }
  for (const auto& [councillor, choice] : records.choices) {
    reasons.push_back(councillor + ": has made a choice about " + choice.customer);
  }
  for (const db::KeptEntry& entry : records.kept) {
    const bool waits = std::any_of(entry.recipients.begin(), entry.recipients.end(),
                                   [](const auto& one) { return db::waits(one.status); });
    if (waits) reasons.push_back(entry.message.id + ": waits in the quarantine: release it or delete it first");
  }
  for (const std::string& address : records.addresses) {
    if (lower(why).find(address) != std::string::npos) reasons.emplace_back("the reason would keep the address");
  }
  return reasons;
}

db::Removal removal_of(const CustomerRecords& records) {
  db::Removal removal;
  for (const db::Event& event : records.events) removal.events.push_back(static_cast<std::int64_t>(event.id));
  for (const db::KeptEntry& entry : records.kept) removal.kept.push_back(entry.message.id);
  for (const auto& history : records.restrictions) removal.restrictions.push_back(history.back().restriction.reference);
  for (const db::AuditEntry& entry : records.audit) removal.audit.push_back(entry.sequence);
  return removal;
}

/// A mail of postern's own may name anybody, and is encoded: while one is on its way nobody's traces are all gone.
policy::Result<> no_mail_on_its_way(db::Store& store) {
  const auto waiting = store.waiting();
  if (!waiting) return waiting.error();
  for (const db::OutboxRow& row : *waiting) {
    if (row.kept_id.empty()) {
      return policy::refused(row.id + ": waits in the outbox, and may name them: try again when it has gone");
    }
  }
  return policy::Done{};
}

template <class T>
Json list_of(const std::vector<T>& values) {
  Json list = Json::array();
  for (const T& one : values) list.push_back(json_of(one));
  return list;
}

}  // namespace

policy::Result<CustomerRecords> records_of(db::Store& store, const std::string& address, const Acting& acting) {
  return Search(store, acting).run(address);
}

policy::Result<CustomerRecords> export_customer(db::Store& store, const std::string& address, const Acting& acting) {
  auto records = records_of(store, address, acting);
  if (!records) return records;
  const Json json = {{"addresses", records->addresses}};
  const db::AuditNote note{"customer-exported", "customer", json.dump(-1, ' ', false, Json::error_handler_t::replace)};
  if (auto noted = store.note(note, acting.actor, acting.now); !noted) return noted.error();
  return records;
}

policy::Result<db::Removal> erase_customer(db::Store& store, mail::KeptMessages& files, const std::string& address,
                                           const std::string& why, const Acting& acting) {
  const auto records = records_of(store, address, acting);
  if (!records) return records.error();
  const auto reasons = against_erasure(*records, why);
  if (!reasons.empty()) return policy::Error{policy::Fault::refused, reasons};
  if (auto clear = no_mail_on_its_way(store); !clear) return clear.error();
  db::Removal gone;
  if (!records->empty()) {
    auto removed = store.remove_for_good(removal_of(*records), db::kErased, why, acting.actor, acting.now);
    if (!removed) return removed;
    gone = std::move(*removed);
    for (const std::string& id : gone.kept) files.remove(id);
  }
  // Even where nothing was found: an earlier run may have been cut off before this.
  if (auto compacted = store.compact(); !compacted) {
    return policy::unavailable("it is erased, but traces may be left in the store's file: run this again (" +
                               compacted.error().problems.front() + ")");
  }
  return gone;
}

Json json_of(const CustomerRecords& records) {
  Json restrictions = Json::array();
  for (const auto& history : records.restrictions) {
    restrictions.push_back({{"reference", history.back().restriction.reference},
                            {"status", to_text(history.back().restriction.status)},
                            {"history", list_of(history)}});
  }
  Json choices = Json::array();
  for (const auto& [councillor, choice] : records.choices) {
    choices.push_back({{"councillor", councillor}, {"customer", choice.customer}, {"action", to_text(choice.action)}});
  }
  return {{"addresses", records.addresses},      {"restrictions", std::move(restrictions)},
          {"events", list_of(records.events)},   {"kept", list_of(records.kept)},
          {"notices", list_of(records.notices)}, {"counted", list_of(records.counted)},
          {"choices", std::move(choices)},       {"audit", list_of(records.audit)}};
}

}  // namespace postern::admin
