"""One kept message, many who release it: it leaves exactly once, whatever is killed in between (faults.md Q7)."""
import os
import random
import subprocess
import threading
import unittest

from fault_bench import FaultTest
from testbed.gateway import programs

SOAK = bool(os.environ.get("SOAK"))


class Releases(FaultTest):
    def release(self, message_id):
        return subprocess.Popen([programs() / "admin" / "postern", "quarantine", "release", message_id, "--config",
                                 self.gateway.configuration], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def kept_one(self, message_id):
        self.assertEqual(self.quarantined(message_id)[0], 250)
        [entry] = self.gateway.json("quarantine", "list")
        return entry["id"]

    def test_twenty_at_once_release_it_once(self):
        kept = self.kept_one("wanted@test")
        releases = [self.release(kept) for _ in range(20)]
        words = [one.communicate()[1] for one in releases]
        statuses = sorted(one.returncode for one in releases)
        self.assertEqual(statuses, [0] + [1] * 19, words)
        self.bench.settled()
        self.assertEqual(self.arrived_ids("tax@york.gov.uk"), ["<wanted@test>"])
        self.assertEqual(self.kept_ids(), [])

    def test_a_release_that_is_killed_has_happened_once_or_not_at_all(self):
        chance = random.Random(int(os.environ.get("SEED", "20261124")))
        for number in range(200 if SOAK else 8):
            self.bench.clear()
            kept = self.kept_one(f"m{number}@test")
            killed = self.release(kept)
            killer = threading.Timer(chance.uniform(0.0, 0.03), killed.kill)  # at any moment: nothing is waited for
            killer.start()
            killed.communicate()
            killer.join()
            if self.kept_ids():
                self.gateway.command("quarantine", "release", kept)
            self.assertEqual(self.gateway.command("quarantine", "release", kept, check=False).returncode, 1)
            self.bench.settled()
            self.assertEqual(self.arrived_ids("tax@york.gov.uk"), [f"<m{number}@test>"])
        self.assertEqual(self.gateway.command("audit", "verify", check=False).returncode, 0)

    def test_a_daemon_that_is_killed_while_it_releases_sends_it_all_the_same(self):
        chance = random.Random(int(os.environ.get("SEED", "20261124")))
        for number in range(200 if SOAK else 4):
            self.bench.clear()
            kept = self.kept_one(f"d{number}@test")
            self.gateway.command("quarantine", "release", kept)
            killer = threading.Timer(chance.uniform(0.0, 1.0), self.gateway.process.kill)
            killer.start()
            killer.join()
            self.gateway.kill()
            self.gateway.start()
            self.bench.settled()
            arrived = self.arrived_ids("tax@york.gov.uk")
            self.assertIn(len(arrived), (1, 2))  # two where the kill fell between the server's 250 and the commit
            self.assertEqual(set(arrived), {f"<d{number}@test>"})


if __name__ == "__main__":
    unittest.main()
