"""Headers of any size are decided or refused, never dropped (faults.md M1, R8)."""
import unittest

from protocol_case import ProtocolCase
from testbed.milter_client import Closed

FORWARDED = [("<m.manager@york.gov.uk>",)]
TOO_LARGE = "550 5.6.0"


class HeaderSize(ProtocolCase):
    def sent(self, sender, *fields, header_from=None):
        with self.client() as client:
            return client.message(sender, ["tax@york.gov.uk"], header_from, fields=fields)

    def test_a_restricted_sender_is_decided_whatever_stands_beside(self):
        for size in (65_500, 65_535, 65_536, 65_537, 300_000, 1_000_000):
            with self.subTest(size=size):
                answer = self.sent("alex@example.org", ("X-Filler", "x" * size))
                self.assertEqual((answer.code, answer.all("add-recipient")), ("c", FORWARDED))

    def test_a_stranger_with_the_same_fields_is_let_go(self):
        for size in (65_500, 65_536, 1_000_000):
            with self.subTest(size=size):
                self.assertEqual(self.sent("other@example.com", ("X-Filler", "x" * size)).code, "a")

    def test_a_field_of_a_mebibyte_is_refused(self):
        answer = self.sent("alex@example.org", ("X-Filler", "x" * (1 << 20)))
        self.assertTrue(answer.text.startswith(TOO_LARGE), answer)
        self.still_serves()

    def test_many_fields_of_a_mebibyte_in_all_are_refused(self):
        answer = self.sent("other@example.com", *[("X-Filler", "x" * 1000)] * 1050)
        self.assertTrue(answer.text.startswith(TOO_LARGE), answer)
        self.still_serves()

    def test_a_from_of_nearly_a_mebibyte_is_read_to_its_end(self):
        answer = self.sent("other@example.com", header_from="a " * 450_000 + "<alex@example.org>")
        self.assertEqual((answer.code, answer.all("add-recipient")), ("c", FORWARDED))

    def test_a_from_of_a_mebibyte_is_refused(self):
        answer = self.sent("other@example.com", header_from="a" * (1 << 20) + " <alex@example.org>")
        self.assertTrue(answer.text.startswith(TOO_LARGE), answer)

    def test_a_hundred_thousand_addresses_are_refused(self):
        for each in ("a@b.test,", "<>,"):
            answer = self.sent("other@example.com", header_from=each * (900_000 // len(each)) + "alex@example.org")
            self.assertTrue(answer.text.startswith(TOO_LARGE) or answer.all("add-recipient") == FORWARDED, answer)
        self.still_serves()

    def test_a_hundred_thousand_nested_groups_are_refused(self):
        for opening in ("g:", "(", '"', "<", "g: ("):
            with self.subTest(opening=opening):
                answer = self.sent("other@example.com", header_from=opening * 100_000 + "alex@example.org")
                self.assertTrue(answer.text.startswith(TOO_LARGE) or answer.code in "ac", answer)
        answer = self.sent("other@example.com", header_from="g:" * 100_000 + "alex@example.org" + ";" * 100_000)
        self.assertTrue(answer.text.startswith(TOO_LARGE), answer)
        self.still_serves()

    def test_a_packet_that_no_header_limit_allows_closes_that_session_alone(self):
        with self.assertRaises(Closed):
            self.sent("alex@example.org", ("X-Filler", "x" * (3 << 20)))
        self.still_serves()


if __name__ == "__main__":
    unittest.main()
