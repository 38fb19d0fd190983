"""The daemon asks a real MTA every day whether the addresses that need mail take some; by its clock, and without any mail."""
import os
import unittest

import sample_rules
from testbed import ports
from testbed.bench import TestBench
from testbed.clock import Clock

REFUSING = ("smtpd_recipient_restrictions = check_recipient_access "
            "inline:{ {m.manager@york.gov.uk = REJECT no such mailbox} }, permit_mynetworks, reject\n")
MINUTE = 60


@unittest.skipIf(os.environ.get("POSTERN_SANITIZE"), "a sanitizer must be the first library")
class Addresses(unittest.TestCase):
    def bench(self, **words):
        bench = TestBench(sample_rules.EXAMPLE, **words)
        self.addCleanup(bench.close)
        bench.gateway.stop()
        self.clock = Clock(bench.gateway.folder / "clock")
        bench.gateway.environment = self.clock.environment
        bench.gateway.start()
        return bench

    def run_of(self, bench):
        def runs():
            return [one for one in bench.gateway.json("status")["upkeep"] if one["name"] == "addresses"]
        [run] = ports.wait_for(runs, "the daemon's first look")
        return run

    def asked(self, bench):
        self.clock.move(11 * MINUTE)
        return ports.wait_for(lambda: self.run_of(bench)["last_run"] and self.run_of(bench), "the question")

    def test_a_manager_whom_the_mta_refuses_is_logged_and_shown(self):
        bench = self.bench(extra_main=REFUSING)
        self.assertEqual((self.run_of(bench)["last_run"], self.run_of(bench)["problem"]), (None, ""))
        self.assertIn("m.manager@york.gov.uk (manager of RCC-2026-0001", self.asked(bench)["problem"])
        log = bench.gateway.log()
        self.assertEqual(log.count("event=address-refused"), 1)
        self.assertIn("warning event=address-refused address=m.manager@york.gov.uk role=\"manager of RCC-2026-0001", log)
        self.assertIn("no such mailbox", log)
        self.assertIn("no such mailbox", bench.gateway.command("status").stdout)
        self.assertEqual(bench.sink.received(), [])

    def test_where_all_take_mail_nothing_is_said(self):
        bench = self.bench()
        self.assertEqual(self.asked(bench)["problem"], "")
        self.assertNotIn("event=address", bench.gateway.log())
        self.assertEqual(bench.sink.received(), [])

    def test_a_restart_asks_anew_and_an_mta_that_is_away_is_asked_again_within_the_hour(self):
        bench = self.bench()
        self.asked(bench)
        bench.gateway.stop()
        bench.gateway.start()
        self.assertIsNone(self.run_of(bench)["last_run"])
        bench.mta.stop()
        self.clock.move(11 * MINUTE)
        ports.wait_for(lambda: "event=addresses-not-asked" in bench.gateway.log(), "the failure in the log")
        self.assertIsNone(self.run_of(bench)["last_run"])
        bench.mta.start()
        self.clock.move(61 * MINUTE)
        ports.wait_for(lambda: self.run_of(bench)["last_run"], "the second try")
        self.assertEqual(self.run_of(bench)["problem"], "")


if __name__ == "__main__":
    unittest.main()
