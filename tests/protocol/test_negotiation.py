"""An MTA that lacks a needed ability is refused loudly; whatever else it lacks, its mail is decided alike (faults.md M7)."""
import itertools
import struct
import unittest

from protocol_case import ProtocolCase
from testbed import ports
from testbed.gateway import CONFIGURATION
from testbed.milter_client import ALL_ACTIONS, ALL_STEPS, LEADING_SPACE, NO_REPLY_TO, SKIP, Closed

NEEDED = {"add headers": 0x01, "add recipients": 0x04, "delete recipients": 0x08, "change headers": 0x10,
          "change the sender": 0x40}
NOT_NEEDED = {"change the body": 0x02, "quarantine": 0x20, "recipients with arguments": 0x80, "choose macros": 0x100}
NO_UNKNOWN, NO_DATA, REJECTED_RECIPIENTS, LARGE_PACKETS = 0x100, 0x200, 0x800, 0x30000000


class Negotiation(ProtocolCase):
    def decides(self, client):
        """A message of each treatment, with the same results whatever was negotiated."""
        client.greet()
        forwarded = client.message("alex@example.org", ["tax@york.gov.uk"])
        self.assertEqual((forwarded.code, forwarded.all("add-recipient"), forwarded.all("delete-recipient")),
                         ("c", [("<m.manager@york.gov.uk>",)], [("<tax@york.gov.uk>",)]))
        self.assertEqual(client.message("other@example.com", ["tax@york.gov.uk"]).code, "a")
        self.assertEqual(client.message("rejected@example.net", ["tax@york.gov.uk"]).text[:9], "550 5.7.1")
        client.abort()
        known = {row["id"] for row in self.gateway.json("quarantine", "list")}
        self.assertEqual(client.message("quarantined@example.net", ["tax@york.gov.uk"], body=b"One\r\nTwo\r\n").code, "d")
        [row] = [row for row in self.gateway.json("quarantine", "list") if row["id"] not in known]
        [path] = (self.gateway.folder / "quarantine").glob(f"*/{row['id']}.eml")
        self.assertEqual(path.read_bytes(), b"From: quarantined@example.net\r\nSubject: Test\r\n\r\nOne\r\nTwo\r\n")
        client.quit()

    def test_an_mta_that_lacks_a_needed_action_is_refused_and_logged(self):
        for (what, action), version in itertools.product(NEEDED.items(), (2, 3, 4, 5, 6)):
            with self.subTest(lacking=what, version=version):
                before = self.gateway.log().count("event=mta-refused")
                with self.assertRaises(Closed):
                    self.client(greeted=False, actions=ALL_ACTIONS & ~action, version=version)
                self.logged_after(before)
        self.still_serves()

    def logged_after(self, before):
        ports.wait_for(lambda: self.gateway.log().count("event=mta-refused") > before, "the log line of a refused MTA")

    def test_an_mta_that_offers_no_action_is_refused(self):
        for version in (2, 6):
            with self.assertRaises(Closed):
                self.client(greeted=False, actions=0, steps=0, version=version)

    def test_an_mta_that_lacks_another_action_is_served(self):
        for what, action in NOT_NEEDED.items():
            with self.subTest(lacking=what):
                self.decides(self.client(greeted=False, actions=ALL_ACTIONS & ~action))

    def test_no_more_than_what_is_needed_is_asked_for(self):
        client = self.client(greeted=False)
        self.assertEqual(client.actions, sum(NEEDED.values()) | NOT_NEEDED["choose macros"])
        self.assertEqual(client.steps & ~ALL_STEPS, 0)
        self.assertEqual(client.steps & REJECTED_RECIPIENTS, 0)

    def test_the_macros_that_decide_are_asked_for(self):
        self.assertEqual(self.client(greeted=False).asked,
                         {"connect": ["j", "v", "{daemon_name}"],
                          "mail": ["i", "{auth_authen}", "{mail_addr}", "{mail_mailer}"],
                          "rcpt": ["i", "{rcpt_addr}", "{rcpt_mailer}"], "data": ["i"], "eoh": ["i"], "eom": ["i"]})
        without = self.client(greeted=False, actions=ALL_ACTIONS & ~NOT_NEEDED["choose macros"])
        self.assertEqual((without.asked, without.actions), ({}, sum(NEEDED.values())))

    def test_old_versions_of_the_protocol_are_spoken(self):
        for version, steps in ((2, 0x7F), (3, 0xFF), (4, 0x3FF), (5, 0x3FF), (6, ALL_STEPS)):
            with self.subTest(version=version):
                client = self.client(greeted=False, version=version, steps=steps)
                self.assertEqual((client.version, client.steps & ~steps), (version, 0))
                self.decides(client)

    def test_a_version_that_is_too_old_closes_the_session(self):
        for version in (0, 1):
            with self.assertRaises(Closed):
                self.client(greeted=False, version=version)
        self.still_serves()

    def test_each_step_may_be_missing(self):
        steps = [SKIP, LEADING_SPACE, *NO_REPLY_TO.values(), NO_UNKNOWN, NO_DATA, 0x8000, 0x40000, 0x80000]
        for offered in (0, LARGE_PACKETS, ALL_STEPS | LARGE_PACKETS, *steps, *(ALL_STEPS & ~step for step in steps)):
            with self.subTest(offered=hex(offered)):
                client = self.client(greeted=False, steps=offered)
                self.assertEqual(client.steps & ~offered, 0)
                self.decides(client)

    def test_an_mta_that_offers_smaller_packets_does_not_shrink_anybodys_limit(self):
        for offered in (0x10000000, 0x20000000, LARGE_PACKETS):
            with self.subTest(offered=hex(offered)):
                self.client(steps=ALL_STEPS | offered)
                answer = self.client().message("alex@example.org", ["tax@york.gov.uk"], fields=[("X-Filler", "x" * 1_040_000)])
                self.assertEqual(answer.all("add-recipient"), [("<m.manager@york.gov.uk>",)])

    def test_skip_is_answered_only_where_it_was_negotiated(self):
        for steps, wanted in ((ALL_STEPS, "s"), (ALL_STEPS & ~SKIP, "c")):
            client = self.client(steps=steps)
            client.envelope("<alex@example.org>", ["<tax@york.gov.uk>"])
            self.assertEqual(client.end_of_header().code, "c")
            self.assertEqual(client.body(b"Hello\r\n").code, wanted)
            self.assertEqual(client.end_of_message().all("add-recipient"), [("<m.manager@york.gov.uk>",)])

    def test_commands_that_nobody_asked_for_are_answered(self):
        client = self.client(steps=0)
        self.assertEqual(client.ask("U", b"XYZZY\0").code, "c")
        client.envelope("<alex@example.org>", ["<tax@york.gov.uk>"])
        self.assertEqual(client.ask("T").code, "c")
        self.assertEqual(client.content([("From", "alex@example.org")]).all("add-recipient"), [("<m.manager@york.gov.uk>",)])

    def test_a_message_whose_header_never_ended_is_put_off(self):
        for body in (b"", b"Hello\r\n"):
            client = self.client()
            client.envelope("<alex@example.org>", ["<tax@york.gov.uk>"])
            if body:
                client.body(body)
            answer = client.end_of_message()
            self.assertEqual((answer.text[:9], answer.edits), ("451 4.3.0", []))

    def test_a_second_negotiation_changes_nothing(self):
        client = self.client()
        client.send("O", struct.pack(">III", 6, 0, 0))
        self.assertEqual(client.message("alex@example.org", ["tax@york.gov.uk"]).all("add-recipient"),
                         [("<m.manager@york.gov.uk>",)])
        self.assertEqual(client.message("other@example.com", ["tax@york.gov.uk"]).code, "a")

    def test_over_a_unix_socket_data_needs_no_answer(self):
        self.assertEqual(self.client().steps & NO_DATA, NO_DATA)


class OverTcp(ProtocolCase):
    """DATA is answered, or Postfix' next packet would wait for an acknowledgement that comes 40 ms late."""
    @classmethod
    def setUpClass(cls):
        where = ("127.0.0.1", ports.free_port())
        cls.configuration = CONFIGURATION.replace("unix:{folder}/milter.sock", f"inet:{where[1]}@127.0.0.1")
        super().setUpClass()
        cls.gateway.socket = where

    def test_data_is_answered_and_the_message_decided_as_ever(self):
        client = self.client()
        self.assertEqual(client.steps & NO_DATA, 0)
        client.envelope("<alex@example.org>", ["<tax@york.gov.uk>"])
        self.assertEqual(client.ask("T").code, "c")
        self.assertEqual(client.content([("From", "alex@example.org")]).all("add-recipient"), [("<m.manager@york.gov.uk>",)])


if __name__ == "__main__":
    unittest.main()
