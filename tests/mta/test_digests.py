"""What people are told of what waits: each mail once, on time by the gateway's clock, whatever is killed in between."""
import datetime
import email
import email.policy
import os
import random
import threading
import unittest

import sample_rules
from sample_rules import message
from testbed import ports
from testbed.bench import TestBench
from testbed.clock import Clock
from testbed.sink import Behaviour, Sink

DIRECTOR, MANAGER = "director@york.gov.uk", "m.manager@york.gov.uk"
BOUNCES = "restricted-contact@york.gov.uk"
CONFIGURATION = f"reviews: {{digest_to: [{DIRECTOR}]}}\ndigests: {{managers: daily}}\n"
SOAK = bool(os.environ.get("SOAK"))
DAY = datetime.timedelta(days=1)


def parsed(received):
    return email.message_from_bytes(received.content, policy=email.policy.default)


@unittest.skipIf(os.environ.get("POSTERN_SANITIZE"), "a sanitizer must be the first library")
class Digests(unittest.TestCase):
    def setUp(self):
        self.bench = TestBench(sample_rules.EXAMPLE, extra_configuration=CONFIGURATION)
        self.addCleanup(self.bench.close)
        self.gateway = self.bench.gateway
        self.gateway.stop()
        self.clock = Clock(self.gateway.folder / "clock")
        self.gateway.environment = self.clock.environment
        self.gateway.start()
        ports.wait_for(lambda: self.run_of("digest-officers")["last_run"], "the first start's note")

    def run_of(self, name):
        found = [one for one in self.gateway.json("status").get("upkeep", []) if one["name"] == name]
        return found[0] if found else {"last_run": None}

    def keep(self):
        self.bench.send("<quarantined@example.net>", ["<tax@york.gov.uk>"], message("quarantined@example.net"))
        self.bench.settled()
        return self.gateway.json("quarantine", "list")[-1]["id"]

    def mails(self, address, begins):
        """What came for that address with such a subject."""
        return [one for one in map(parsed, self.bench.sink.to(address)) if one["Subject"].startswith(begins)]

    def look_is_over(self):
        """Waits until the daemon has looked at everything once more: what it was to send is in the outbox by then."""
        def outbox():
            return self.run_of("outbox")["last_run"]
        for _ in range(2):
            before = ports.wait_for(outbox, "a look")
            ports.wait_for(lambda: outbox() not in (None, before), "another look")
        self.bench.settled()

    def counts(self):
        return [len(self.mails(DIRECTOR, "Kept messages")), len(self.mails(DIRECTOR, "Restricted contact")),
                len(self.mails(MANAGER, "Restricted contact"))]

    def test_each_digest_arrives_once_on_monday_at_seven(self):
        kept = self.keep()
        self.clock.move_to(self.clock.next(7, weekday=0) - datetime.timedelta(minutes=10))
        self.look_is_over()
        self.bench.send("<alex@example.org>", ["<parks@york.gov.uk>"], message())
        self.bench.settled()
        before = self.counts()
        self.clock.move_to(self.clock.next(7))
        ports.wait_for(lambda: self.counts() == [before[0] + 1, 1, before[2] + 1], "each digest")
        for _ in range(2):
            self.gateway.kill()
            self.gateway.start()
            self.look_is_over()
        self.clock.move(-30 * 60)
        self.look_is_over()
        self.clock.move(60 * 60)
        self.look_is_over()
        self.assertEqual(self.counts(), [before[0] + 1, 1, before[2] + 1])

        mail = self.mails(DIRECTOR, "Kept messages")[-1]
        text = mail.get_content()
        self.assertIn(f"postern quarantine release {kept}", text)
        self.assertIn("quarantined@example.net", text)
        self.assertNotIn("Test", text)  # the subject of what was kept
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        self.assertEqual(self.bench.sink.to(DIRECTOR)[-1].mail_from, BOUNCES)
        self.assertNotIn("X-Postern", self.bench.sink.to(DIRECTOR)[-1].header())
        self.assertIn("parks@york.gov.uk", "".join(one.get_content() for one in self.mails(MANAGER, "Restricted contact")))
        self.assertIn("1 message, the oldest since", self.mails(DIRECTOR, "Restricted contact")[0].get_content())
        self.gateway.command("audit", "verify")

    def test_a_daemon_that_is_killed_at_seven_sends_each_digest_all_the_same(self):
        self.keep()
        chance = random.Random(int(os.environ.get("SEED", "20261124")))
        for _ in range(50 if SOAK else 4):
            self.bench.clear()
            self.clock.move_to(self.clock.next(7))
            killer = threading.Timer(chance.uniform(0.0, 2.0), self.gateway.process.kill)  # at any moment
            killer.start()
            killer.join()
            self.gateway.kill()
            self.gateway.start()
            self.look_is_over()
            came = self.mails(DIRECTOR, "Kept messages")
            # Twice only where the kill fell between the server's 250 and the commit: the same message then.
            self.assertEqual(len({one["Message-ID"] for one in came}), 1)
            self.assertLessEqual(len(came), 2)

    def test_what_nobody_looks_at_raises_an_alarm_every_day_until_somebody_does(self):
        kept = self.keep()
        self.clock.move_to(self.clock.next(7, after=3 * DAY))
        self.look_is_over()
        self.assertEqual(self.mails(DIRECTOR, "Alarm:"), [])
        for number in (1, 2):
            self.clock.move_to(self.clock.next(7, after=7 * DAY if number == 1 else DAY * 0))
            ports.wait_for(lambda: len(self.mails(DIRECTOR, "Alarm:")) == number, "the alarm")
            self.look_is_over()
            self.assertEqual(self.gateway.log().count("event=kept-unread count=1"), number)
        self.gateway.command("quarantine", "show", kept)
        before = self.run_of("kept-alarm")["last_run"]
        self.clock.move_to(self.clock.next(7))
        ports.wait_for(lambda: self.run_of("kept-alarm")["last_run"] not in (None, before), "another run of the alarm")
        self.look_is_over()
        self.assertEqual(len(self.mails(DIRECTOR, "Alarm:")), 2)

    def test_what_was_listed_and_nobody_wanted_goes_in_time_and_its_bytes_with_it(self):
        kept = self.keep()
        path = self.gateway.json("quarantine", "show", kept)["path"]
        self.clock.move_to(self.clock.next(7))
        ports.wait_for(lambda: self.mails(DIRECTOR, "Kept messages"), "the digest")
        self.bench.settled()
        before = self.run_of("purge")["last_run"]
        self.clock.move(365 * 86400)  # such a jump is not believed before another day
        ports.wait_for(lambda: self.run_of("purge")["last_run"] not in (None, before), "a purge")
        self.look_is_over()
        self.assertTrue(os.path.exists(path))
        self.assertEqual([one["id"] for one in self.gateway.json("quarantine", "list")], [kept])
        self.clock.move(86400)
        ports.wait_for(lambda: "event=purged messages=1" in self.gateway.log(), "the purge in the log")
        self.assertEqual(self.gateway.json("quarantine", "list"), [])
        self.assertFalse(os.path.exists(path))
        self.gateway.command("audit", "verify")

    def test_a_digest_that_is_refused_is_told_of_in_the_log_and_comes_again_the_next_day(self):
        self.keep()
        port = ports.free_port()
        text = self.gateway.configuration.read_text()
        self.gateway.configuration.write_text(text.replace(f"127.0.0.1:{self.bench.postfix.port}", f"127.0.0.1:{port}"))
        self.gateway.stop()
        self.gateway.start()
        server = Sink(port)
        self.addCleanup(server.stop)
        server.behaviour = Behaviour(rcpt={"*": "550 5.1.1 no such mailbox"})
        self.clock.move_to(self.clock.next(7))
        ports.wait_for(lambda: "event=digest-failed" in self.gateway.log(), "the log line")
        ports.wait_for(self.gateway.outbox_is_empty, "an empty outbox")
        self.assertEqual(len(self.gateway.json("quarantine", "list", "--all")), 1)
        server.behaviour = Behaviour(drop_after_dot=True)
        self.clock.move_to(self.clock.next(7))
        ports.wait_for(lambda: server.to(DIRECTOR), "the digest, of which the server never said so")
        server.behaviour = Behaviour()
        ports.wait_for(lambda: self.retried() or self.gateway.outbox_is_empty(), "an empty outbox")
        self.assertEqual(len({parsed(one)["Message-ID"] for one in server.to(DIRECTOR)}),
                         len({parsed(one)["Subject"] for one in server.to(DIRECTOR)}))

    def retried(self):
        for row in self.gateway.json("outbox", "list"):
            self.gateway.command("outbox", "retry", row["id"], check=False)

    def test_the_status_tells_when_each_kind_of_work_ran_and_runs_again(self):
        self.look_is_over()
        runs = {one["name"]: one for one in self.gateway.json("status")["upkeep"]}
        for name in ("outbox", "files", "expiry", "seal", "audit-head", "purge", "digest-officers", "digest-kept",
                     "digest-managers", "kept-alarm", "review-alarm"):
            self.assertTrue(runs[name]["last_run"] and runs[name]["next_run"], runs[name])
            self.assertEqual(runs[name]["problem"], "")
        text = self.gateway.command("status").stdout
        self.assertIn("NEXT RUN", text)
        self.assertIn(runs["digest-officers"]["next_run"], text)


if __name__ == "__main__":
    unittest.main()
