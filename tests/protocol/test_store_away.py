"""The store is locked, or turned into garbage, while the daemon runs: what matches is put off, all else passes, and the
last good rules decide (faults.md S4, S5, S6)."""
import os
import sqlite3
import unittest

from protocol_case import new_gateway
from testbed.milter_client import MilterClient

PUT_OFF = "451 4.3.0 Please try again later"


class StoreAway(unittest.TestCase):
    def setUp(self):
        self.gateway = new_gateway(self)
        self.gateway.start()

    def answer(self, sender, **words):
        with MilterClient(self.gateway.socket) as client:
            return client.greet().message(sender, ["tax@york.gov.uk"], **words)

    def what_matches_is_put_off(self):
        for sender in ("alex@example.org", "quarantined@example.net", "junked@example.net"):
            answer = self.answer(sender)
            self.assertEqual((answer.text, answer.edits), (PUT_OFF, []))
        self.assertEqual(self.answer("rejected@example.net").text, PUT_OFF)
        self.assertEqual(self.answer("other@example.com", header_from="rejected@example.net").text, PUT_OFF)

    def what_matches_is_decided(self):
        self.assertEqual(self.answer("alex@example.org").all("add-recipient"), [("<m.manager@york.gov.uk>",)])
        self.assertEqual(self.answer("quarantined@example.net").code, "d")
        self.assertEqual(self.answer("rejected@example.net").text[:9], "550 5.7.1")

    def test_while_the_store_is_locked(self):
        other = sqlite3.connect(self.gateway.folder / "postern.db", isolation_level=None)
        self.addCleanup(other.close)
        other.execute("BEGIN EXCLUSIVE")
        self.assertEqual(self.answer("other@example.com").code, "a")
        self.what_matches_is_put_off()
        self.assertEqual(self.answer("other@example.com").code, "a")
        other.execute("ROLLBACK")
        self.what_matches_is_decided()
        actions = [event["action"] for event in self.gateway.json("events")]
        self.assertEqual(actions, ["forward", "quarantine", "reject"], "what was put off left no event")
        self.assertEqual(len(self.gateway.json("quarantine", "list")), 1)
        self.assertEqual(list((self.gateway.folder / "quarantine" / "incoming").iterdir()), [])
        self.assertEqual(len(list((self.gateway.folder / "quarantine").glob("*/*.eml"))), 1)

    def the_last_good_rules_decide(self):
        """Whether or not a match can still be recorded: it is decided rightly or put off, and never let go."""
        self.assertEqual(self.answer("other@example.com").code, "a")
        answer = self.answer("alex@example.org")
        self.assertTrue(answer.text == PUT_OFF or answer.all("add-recipient"), answer)
        answer = self.answer("quarantined@example.net")
        self.assertTrue(answer.text == PUT_OFF or answer.code == "d", answer)
        answer = self.answer("rejected@example.net")
        self.assertTrue(answer.text == PUT_OFF or answer.text.startswith("550 5.7.1"), answer)
        self.assertIsNone(self.gateway.process.poll())

    def test_a_store_that_became_garbage_keeps_the_last_good_rules(self):
        store = self.gateway.folder / "postern.db"
        for part in (store, *self.gateway.folder.glob("postern.db-wal")):
            with open(part, "r+b") as file:
                file.write(os.urandom(part.stat().st_size))
        for _ in range(3):
            self.the_last_good_rules_decide()

    def test_a_store_that_another_file_replaced_keeps_the_last_good_rules(self):
        store, garbage = self.gateway.folder / "postern.db", self.gateway.folder / "garbage"
        garbage.write_bytes(os.urandom(50_000))
        os.replace(garbage, store)
        for _ in range(3):
            self.the_last_good_rules_decide()


if __name__ == "__main__":
    unittest.main()
