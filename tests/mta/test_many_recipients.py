"""More recipients than Postfix can take off one message: its cleanup goes through the message for each, and panics at 6,000."""
import unittest

import sample_rules
from sample_rules import message
from testbed.bench import TestBench

MANY = "smtpd_recipient_limit = 20000\n"
RESTRICTED = [f"<r{i}@york.gov.uk>" for i in range(6000)]


class ManyRecipients(unittest.TestCase):
    def setUp(self):
        self.bench = TestBench(sample_rules.EXAMPLE, extra_main=MANY)
        self.addCleanup(self.bench.close)

    def received(self, recipients):
        """Who received what, after one message of a restricted customer."""
        self.assertEqual(self.bench.send("<alex@example.org>", recipients, message())["data"][0], 250)
        self.bench.settled()
        return {tuple(one.recipients): one.content for one in self.bench.sink.received()}

    def test_six_thousand_are_forwarded_once(self):
        [(recipients, data)] = self.received(RESTRICTED).items()
        self.assertEqual(recipients, ("m.manager@york.gov.uk",))
        self.assertIn(b"X-Postern-Action: forward", data)

    def test_who_is_protected_beside_them_has_the_message_as_it_is(self):
        received = self.received([*RESTRICTED, "<foi@york.gov.uk>"])
        self.assertEqual(sorted(received), [("foi@york.gov.uk",), ("m.manager@york.gov.uk",)])
        self.assertNotIn(b"X-Postern-", received[("foi@york.gov.uk",)])


if __name__ == "__main__":
    unittest.main()
