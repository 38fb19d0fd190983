"""Recipients and senders that the MTA reads otherwise than their bytes say: routes, literals, quoted addresses. Through
both MTAs as a council sets them up, its own names theirs too; with the lists of macros that many guides have."""
import unittest

import sample_rules
from sample_rules import message
from testbed.bench import TestBench
from testbed.sendmail import Sendmail

RECIPIENTS = ("<tax@york.gov.uk@localhost>", "<tax%york.gov.uk@localhost>", "<tax@[127.0.0.1]>", "<tax@york.gov.uk@[127.0.0.1]>",
              "<york.gov.uk!tax@localhost>", '<"tax@york.gov.uk"@gateway.york.gov.uk>', '<"tax@york.gov.uk"@localhost>',
              "<tax@localhost>", "<tax@localhost.>", "<york.gov.uk!tax>", "<tax%york.gov.uk>", "<@localhost:tax@york.gov.uk>")
SENDERS = ("<example.org!alex>", "<alex%example.org>", '<"alex@example.org">', "<<alex@example.org>>", "<Alex <alex@example.org>>")
# `localhost` is the council's, and nobody is looked up, as at a gateway before the council's mail server.
OWN = "mydestination = localhost, $myhostname\nlocal_recipient_maps =\nlocal_transport = smtp:$relayhost\n"
GUIDES = "milter_mail_macros = i {mail_addr} {client_addr} {client_name} {auth_authen}\nmilter_rcpt_macros = i {rcpt_addr}\n"
HEADER_ONLY = "sam@example.com"


class Routes(unittest.TestCase):
    extra_main = OWN
    mta = None

    @classmethod
    def setUpClass(cls):
        words = {"mta": cls.mta} if cls.mta else {}
        cls.bench = TestBench(sample_rules.EXAMPLE, extra_main=cls.extra_main, **words)
        cls.addClassCleanup(cls.bench.close)

    def setUp(self):
        self.bench.clear()

    def recipients(self):
        self.bench.settled()
        return sorted(each for one in self.bench.sink.received() for each in one.recipients)

    def sent(self, sender, recipients, text):
        self.bench.clear()
        return self.bench.send(sender, recipients, text)

    def test_no_spelling_of_a_recipient_lets_restricted_mail_through(self):
        for recipient in RECIPIENTS:
            for sender, author in (("alex@example.org", "alex@example.org"), (HEADER_ONLY, "alex@example.org")):
                with self.subTest(recipient, sender=sender):
                    replies = self.sent(f"<{sender}>", [recipient], message(author))
                    got = self.recipients()
                    self.assertIn(got, ([], ["m.manager@york.gov.uk"]))
                    if not got:  # refused, by postern or by the MTA itself
                        self.assertIn(5, {reply[0] // 100 for reply in replies.values()})

    def test_odd_characters_at_the_councils_own_domain_are_no_reason_to_refuse(self):
        for recipient in ('<"a,b"@york.gov.uk>', '<"a b"@york.gov.uk>', '<"a;x=y"@york.gov.uk>', "<100%@york.gov.uk>"):
            with self.subTest(recipient):
                replies = self.sent("<alex@example.org>", [recipient], message())
                self.assertEqual((replies[recipient][0], self.recipients()), (250, ["m.manager@york.gov.uk"]))

    def test_mail_that_nothing_concerns_goes_by_every_spelling_that_the_mta_takes(self):
        gone = 0
        for recipient in RECIPIENTS:
            with self.subTest(recipient):
                replies = self.sent("<other@example.com>", [recipient], message("other@example.com"))
                if replies[recipient][0] == 250:
                    gone += 1
                    self.assertEqual((replies["data"][0], len(self.recipients())), (250, 1))
        self.assertGreaterEqual(gone, 6)

    def test_no_spelling_of_a_sender_lets_restricted_mail_through(self):
        taken = 0
        for sender in SENDERS:
            with self.subTest(sender):
                replies = self.sent(sender, ["<tax@york.gov.uk>"], message(HEADER_ONLY))
                if "mail" in replies:  # not every spelling is one that the MTA takes
                    continue
                taken += 1
                self.assertEqual(self.recipients(), ["m.manager@york.gov.uk"])
        self.assertGreaterEqual(taken, 4)

    def test_what_must_be_refused_is_refused(self):
        replies = self.sent("<rejected@example.net>", ["<tax@york.gov.uk>"], message("rejected@example.net"))
        self.assertEqual(replies["<tax@york.gov.uk>"][0], 550)


class RoutesWithAGuidesMacros(Routes):
    extra_main = OWN + GUIDES


class RoutesOfAnotherName(Routes):
    """mail_name is the administrator's to choose: a mixed message must not be doubled for it."""
    extra_main = OWN + "mail_name = Postcow\n"

    def test_a_mixed_message_reaches_each_once(self):
        self.sent("<alex@example.org>", ["<foi@york.gov.uk>", "<cllr.other@york.gov.uk>", "<tax@york.gov.uk>"], message())
        self.assertEqual(self.recipients(), ["cllr.other@york.gov.uk", "foi@york.gov.uk", "m.manager@york.gov.uk"])


class RoutesThroughSendmail(Routes):
    """A user of its own is looked up among the aliases; with no such table Sendmail puts the mail off, whoever sends it."""
    mta = Sendmail
    extra_main = "LOCAL_DOMAIN(`localhost')dnl\ndefine(`ALIAS_FILE', `null:none')dnl\n"


if __name__ == "__main__":
    unittest.main()
