// What an automatic reply is never given to, each beside the twin that may have one (faults.md A1, A2).
#include "mail/automatic.hpp"

#include <vector>

#include <catch2/catch.hpp>

using namespace postern::mail;

namespace {

std::string why(const std::string& name, const std::string& value) {
  const std::vector<HeaderField> header = {{"From", " alex@example.org"}, {"Subject", " Bins"}, {name, value}};
  return std::string(automatic_by_header(header));
}

std::string sender(const std::string& mail_from) {
  return std::string(automatic_by_sender(mail_from));
}

}  // namespace

TEST_CASE("a person's own message may be answered", "[mail][automatic]") {
  CHECK(automatic_by_header({}).empty());
  CHECK(why("To", " tax@york.gov.uk").empty());
  CHECK(sender("<alex@example.org>").empty());
  CHECK(sender("<Alex.Example+york@example.org> ").empty());
}

TEST_CASE("Auto-Submitted forbids it, unless it says no", "[mail][automatic][A2]") {
  CHECK(why("Auto-Submitted", " auto-replied") == "auto-submitted");
  CHECK(why("auto-submitted", " auto-generated; owner-email=\"x@y.test\"") == "auto-submitted");
  CHECK(why("AUTO-SUBMITTED \t", "\n auto-notified") == "auto-submitted");
  CHECK(why("Auto-Submitted", "") == "auto-submitted");
  CHECK(why("Auto-Submitted", " none") == "auto-submitted");
  CHECK(why("Auto-Submitted", " no").empty());
  CHECK(why("Auto-Submitted", " (a person) NO ; x=y").empty());
  CHECK(why("X-Auto-Submitted-By", " alex").empty());
}

TEST_CASE("one field among many is enough", "[mail][automatic]") {
  const std::vector<HeaderField> header = {
      {"Auto-Submitted", " no"}, {"From", " alex@example.org"}, {"Auto-Submitted", " auto-replied"}};
  CHECK(automatic_by_header(header) == "auto-submitted");
}

TEST_CASE("Precedence forbids it for bulk, list and junk alone", "[mail][automatic][A2]") {
  for (const char* each : {" bulk", " LIST", "junk", " auto_reply", "\n\tbulk (mass)"}) {
    CHECK(why("Precedence", each) == "precedence");
  }
  for (const char* each : {" first-class", " special-delivery", "", " bulky"}) CHECK(why("Precedence", each).empty());
}

TEST_CASE("any field of a list forbids it", "[mail][automatic][A2]") {
  for (const char* each : {"List-Id", "List-Unsubscribe", "LIST-POST", "List-Help", "List-Archive", "Mailing-List"}) {
    CHECK_FALSE(why(each, " <x.example.org>").empty());
  }
  for (const char* each : {"Listing", "Listen-To", "Guest-List"}) CHECK(why(each, " x").empty());
}

TEST_CASE("a wish for no automatic answers is granted", "[mail][automatic][A2]") {
  for (const char* each : {" All", " OOF, AutoReply", " DR"})
    CHECK_FALSE(why("X-Auto-Response-Suppress", each).empty());
  CHECK(why("X-Auto-Response-Suppress", " None").empty());
}

TEST_CASE("what responders mark is not answered", "[mail][automatic][A2]") {
  for (const char* each : {"X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-Mail-Autoreply",
                           "X-Loop", "X-Failed-Recipients", "Feedback-ID"}) {
    CHECK(why(each, " yes") == "auto-reply field");
  }
  CHECK(why("X-Autoreply", " no").empty());
  CHECK(why("X-Automobile", " yes").empty());
}

TEST_CASE("a report and a bounce are not answered", "[mail][automatic][A2]") {
  CHECK(why("Content-Type", " multipart/report; report-type=delivery-status") == "report");
  CHECK(why("Content-Type", " Multipart/Report;\n\treport-type=feedback-report") == "report");
  CHECK(why("Content-Type", " message/feedback-report") == "report");
  CHECK(why("Content-Type", " multipart/mixed; boundary=report").empty());
  CHECK(why("Return-Path", " <>") == "null return-path");
  CHECK(why("Return-Path", " <alex@example.org>").empty());
}

TEST_CASE("the null sender and what is no address get no answer", "[mail][automatic][A1]") {
  for (const char* each : {"<>", "", "< >", "<alex>", "<@example.org>"}) CHECK_FALSE(sender(each).empty());
}

TEST_CASE("addresses of programs get no answer, and people with such names do", "[mail][automatic][A1]") {
  for (const char* each :
       {"MAILER-DAEMON", "postmaster", "owner-bins", "bins-owner", "bins-request", "bins-bounces", "bounce-7",
        "bounces", "noreply", "No-Reply", "no_reply", "donotreply", "do-not-reply", "noreply-accounts", "tax-noreply",
        "listserv", "majordomo", "bins-return", "mailer-daemon+x"}) {
    CHECK(sender("<" + std::string(each) + "@example.org>") == "sender is a program");
  }
  for (const char* each : {"owner", "request", "requested", "post.master", "reply", "anna.no", "cronin", "daemonica"}) {
    CHECK(sender("<" + std::string(each) + "@example.org>").empty());
  }
}

TEST_CASE("an address with another one in it is no person's", "[mail][automatic][A1]") {
  for (const char* each : {"bins-7-alex=example.org", "prvs=123456789a=alex", "SRS0=HHH=TT=example.org=alex"}) {
    CHECK(sender("<" + std::string(each) + "@lists.test>") == "sender made for one message");
  }
  CHECK(sender("<alex+example.org@lists.test>").empty());
}
