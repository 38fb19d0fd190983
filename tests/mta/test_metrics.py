"""Counters through a real Postfix: what postern sends itself comes back as its own, and who was told is counted."""
import unittest

import test_notices
from sample_rules import message
from testbed import ports, scrape
from testbed.bench import TestBench
from testbed.sink import Behaviour, Sink

ALEX = test_notices.ALEX
SENT = 'postern_notices_total{kind="notice",result="sent"}'
REFUSED = 'postern_notices_total{kind="notice",result="refused"}'


class Metrics(unittest.TestCase):
    def bench(self, settings=test_notices.SETTINGS):
        self.where = f"127.0.0.1:{ports.free_port()}"
        bench = TestBench(test_notices.RULES, configuration=settings, extra_configuration=f'metrics: {{listen: "{self.where}"}}\n')
        self.addCleanup(bench.close)
        return bench

    def samples(self):
        return scrape.samples(scrape.text(self.where))

    def send(self, bench, *recipients):
        text = message(ALEX, test_notices.results(test_notices.PASSED))
        self.assertEqual(bench.send(f"<{ALEX}>", [f"<{each}>" for each in recipients], text)["data"][0], 250)

    def test_a_copy_is_counted_as_postern_s_own_and_a_notice_as_sent(self):
        bench = self.bench()
        self.send(bench, "tax@york.gov.uk", "housing@york.gov.uk")
        bench.settled()
        ports.wait_for(lambda: self.samples()[SENT] == 1, "the notice among those sent")
        samples = self.samples()
        self.assertEqual(len(bench.sink.to(ALEX)), 1)
        self.assertEqual(samples[REFUSED], 0)
        self.assertEqual(samples['postern_messages_total{outcome="changed"}'], 1)
        self.assertEqual(samples['postern_messages_total{outcome="own-copy"}'], 1)
        self.assertEqual(samples["postern_outbox_oldest_seconds"], 0)
        self.assertEqual(samples["postern_store_errors_total"], 0)

    def test_a_notice_that_waits_is_told_of_and_one_that_is_refused_counts(self):
        server = Sink(ports.free_port())
        self.addCleanup(server.stop)
        server.behaviour = Behaviour(dot="451 4.3.0 later")
        bench = self.bench(test_notices.SETTINGS.replace("{submit}", str(server.port)))
        self.send(bench, "tax@york.gov.uk")
        ports.wait_for(lambda: "451" in "".join(row["last_error"] for row in bench.gateway.json("outbox", "list")), "an attempt")
        samples = self.samples()
        self.assertEqual(samples['postern_outbox_messages{kind="notice"}'], 1)
        self.assertEqual((samples[SENT], samples[REFUSED]), (0, 0))
        ports.wait_for(lambda: self.samples()["postern_outbox_oldest_seconds"] >= 1, "a notice that grows old")
        server.behaviour = Behaviour(dot="550 5.1.1 nobody here")
        bench.gateway.command("outbox", "retry", bench.gateway.json("outbox", "list")[0]["id"])
        ports.wait_for(bench.gateway.outbox_is_empty, "an empty outbox")
        ports.wait_for(lambda: self.samples()[REFUSED] == 1, "the refusal")
        self.assertEqual(self.samples()[SENT], 0)


if __name__ == "__main__":
    unittest.main()
