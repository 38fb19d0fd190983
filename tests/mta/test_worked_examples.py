"""What the text cases cannot say of the worked examples: the fields to the letter, envelope senders, a release."""
import unittest

import sample_rules
from sample_rules import message
from testbed.bench import TestBench
from testbed.postfix import Postfix


class WorkedExamples(unittest.TestCase):
    mta = Postfix

    @classmethod
    def setUpClass(cls):
        cls.bench = TestBench(sample_rules.EXAMPLE, mta=cls.mta)

    @classmethod
    def tearDownClass(cls):
        cls.bench.close()

    def setUp(self):
        self.bench.clear()
        self.before = {one["id"] for one in self.bench.gateway.json("quarantine", "list")}

    def send(self, mail_from, recipients, text):
        replies = self.bench.send(mail_from, [f"<{each}>" for each in recipients], text)
        self.bench.settled()
        return replies

    def arrived(self, address):
        """The one message that came for `address`."""
        messages = self.bench.sink.to(address)
        self.assertEqual(len(messages), 1, f"{address}: {messages}")
        return messages[0]

    def nothing_for(self, address):
        self.assertEqual(self.bench.sink.to(address), [])

    def has_no_postern_field(self, received):
        self.assertNotIn("x-postern", received.header().lower())
        self.assertNotIn("x-spam-flag", received.header().lower())

    def kept_for(self, address):
        """What this test's messages left in the quarantine for `address`."""
        return [one for one in self.bench.gateway.json("quarantine", "list")
                if address in "".join(one["recipients"]) and one["id"] not in self.before]

    def test_a_forwarded_message_says_what_was_done_and_bounces_to_the_council(self):
        self.send("<Alex+x@Example.ORG>", ["planning@york.gov.uk"], message("Alex+x@Example.ORG"))
        received = self.arrived("m.manager@york.gov.uk")
        self.assertEqual(received.fields("X-Postern-Action"),
                         ["forward; restriction=RCC-2026-0001; original-recipient=planning@york.gov.uk"])
        self.assertEqual(received.mail_from, "restricted-contact@york.gov.uk")
        self.nothing_for("planning@york.gov.uk")

    def test_a_strangers_message_keeps_its_envelope_sender(self):
        self.send("<other@example.org>", ["planning@york.gov.uk"], message("other@example.org"))
        received = self.arrived("planning@york.gov.uk")
        self.has_no_postern_field(received)
        self.assertEqual(received.mail_from, "other@example.org")
        self.nothing_for("m.manager@york.gov.uk")

    def test_each_copy_carries_its_own_fields_and_no_others(self):
        self.send("<alex@example.org>",
                  ["cllr.other@york.gov.uk", "cllr.ward@york.gov.uk", "tax@york.gov.uk", "parks@york.gov.uk"], message())
        self.has_no_postern_field(self.arrived("cllr.other@york.gov.uk"))
        junk = self.arrived("cllr.ward@york.gov.uk")
        self.assertEqual((junk.fields("X-Spam-Flag"), junk.fields("X-Postern-Junk")), (["YES"], ["yes"]))
        self.assertEqual(junk.fields("X-Postern-Action") + junk.fields("X-Postern-Pass"), [])
        forwarded = self.arrived("m.manager@york.gov.uk")
        self.assertEqual(forwarded.fields("X-Postern-Action"),
                         ["forward; restriction=RCC-2026-0001; original-recipient=tax@york.gov.uk, parks@york.gov.uk"])
        self.assertEqual(forwarded.fields("X-Postern-Pass") + forwarded.fields("X-Spam-Flag"), [])
        self.assertIn("(postern)", forwarded.header())
        for address in ("tax@york.gov.uk", "parks@york.gov.uk"):
            self.nothing_for(address)
        self.assertEqual(len(self.bench.sink.received()), 3)

    def test_junk_in_place_keeps_its_envelope_sender(self):
        self.send("<junked@example.net>", ["tax@york.gov.uk"], message("junked@example.net"))
        received = self.arrived("tax@york.gov.uk")
        self.assertIn("X-Spam-Flag: YES\r\nX-Postern-Junk: yes\r\n", received.header())  # as recipes look for it
        self.assertEqual(received.mail_from, "junked@example.net")

    def test_quarantine_alone_is_kept_and_released_unchanged(self):
        replies = self.send("<quarantined@example.net>", ["tax@york.gov.uk"], message("quarantined@example.net"))
        self.assertEqual(replies["data"][0], 250)
        self.nothing_for("tax@york.gov.uk")
        kept = self.kept_for("tax@york.gov.uk")
        self.assertEqual(len(kept), 1)
        self.assertEqual(kept[0]["status"], "kept")
        self.bench.gateway.command("quarantine", "release", kept[0]["id"])
        self.bench.settled()
        received = self.arrived("tax@york.gov.uk")
        self.has_no_postern_field(received)
        self.assertEqual(self.kept_for("tax@york.gov.uk"), [])

    def test_smtputf8_mail_is_split_and_its_copy_arrives(self):
        self.bench.send("<jörg@example.net>", ["<tax@york.gov.uk>", "<foi@york.gov.uk>"], message("jörg@example.net"),
                        ("SMTPUTF8",))
        self.bench.settled()
        self.assertIn("SMTPUTF8", self.arrived("m.manager@york.gov.uk").arguments)
        self.has_no_postern_field(self.arrived("foi@york.gov.uk"))


if __name__ == "__main__":
    unittest.main()
