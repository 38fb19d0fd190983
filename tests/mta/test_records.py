"""What the daemon does for the records: events sealed into the chain, its head in the log, what is past its time gone."""
import re
import sqlite3
import unittest

import sample_rules
from sample_rules import message
from testbed import ports
from testbed.bench import TestBench


class Records(unittest.TestCase):
    def setUp(self):
        self.bench = TestBench(sample_rules.EXAMPLE)
        self.gateway = self.bench.gateway
        self.addCleanup(self.bench.close)

    def heads(self):
        return re.findall(r"event=audit-head entries=(\d+) hash=([0-9a-f]{64})", self.gateway.log())

    def test_the_head_is_noted_at_the_start_and_at_the_end_and_events_are_sealed_by_then(self):
        ports.wait_for(self.heads, "the head of the chain in the log")
        self.bench.send("<alex@example.org>", ["<tax@york.gov.uk>"], message())
        self.bench.settled()
        self.assertEqual(self.gateway.stop(), 0)
        sealed = self.gateway.json("audit", "verify")
        self.assertEqual(sealed["sealed_events"], len(self.gateway.json("events")))
        self.assertGreater(sealed["sealed_events"], 0)
        entries, head = self.heads()[-1]
        self.assertEqual((int(entries), head), (sealed["entries"], sealed["head"]))
        self.gateway.command("audit", "verify", "--head", head)
        self.gateway.start()

    def test_what_is_past_its_time_is_purged_at_the_start(self):
        self.bench.send("<quarantined@example.net>", ["<tax@york.gov.uk>"], message("quarantined@example.net"))
        self.bench.settled()
        self.gateway.stop()
        database = sqlite3.connect(self.gateway.folder / "postern.db")
        with database:
            database.execute("UPDATE timed_work SET at = at - 86400 * 2 WHERE name = 'purge'")
            database.execute("INSERT INTO kept_message SELECT replace(id, substr(id, 1, 1), 'z'), 'old', at - 86400 * 100,"
                             " mail_from, queue_id, message_id, client, helo, size, sha256, utf8, eight_bit FROM kept_message")
        database.close()
        self.gateway.start()
        ports.wait_for(lambda: "event=purged messages=1 events=0 restrictions=0" in self.gateway.log(), "the purge in the log")
        self.assertEqual(len(self.gateway.json("quarantine", "list")), 1)
        self.gateway.command("audit", "verify")

    def test_one_person_is_erased_while_the_daemon_runs_and_no_trace_is_left(self):
        person = "quarantined@example.net"
        self.bench.send(f"<{person}>", ["<tax@york.gov.uk>"], message(person, message_id="rare.words@example.net"))
        self.bench.settled()
        kept = self.gateway.json("quarantine", "list")[0]["id"]
        self.gateway.command("quarantine", "delete", kept, "--why", "Read")
        self.gateway.command("lift", "RCC-2026-0002", "--by", "director-cbss", "--why", "Kept to it")
        self.gateway.command("customer", "erase", person, "--why", "Asked for")
        left = b"".join(path.read_bytes() for path in self.gateway.folder.glob("postern.db*"))
        for trace in (person, "rare.words"):
            self.assertNotIn(trace.encode(), left)
        self.gateway.command("audit", "verify")
        self.bench.send("<alex@example.org>", ["<tax@york.gov.uk>"], message())
        self.bench.settled()
        self.assertEqual(len(self.gateway.json("events")), 1)

    def test_a_store_in_use_by_the_daemon_is_never_replaced(self):
        backup = self.gateway.folder / "backup.tar"
        self.gateway.command("backup", str(backup))
        refused = self.gateway.command("restore", str(backup), "--replace", check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("posternd answers", refused.stderr)
        (self.gateway.folder / "control.sock").unlink()
        refused = self.gateway.command("restore", str(backup), "--replace", check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("in use", refused.stderr)
        self.gateway.stop()
        self.gateway.command("restore", str(backup), "--replace")
        self.gateway.start()
        self.assertEqual(self.gateway.json("status")["ok"], True)


if __name__ == "__main__":
    unittest.main()
