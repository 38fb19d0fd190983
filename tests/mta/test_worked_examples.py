"""decision.md's worked examples and each treatment, alone and mixed, through a real Postfix: what the far end received."""
import unittest

import sample_rules
from sample_rules import message
from testbed.bench import TestBench


class WorkedExamples(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bench = TestBench(sample_rules.EXAMPLE)

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

    def test_another_spelling_is_forwarded_to_the_manager(self):
        self.send("<Alex+x@Example.ORG>", ["planning@york.gov.uk"], message("Alex+x@Example.ORG"))
        received = self.arrived("m.manager@york.gov.uk")
        self.assertEqual(received.fields("X-Postern-Action"),
                         ["forward; restriction=RCC-2026-0001; original-recipient=planning@york.gov.uk"])
        self.assertEqual(received.mail_from, "restricted-contact@york.gov.uk")
        self.nothing_for("planning@york.gov.uk")

    def test_a_stranger_is_delivered_untouched(self):
        self.send("<other@example.org>", ["planning@york.gov.uk"], message("other@example.org"))
        received = self.arrived("planning@york.gov.uk")
        self.has_no_postern_field(received)
        self.assertEqual(received.mail_from, "other@example.org")
        self.nothing_for("m.manager@york.gov.uk")

    def test_a_permitted_contact_is_delivered(self):
        self.send("<alex@example.org>", ["housing@york.gov.uk"], message())
        self.has_no_postern_field(self.arrived("housing@york.gov.uk"))

    def test_a_protected_address_is_delivered(self):
        self.send("<alex@example.org>", ["foi@york.gov.uk"], message())
        self.has_no_postern_field(self.arrived("foi@york.gov.uk"))

    def test_four_recipients_three_treatments(self):
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

    def test_a_match_by_the_header_alone_is_forwarded(self):
        self.send("<x@other.test>", ["tax@york.gov.uk"], message("Alex <alex@example.org>"))
        self.arrived("m.manager@york.gov.uk")
        self.nothing_for("tax@york.gov.uk")

    def test_a_display_name_is_no_identity(self):
        self.send("<someone@other.test>", ["tax@york.gov.uk"], message('"alex@example.org" <someone@other.test>'))
        self.has_no_postern_field(self.arrived("tax@york.gov.uk"))

    def test_a_manager_who_is_a_recipient_too_gets_one_copy_the_forwarded_one(self):
        self.send("<alex@example.org>", ["m.manager@york.gov.uk", "tax@york.gov.uk"], message())
        self.assertTrue(self.arrived("m.manager@york.gov.uk").fields("X-Postern-Action"))
        self.nothing_for("tax@york.gov.uk")

    def test_two_managers_each_get_one(self):
        self.send("<two@example.net>", ["tax@york.gov.uk"], message("two@example.net"))
        self.arrived("m.manager@york.gov.uk")
        self.arrived("n.manager@york.gov.uk")
        self.nothing_for("tax@york.gov.uk")

    def test_two_forwards_to_different_places_are_two_treatments(self):
        self.send("<two@example.net>", ["tax@york.gov.uk", "cllr.other@york.gov.uk"], message("two@example.net"))
        councillor = self.arrived("democratic@york.gov.uk")
        self.assertIn("original-recipient=cllr.other@york.gov.uk", councillor.fields("X-Postern-Action")[0])
        self.assertIn("original-recipient=tax@york.gov.uk", self.arrived("m.manager@york.gov.uk").fields("X-Postern-Action")[0])
        self.nothing_for("cllr.other@york.gov.uk")

    def test_junk_alone_is_marked_in_place(self):
        self.send("<junked@example.net>", ["tax@york.gov.uk"], message("junked@example.net"))
        received = self.arrived("tax@york.gov.uk")
        self.assertEqual(received.fields("X-Spam-Flag"), ["YES"])
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

    def test_rejection_at_rcpt_says_the_restrictions_own_text(self):
        replies = self.send("<rejected@example.net>", ["tax@york.gov.uk"], message("rejected@example.net"))
        code, text = replies["<tax@york.gov.uk>"]
        self.assertEqual(code, 550)
        self.assertIn("5.7.1", text)
        self.assertIn("Please write to m.manager@york.gov.uk only.", text)
        self.assertEqual(self.bench.sink.received(), [])
        event = self.bench.gateway.json("events", "RCC-2026-0003")[-1]
        self.assertEqual((event["action"], event["recipient"], event["rule"]), ("reject", "tax@york.gov.uk", "restricted"))

    def test_rejection_at_rcpt_lets_the_permitted_contact_through(self):
        replies = self.send("<rejected@example.net>", ["tax@york.gov.uk", "housing@york.gov.uk"],
                            message("rejected@example.net"))
        self.assertEqual(replies["<tax@york.gov.uk>"][0], 550)
        self.assertEqual(replies["data"][0], 250)
        self.has_no_postern_field(self.arrived("housing@york.gov.uk"))
        self.nothing_for("tax@york.gov.uk")

    def test_rejection_by_the_header_is_said_at_the_end_of_data(self):
        replies = self.send("<x@other.test>", ["tax@york.gov.uk"], message("rejected@example.net"))
        self.assertEqual(replies["<tax@york.gov.uk>"][0], 250)
        self.assertEqual(replies["data"][0], 550)
        self.assertIn("5.7.1 Please write to m.manager@york.gov.uk only.", replies["data"][1])
        self.assertEqual(self.bench.sink.received(), [])

    def test_rejection_by_the_header_in_mixed_company_is_kept_as_refused(self):
        replies = self.send("<x@other.test>", ["tax@york.gov.uk", "housing@york.gov.uk"], message("rejected@example.net"))
        self.assertEqual(replies["data"][0], 250)
        self.has_no_postern_field(self.arrived("housing@york.gov.uk"))
        self.nothing_for("tax@york.gov.uk")
        self.assertEqual([one["status"] for one in self.kept_for("tax@york.gov.uk")], ["refused"])

    def test_reply_to_alone_never_refuses(self):
        replies = self.send("<form@other.test>", ["parks@york.gov.uk"],
                            message("form@other.test", extra="Reply-To: rejected@example.net\n"))
        self.assertEqual(replies["data"][0], 250)
        self.assertEqual(len(self.kept_for("parks@york.gov.uk")), 1)

    def test_a_delivery_report_from_a_restricted_address_still_counts(self):
        self.send("<>", ["tax@york.gov.uk"], message("quarantined@example.net", extra="Content-Type: multipart/report\n"))
        self.assertTrue(self.kept_for("tax@york.gov.uk"))

    def test_smtputf8_addresses_are_matched_and_forwarded(self):
        self.bench.send("<jörg@example.net>", ["<tax@york.gov.uk>"], message("jörg@example.net"), ("SMTPUTF8",))
        self.bench.settled()
        self.assertIn("RCC-2026-0006", self.arrived("m.manager@york.gov.uk").fields("X-Postern-Action")[0])
        self.nothing_for("tax@york.gov.uk")

    def test_smtputf8_mail_is_split_and_its_copy_arrives(self):
        self.bench.send("<jörg@example.net>", ["<tax@york.gov.uk>", "<foi@york.gov.uk>"], message("jörg@example.net"),
                        ("SMTPUTF8",))
        self.bench.settled()
        self.assertIn("SMTPUTF8", self.arrived("m.manager@york.gov.uk").arguments)
        self.has_no_postern_field(self.arrived("foi@york.gov.uk"))


if __name__ == "__main__":
    unittest.main()
