"""Whom the MTA delivers to, and who writes, by its macros and by the bytes: neither alone lets restricted mail through."""
import unittest

from protocol_case import ProtocolCase

DOUBTFUL = ("<tax@york.gov.uk@localhost>", "<tax%york.gov.uk@localhost>", "<york.gov.uk!tax@localhost>", "<tax@[127.0.0.1]>",
            '<"tax@york.gov.uk"@gateway.york.gov.uk>', '<"tax@york.gov.uk"@localhost>', "<tax%york.gov.uk>")
FORWARDED = [("<m.manager@york.gov.uk>",)]


class Recipients(ProtocolCase):
    def rcpt(self, sender, recipient, rcpt_addr="", mail_addr=""):
        """The client, and the reply to one RCPT."""
        client = self.client()
        client.macros("M", mail_mailer="smtp", **({"mail_addr": mail_addr} if mail_addr else {}))
        client.mail(sender)
        if rcpt_addr:
            client.macros("R", rcpt_addr=rcpt_addr, rcpt_mailer="smtp")
        return client, client.rcpt(recipient)

    def test_what_the_mta_may_read_otherwise_is_refused_to_whoever_matches(self):
        for recipient in DOUBTFUL:
            for rcpt_addr in ("", "tax@york.gov.uk", "tax@example.com"):
                with self.subTest(recipient, rcpt_addr=rcpt_addr):
                    client, reply = self.rcpt("<alex@example.org>", recipient, rcpt_addr)
                    self.assertEqual(reply.text[:9], "553 5.1.3")
                    client, reply = self.rcpt("<other@example.com>", recipient, rcpt_addr)
                    self.assertEqual(reply.code, "c")
                    self.assertEqual(client.content([("From", "other@example.com")]).code, "a")
                    client, reply = self.rcpt("<other@example.com>", recipient, rcpt_addr)
                    self.assertEqual(client.content([("From", "alex@example.org")]).text[:9], "553 5.1.3")

    def test_what_the_mta_takes_for_a_recipient_of_the_council_is_one(self):
        for recipient, rcpt_addr in (("<tax@localhost>", ""), ("<tax@localhost>", "tax@york.gov.uk"), ("<tax@localhost>", "tax"),
                                     ("<tax@relayed.example>", "tax@york.gov.uk"), ("<tax@relayed.example>", "tax")):
            with self.subTest(recipient, rcpt_addr=rcpt_addr):
                client, reply = self.rcpt("<alex@example.org>", recipient, rcpt_addr)
                self.assertEqual(reply.code, "c")
                answer = client.content([("From", "alex@example.org")])
                self.assertEqual((answer.all("add-recipient"), answer.all("delete-recipient")), (FORWARDED, [(recipient,)]))
                self.assertEqual(self.last_event()["recipient"], "tax@york.gov.uk")

    def test_who_is_outside_the_council_by_both_readings_gets_the_mail(self):
        for rcpt_addr in ("", "tax@relayed.example"):
            client, _ = self.rcpt("<alex@example.org>", "<tax@relayed.example>", rcpt_addr)
            self.assertEqual(client.content([("From", "alex@example.org")]).edits, [])
            self.assertEqual(self.last_event()["rule"], "outside-council")

    def test_the_sender_is_whom_the_mta_takes_it_for_too(self):
        for sender in ("<example.org!alex>", "<alex%example.org>", '<"alex@example.org">', "<<alex@example.org>>",
                       "<Alex <alex@example.org>>"):
            with self.subTest(sender):
                client, _ = self.rcpt(sender, "<tax@york.gov.uk>", mail_addr="alex@example.org")
                self.assertEqual(client.content([("From", "sam@example.com")]).all("add-recipient"), FORWARDED)
                client, _ = self.rcpt(sender, "<tax@york.gov.uk>", mail_addr="other@example.com")
                self.assertIn(client.content([("From", "sam@example.com")]).code, "ac")


class ManyFields(ProtocolCase):
    def sent(self, number, sender="other@example.com"):
        return self.client().message(sender, ["tax@york.gov.uk"], fields=[("X-Postern-A", "x")] * number)

    def test_more_than_a_hundred_fields_of_posterns_are_refused(self):
        for sender in ("other@example.com", "alex@example.org"):
            self.assertEqual(len(self.sent(100, sender).all("change-field")), 100)
            for number in (101, 10_600):
                answer = self.sent(number, sender)
                self.assertEqual((answer.text[:9], answer.edits), ("550 5.6.0", []))


if __name__ == "__main__":
    unittest.main()
