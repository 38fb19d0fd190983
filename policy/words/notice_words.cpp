#include "policy/words/notice_words.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "policy/words/plain_words.hpp"

namespace postern::policy {
namespace {

constexpr std::size_t kMostListed = 20;

class ViewWriter {
 public:
  void set(const std::string& name, std::string_view text) {
    if (std::string line = one_line(text); !line.empty()) view_.values[name] = std::move(line);
  }
  void flag(const std::string& name, bool on) {
    if (on) view_.values[name] = "yes";
  }
  void set(const std::string& name, std::vector<std::string> texts) {
    for (std::string& text : texts) text = one_line(text);
    if (!texts.empty()) view_.lists[name] = std::move(texts);
  }

  void way_of_contact(const CanonicalTerms& terms, const Council& council, bool closed_days) {
    const bool everybody = terms.any_contact || terms.action == Action::deliver;
    std::vector<std::string> write_to;
    if (!everybody) {
      add(write_to, terms.contacts);
      add(write_to, terms.managers);
    }
    set("whom", everybody          ? "You can write to any email address of the council."
                : write_to.empty() ? "You cannot contact the council by email, apart from the exceptions in the letter "
                                     "that we sent you."
                                   : "By email, you can write to:");
    set("write_to", std::move(write_to));
    std::vector<std::string> hours;
    for (const ContactHours& one : terms.hours) hours.push_back(in_words(one));
    if (!hours.empty() && council.time_zone != nullptr) set("time_zone", zone_in_words(*council.time_zone));
    flag("closed_days", !hours.empty() && closed_days);
    set("hours", std::move(hours));
    if (terms.volume) set("volume", volume_sentence(*terms.volume));
  }

  void refused(const DueNotice& due, std::span<const Decision> decisions) {
    std::vector<std::string> addresses;
    for (const std::size_t i : due.refused) {
      std::string address = decisions[i].recipient.text();
      if (std::find(addresses.begin(), addresses.end(), address) == addresses.end()) {
        addresses.push_back(std::move(address));
      }
    }
    if (addresses.size() > kMostListed) {
      const std::size_t more = addresses.size() - kMostListed + 1;
      addresses.resize(kMostListed - 1);
      addresses.push_back(fmt::format("and {} others", more));
    }
    set("refused", std::move(addresses));
  }

  TemplateView view() { return std::move(view_); }

 private:
  static void add(std::vector<std::string>& texts, const std::vector<Address>& addresses) {
    for (const Address& address : addresses) {
      if (std::find(texts.begin(), texts.end(), address.text()) == texts.end()) texts.push_back(address.text());
    }
  }
  TemplateView view_;
};

}  // namespace

TemplateView notice_view(const DueNotice& due, std::span<const Decision> decisions, const Council& council,
                         bool closed_days, std::chrono::seconds every) {
  ViewWriter writer;
  writer.set("council", council.name);
  writer.set("reference", due.to.restriction);
  writer.set("representations", council.representations);
  writer.set("every", in_words(every));
  writer.flag("is_forwarded", due.forwarded);
  writer.flag("is_held", due.held);
  writer.flag("is_kept", due.kept);
  writer.way_of_contact(*due.to.terms, council, closed_days);
  writer.refused(due, decisions);
  return writer.view();
}

TemplateView sample_notice_view() {
  TemplateView view;
  for (const char* name : {"council", "reference", "representations", "every", "is_forwarded", "is_held", "is_kept",
                           "whom", "time_zone", "closed_days", "volume"}) {
    view.values[name] = "sample";
  }
  for (const char* name : {"write_to", "hours", "refused"}) view.lists[name] = {"sample", "sample"};
  return view;
}

}  // namespace postern::policy
