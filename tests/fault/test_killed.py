"""kill -9 at random moments under load: nothing that was acknowledged is gone, doubled is only what a crash fell upon
between two commits, and the store is whole (faults.md D11, S14)."""
import contextlib
import hashlib
import os
import random
import sqlite3
import unittest

from fault_bench import FaultTest
from traffic import Traffic

KILLS = 500 if os.environ.get("SOAK") else 8
#: Each may be doubled by one kill: the messages of as many clients, and the submissions that are under way at a time.
AT_RISK = 4 + 4


class Killed(FaultTest):
    def test_no_acknowledged_message_is_gone(self):
        seed = int(os.environ.get("SEED", "20261124"))
        chance = random.Random(seed)
        with self.subTest(seed=seed):
            traffic = Traffic(self.bench)
            try:
                for _ in range(KILLS):
                    traffic.go_on_for(chance.uniform(0.1, 0.8))
                    self.gateway.kill()
                    self.gateway.start()
            finally:
                traffic.finish()
            self.bench.settled()
            self.assertGreater(sum(one.code == 250 for one in traffic.sent), KILLS)
            self.assertGreater(sum(one.tries > 1 for one in traffic.sent), 0, "no kill fell upon a message")
            self.assertLessEqual(traffic.check(self, doubles=True), AT_RISK * KILLS)
            self.check_whole()

    def check_whole(self):
        with contextlib.closing(sqlite3.connect(self.gateway.folder / "postern.db")) as store:
            self.assertEqual(store.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
            self.assertEqual(store.execute("SELECT count(*) FROM outbox WHERE state = 'prepared'").fetchone(), (0,))
            kept = dict(store.execute("SELECT id, sha256 FROM kept_message WHERE id IN (SELECT message FROM kept_recipient)"))
        self.assertEqual(self.gateway.command("audit", "verify", check=False).returncode, 0)
        self.assertEqual(self.files("incoming/*"), [])
        for message_id, digest in kept.items():
            path = self.gateway.folder / "quarantine" / message_id[:2] / (message_id + ".eml")
            self.assertEqual(hashlib.sha256(path.read_bytes()).hexdigest(), digest, path)


if __name__ == "__main__":
    unittest.main()
