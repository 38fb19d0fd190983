"""Running it: rules that change while mail flows, reload, observe, a locked store, conservation of messages."""
import os
import signal
import sqlite3
import subprocess
import unittest

import sample_rules
from sample_rules import message
from testbed import ports
from testbed.bench import TestBench
from testbed.postfix import Postfix


class Operation(unittest.TestCase):
    mta = Postfix

    @classmethod
    def setUpClass(cls):
        cls.bench = TestBench(sample_rules.EXAMPLE, mta=cls.mta)
        cls.gateway = cls.bench.gateway

    @classmethod
    def tearDownClass(cls):
        cls.bench.close()

    def setUp(self):
        self.bench.clear()

    def send(self, sender, recipients, **words):
        replies = self.bench.send(f"<{sender}>", [f"<{each}>" for each in recipients], message(sender, **words))
        self.bench.settled()
        return replies

    def recipients(self):
        return sorted(each for one in self.bench.sink.received() for each in one.recipients)

    def test_a_restriction_is_added_and_lifted_while_running(self):
        self.send("new@example.com", ["tax@york.gov.uk"])
        self.assertEqual(self.recipients(), ["tax@york.gov.uk"])
        self.gateway.applied("restrictions:" + sample_rules.restriction(
            "RCC-2026-0101", "new@example.com", "{action: forward, managers: [m.manager@york.gov.uk], councillors: all}", "New"))
        self.bench.clear()
        self.send("new@example.com", ["tax@york.gov.uk"])
        self.assertEqual(self.recipients(), ["m.manager@york.gov.uk"])
        before = self.gateway.json("status")["snapshot"]["revision"]
        self.gateway.command("lift", "RCC-2026-0101", "--by", "director-cbss", "--why", "Kept to it")
        self.gateway.wait_for_rules_after(before)
        self.bench.clear()
        self.send("new@example.com", ["tax@york.gov.uk"])
        self.assertEqual(self.recipients(), ["tax@york.gov.uk"])

    def test_a_locked_store_puts_off_what_matches_and_nothing_else(self):
        events = len(self.gateway.json("events"))
        other = sqlite3.connect(self.gateway.folder / "postern.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            put_off = self.bench.send("<alex@example.org>", ["<tax@york.gov.uk>"], message(subject="locked"))
            self.assertEqual(put_off["data"][0], 451)
            self.assertIn("4.3.0", put_off["data"][1])
            passed = self.bench.send("<other@example.com>", ["<tax@york.gov.uk>"], message("other@example.com"))
            self.assertEqual(passed["data"][0], 250)
        finally:
            other.execute("ROLLBACK")
            other.close()
        self.bench.settled()
        self.assertEqual(self.recipients(), ["tax@york.gov.uk"])
        self.send("alex@example.org", ["tax@york.gov.uk"], subject="locked")
        self.assertEqual(self.recipients(), ["m.manager@york.gov.uk", "tax@york.gov.uk"])
        self.assertEqual(len(self.gateway.json("events")), events + 1)

    def test_reload_under_load_loses_nothing(self):
        pid = self.gateway.process.pid
        load = subprocess.Popen(["smtp-source", "-c", "-s", "4", "-m", "200", "-f", "other@example.com", "-t", "tax@york.gov.uk",
                                 f"127.0.0.1:{self.bench.mta.port}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(20):
            self.gateway.process.send_signal(signal.SIGUSR1)
            self.assertEqual(self.gateway.command("reload").returncode, 0)
        self.assertEqual(load.wait(timeout=120), 0, load.stderr.read())
        self.bench.settled()
        self.assertEqual(len(self.bench.sink.to("tax@york.gov.uk")), 200)
        self.assertEqual(self.gateway.json("status")["pid"], pid)

    def test_a_broken_configuration_is_reported_and_the_old_one_goes_on(self):
        good = self.gateway.configuration.read_text()
        self.gateway.configuration.write_text(good + "nonsense: 1\n")
        try:
            done = self.gateway.command("reload", check=False)
        finally:
            self.gateway.configuration.write_text(good)
        self.assertEqual(done.returncode, 1)
        self.assertIn("nonsense", done.stdout + done.stderr)
        self.send("alex@example.org", ["tax@york.gov.uk"])
        self.assertEqual(self.recipients(), ["m.manager@york.gov.uk"])

    def test_observe_records_and_changes_nothing(self):
        good = self.gateway.configuration.read_text()
        self.gateway.configuration.write_text(good.replace("enforcement: enforce", "enforcement: observe"))
        self.assertEqual(self.gateway.command("reload").returncode, 0)
        try:
            kept = len(self.gateway.json("quarantine", "list"))
            for sender, action in (("alex@example.org", "forward"), ("quarantined@example.net", "quarantine"),
                                   ("rejected@example.net", "reject"), ("junked@example.net", "junk")):
                self.bench.clear()
                replies = self.send(sender, ["tax@york.gov.uk"])
                self.assertEqual(replies["data"][0], 250)
                [received] = self.bench.sink.to("tax@york.gov.uk")
                self.assertNotIn("X-Spam-Flag", received.header())
                self.assertEqual(received.mail_from, sender)
                event = self.gateway.json("events")[-1]
                self.assertEqual((event["action"], event["note"]), (action, "observed"))
            self.assertEqual(len(self.gateway.json("quarantine", "list")), kept)
        finally:
            self.gateway.configuration.write_text(good)
            self.gateway.command("reload")

    def test_every_message_arrives_is_kept_or_was_refused(self):
        count = 1000 if os.environ.get("SOAK") else 60
        senders = ["alex@example.org", "quarantined@example.net", "rejected@example.net", "junked@example.net", "other@example.com"]
        kept = len(self.gateway.json("quarantine", "list"))
        events = len(self.gateway.json("events"))
        refused = 0
        for i in range(count):
            replies = self.bench.send(f"<{senders[i % 5]}>", ["<tax@york.gov.uk>"], message(senders[i % 5], subject=f"c{i}"))
            refused += replies["<tax@york.gov.uk>"][0] == 550
        self.bench.settled()
        arrived = len(self.bench.sink.received())
        kept = len(self.gateway.json("quarantine", "list")) - kept
        self.assertEqual((arrived, kept, refused), (count * 3 // 5, count // 5, count // 5))
        self.assertEqual(len(self.gateway.json("events")) - events, count * 4 // 5)

    def test_a_message_that_matches_nothing_leaves_no_trace(self):
        events = self.gateway.json("events")
        self.send("other@example.com", ["tax@york.gov.uk"])
        self.assertEqual(self.gateway.json("events"), events)
        self.assertEqual(self.gateway.json("outbox", "list"), [])


class Stopped(unittest.TestCase):
    def test_mail_waits_while_posternd_is_away(self):
        bench = TestBench(sample_rules.EXAMPLE)
        self.addCleanup(bench.close)
        self.assertEqual(bench.gateway.stop(), 0)
        with bench.connection() as client:
            self.assertEqual(client.docmd("EHLO", "client.test")[0] // 100 in (2, 4), True)
            self.assertEqual(client.docmd("MAIL", "FROM:<alex@example.org>")[0], 451)
        bench.gateway.start()
        bench.send("<alex@example.org>", ["<tax@york.gov.uk>"], message())
        ports.wait_for(lambda: bench.sink.to("m.manager@york.gov.uk"), "the forwarded message")


if __name__ == "__main__":
    unittest.main()
