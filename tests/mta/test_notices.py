"""Notices to customers over real Postfix: who gets one, what is in it, and that nothing loops (faults.md A1 to A7)."""
import email
import email.policy
import threading
import unittest

import sample_rules
from sample_rules import message
from testbed import ports
from testbed.bench import TestBench
from testbed.gateway import CONFIGURATION
from testbed.sink import Behaviour, Sink

ALEX = "alex@example.org"
REJECTED = "rejected@example.net"
RULES = "restrictions:" + sample_rules.restriction(
    "RCC-2026-0001", ALEX,
    "{action: forward, managers: [m.manager@york.gov.uk], contacts: [housing@york.gov.uk], councillors: all, remind: true}"
) + sample_rules.restriction(
    "RCC-2026-0003", REJECTED, "{action: reject, councillors: none, councillors_reason: Agreed, contacts: [housing@york.gov.uk]}",
    "R") + sample_rules.restriction(
    "RCC-2026-0006", "jörg@example.net", "{action: quarantine, councillors: all, remind: true}", "U") + sample_rules.restriction(
    "RCC-2026-0004", "silent@example.net", "{action: quarantine, councillors: all}", "S") + """
councillors:
  - name: C. Ward
    addresses: [cllr.ward@york.gov.uk]
    choices: [{customer: someone@other.test, action: junk, since: 2026-09-01}]
"""
SETTINGS = CONFIGURATION.replace("council:\n", "council:\n  authserv_ids: [mx.york.gov.uk]\n").replace(
    "bounces: restricted-contact@york.gov.uk", "from: Restricted Contact <contact@york.gov.uk>, bounces: restricted-contact@york.gov.uk")


def results(text, mail_from=ALEX):
    """What a trusted hop in front of this Postfix puts on top."""
    return f"Authentication-Results: mx.york.gov.uk; {text.format(mail_from)}\n"


PASSED = "spf=pass smtp.mailfrom={}"


class Notices(unittest.TestCase):
    def setUp(self):
        self.bench = TestBench(RULES, configuration=SETTINGS)
        self.gateway = self.bench.gateway
        self.addCleanup(self.bench.close)

    def send(self, extra=results(PASSED), mail_from=ALEX, to=("tax@york.gov.uk",), **more):
        replies = self.bench.send(f"<{mail_from}>", [f"<{each}>" for each in to], message(mail_from, extra, **more))
        self.assertEqual(replies["data"][0], 250, replies)
        self.bench.settled()

    def notices(self, to=ALEX):
        return self.bench.sink.to(to)

    def test_several_messages_of_a_customer_give_one_notice_with_all_that_it_needs(self):
        for number in range(4):
            self.send(message_id=f"{number}@example.org", subject="My secret subject")
        [received] = self.notices()
        self.assertEqual(received.mail_from, "")
        self.assertEqual(received.recipients, [ALEX])
        parsed = email.message_from_bytes(received.content, policy=email.policy.default)
        self.assertEqual(parsed.defects, [])
        self.assertEqual(str(parsed["From"]), "Restricted Contact <contact@york.gov.uk>")
        self.assertEqual(parsed["To"], ALEX)
        self.assertEqual(parsed["Subject"], "Your email to City of York Council")
        self.assertEqual(parsed["In-Reply-To"], "<0@example.org>")
        self.assertEqual(parsed["References"], "<0@example.org>")
        self.assertEqual(parsed["Auto-Submitted"], "auto-replied")
        self.assertEqual(parsed["X-Auto-Response-Suppress"], "All")
        self.assertEqual(parsed["Content-Language"], "en")
        self.assertRegex(parsed["Message-ID"], r"^<[0-9a-f]{32}@york\.gov\.uk>$")
        self.assertIsNotNone(parsed["Date"].datetime)
        self.assertEqual(parsed.get_content_type(), "multipart/alternative")
        self.assertEqual([part.get_content_type() for part in parsed.iter_parts()], ["text/plain", "text/html"])
        for part in parsed.iter_parts():
            text = part.get_content()
            for wanted in ("City of York Council", "RCC-2026-0001", "housing@york.gov.uk", "m.manager@york.gov.uk",
                           "complaints@york.gov.uk", "7 days"):
                self.assertIn(wanted, text)
            self.assertNotIn("Forty messages", text)  # a reason
            self.assertNotIn("Alex Example", text)
        self.assertNotIn(b"secret", received.content)
        self.assertNotIn(b"X-Postern", received.content)
        self.assertNotIn(b"multipart", received.body().split(b"--=_")[0])
        self.assertIsNotNone(self.gateway.json("show", "RCC-2026-0001")["last_notice"])
        self.assertEqual(len(self.bench.sink.to("m.manager@york.gov.uk")), 4)
        self.assertEqual({event["action"] for event in self.gateway.json("events")}, {"forward"})

    def test_a_sender_who_was_not_authenticated_gets_none(self):
        self.send("")
        for text in ("spf=fail smtp.mailfrom={}", "none", "spf=pass smtp.mailfrom=forger@other.test", "dkim=pass header.d=other.test"):
            self.send(results(text))
        self.send("Authentication-Results: mx.other.test; spf=pass smtp.mailfrom=alex@example.org\n")
        self.send("Received: from forger.test by relay.test; Mon, 2 Nov 2026 10:00:00 +0000\n" + results(PASSED))
        self.send(results(PASSED, "forger@other.test"), mail_from="forger@other.test", to=("foi@york.gov.uk",))
        self.assertEqual(self.notices(), [])
        self.assertEqual(self.bench.sink.to("forger@other.test"), [])
        self.send()
        self.assertEqual(len(self.notices()), 1)

    def test_a_forged_author_has_nobody_written_to(self):
        text = message(ALEX, results(PASSED, "forger@other.test"))
        self.bench.send("<forger@other.test>", ["<tax@york.gov.uk>"], text)
        self.bench.settled()
        self.assertEqual(len(self.bench.sink.to("m.manager@york.gov.uk")), 1)
        self.assertEqual(len(self.bench.sink.received()), 1)

    def test_what_a_program_wrote_gets_none(self):
        for extra in ("Auto-Submitted: auto-replied\n", "Precedence: bulk\n", "List-Id: <bins.example.org>\n",
                      "X-Auto-Response-Suppress: All\n", "X-Autoreply: yes\n", "Content-Type: multipart/report; boundary=b\n"):
            self.send(results(PASSED) + extra)
        bounce = message(ALEX, results(PASSED) + "Content-Type: multipart/report; boundary=b\n")
        self.bench.send("<>", ["<tax@york.gov.uk>"], bounce)
        self.bench.settled()
        self.assertEqual(self.notices(), [])
        self.assertEqual(len(self.gateway.json("events")), 7)

    def test_who_was_refused_in_mixed_company_is_named(self):
        self.send(results(PASSED, REJECTED), REJECTED, ("cllr.ward@york.gov.uk", "housing@york.gov.uk"))
        [received] = self.notices(REJECTED)
        parsed = email.message_from_bytes(received.content, policy=email.policy.default)
        self.assertIn("did not reach everyone", parsed["Subject"])
        for part in parsed.iter_parts():
            text = part.get_content()
            self.assertIn("cllr.ward@york.gov.uk", text)
            self.assertIn("housing@york.gov.uk", text)
        self.assertEqual([each["status"] for each in self.gateway.json("quarantine", "list")], ["refused"])

    def test_messages_over_many_connections_at_once_give_one_notice(self):
        def one(number):
            self.bench.send(f"<{ALEX}>", ["<tax@york.gov.uk>"], message(extra=results(PASSED), message_id=f"{number}@example.org"))

        senders = [threading.Thread(target=one, args=(number,)) for number in range(20)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        self.bench.settled()
        self.assertEqual(len(self.bench.sink.to("m.manager@york.gov.uk")), 20)
        self.assertEqual(len(self.notices()), 1)

    def test_a_restart_does_not_begin_the_period_anew(self):
        self.send()
        for how in (self.gateway.stop, self.gateway.kill):
            how()
            self.gateway.start()
            self.send()
        self.assertEqual(len(self.bench.sink.to("m.manager@york.gov.uk")), 3)
        self.assertEqual(len(self.notices()), 1)

    def test_a_customer_whose_address_needs_smtputf8_is_told_with_it(self):
        customer = "jörg@example.net"
        replies = self.bench.send(f"<{customer}>", ["<tax@york.gov.uk>"], message(customer, results(PASSED, customer)),
                                  ("SMTPUTF8",))
        self.assertEqual(replies["data"][0], 250, replies)
        self.bench.settled()
        [received] = self.notices(customer)
        self.assertIn("SMTPUTF8", received.arguments)
        self.assertIn(f"To: {customer}".encode(), received.content)

    def test_nobody_is_reminded_where_the_restriction_does_not_say_so(self):
        self.send(results(PASSED, "silent@example.net"), "silent@example.net")
        self.assertEqual(self.bench.sink.received(), [])
        self.assertIsNone(self.gateway.json("show", "RCC-2026-0004")["last_notice"])


class SubmissionAway(unittest.TestCase):
    def test_a_submission_server_that_is_away_delays_the_notice_alone(self):
        port = ports.free_port()
        bench = TestBench(RULES, configuration=SETTINGS.replace("{submit}", str(port)))
        self.addCleanup(bench.close)
        replies = bench.send(f"<{ALEX}>", ["<tax@york.gov.uk>"], message(extra=results(PASSED)))
        self.assertEqual(replies["data"][0], 250)
        ports.wait_for(bench.postfix.queue_is_empty, "an empty queue")
        self.assertEqual(len(bench.sink.to("m.manager@york.gov.uk")), 1)
        [row] = bench.gateway.json("outbox", "list")
        self.assertEqual((row["kind"], row["recipients"], row["restriction"]), ("notice", [ALEX], "RCC-2026-0001"))
        self.assertIsNone(bench.gateway.json("show", "RCC-2026-0001")["last_notice"])
        server = Sink(port)
        self.addCleanup(server.stop)
        bench.gateway.command("outbox", "retry", row["id"])
        ports.wait_for(lambda: server.to(ALEX), "the notice at its server")
        ports.wait_for(bench.gateway.outbox_is_empty, "an empty outbox")
        [received] = server.received()
        self.assertEqual(received.mail_from, "")
        self.assertNotIn(b"X-Postern", received.content)
        self.assertTrue(received.content.startswith(b"From: Restricted Contact <contact@york.gov.uk>\r\n"), received.content)


    def test_a_server_that_puts_it_off_gets_it_again(self):
        port = ports.free_port()
        server = Sink(port)
        self.addCleanup(server.stop)
        server.behaviour = Behaviour(dot="451 4.3.0 later")
        bench = TestBench(RULES, configuration=SETTINGS.replace("{submit}", str(port)))
        self.addCleanup(bench.close)
        bench.send(f"<{ALEX}>", ["<tax@york.gov.uk>"], message(extra=results(PASSED)))
        ports.wait_for(lambda: "451" in "".join(row["last_error"] for row in bench.gateway.json("outbox", "list")), "a refusal")
        server.behaviour = Behaviour()
        bench.gateway.command("outbox", "retry", bench.gateway.json("outbox", "list")[0]["id"])
        ports.wait_for(bench.gateway.outbox_is_empty, "an empty outbox")
        self.assertEqual(len(server.to(ALEX)), 1)
        self.assertEqual([event["action"] for event in bench.gateway.json("events")], ["forward"])


class Refused(unittest.TestCase):
    def test_a_notice_that_is_refused_for_good_is_an_event_and_keeps_nothing(self):
        # Postfix itself refuses; its own queue would take what the far end does not want.
        bench = TestBench(RULES, configuration=SETTINGS, extra_main=(
            "smtpd_recipient_restrictions = check_recipient_access inline:{ {alex@example.org = 550 5.1.1 nobody} }, "
            "permit_mynetworks, reject\n"))
        self.addCleanup(bench.close)
        bench.send(f"<{ALEX}>", ["<tax@york.gov.uk>"], message(extra=results(PASSED)))
        bench.settled()
        failed = [event for event in bench.gateway.json("events", "RCC-2026-0001") if event["action"] == "notice"]
        self.assertEqual(len(failed), 1)
        self.assertEqual((failed[0]["recipient"], failed[0]["address"]), (ALEX, ALEX))
        self.assertTrue(failed[0]["note"].startswith("undeliverable: 550 5.1.1"), failed)
        self.assertEqual(bench.gateway.json("quarantine", "list", "--all"), [])
        self.assertIn("undeliverable", bench.gateway.command("events").stdout)
        rows = bench.gateway.json("report", "activity")
        self.assertEqual(sum(row["messages"] for row in rows), 1)


class Responders(unittest.TestCase):
    """Somebody's responder answers whatever comes, and says of nothing that it is automatic."""

    def test_two_responders_exchange_one_notice(self):
        self.bench = None
        self.answers = []
        ready = threading.Event()

        def answer(received):
            ready.wait()
            if ALEX not in received.recipients:
                return
            # To the council, as the customer, authenticated: as a responder would that nobody has taught RFC 3834.
            self.answers.append(threading.Thread(target=self.bench.send, args=(
                f"<{ALEX}>", ["<tax@york.gov.uk>"],
                message(extra=results(PASSED), subject="I am away", message_id=f"{len(self.answers)}.away@example.org"))))
            self.answers[-1].start()

        self.bench = TestBench(RULES, configuration=SETTINGS, on_message=answer)
        self.addCleanup(self.bench.close)
        ready.set()
        self.bench.send(f"<{ALEX}>", ["<tax@york.gov.uk>"], message(extra=results(PASSED)))
        ports.wait_for(lambda: len(self.bench.gateway.json("events")) == 2, "the responder's answer at the gateway")
        for each in self.answers:
            each.join()
        self.bench.settled()
        self.assertEqual(len(self.bench.sink.to(ALEX)), 1)
        self.assertEqual(len(self.answers), 1)


if __name__ == "__main__":
    unittest.main()
