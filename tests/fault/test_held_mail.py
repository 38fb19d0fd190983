"""Mail held until the hours open: on time, once, over a clock that jumps, a restart, and kill -9 around the release."""
import datetime
import os
import random
import re
import unittest
import zoneinfo

import sample_rules
from fault_bench import FaultTest
from testbed import ports
from testbed.clock import Clock

KILLS = 100 if os.environ.get("SOAK") else 8
MANAGER = "m.manager@york.gov.uk"
LONDON = zoneinfo.ZoneInfo("Europe/London")
#: The hours are an hour of one day of the week: three days from now, so that no test ever runs in them.
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OPENS = datetime.datetime.combine(datetime.datetime.now(LONDON).date() + datetime.timedelta(days=3), datetime.time(10), LONDON)


def restriction(reference, customer, opens):
    hours = f'hours: [{{days: [{DAYS[OPENS.weekday()]}], from: "{opens}", to: "11:00"}}]'
    return sample_rules.restriction(
        reference, customer, f"{{action: forward, managers: [{MANAGER}], contacts: [housing@york.gov.uk], councillors: all, {hours}}}")


#: The other customer's hours open a quarter of an hour earlier: when that mail has gone, the daemon has seen the clock.
RULES = ("restrictions:" + restriction("RCC-2026-0010", "hours@example.net", "10:00") +
         restriction("RCC-2026-0011", "earlier@example.net", "09:45"))


@unittest.skipIf(os.environ.get("POSTERN_SANITIZE"), "a sanitizer's runtime must be loaded first, and so must libfaketime")
class HeldMail(FaultTest):
    def setUp(self):
        super().setUp()
        self.clock = Clock(self.folder / "clock")
        self.gateway.kill()
        self.gateway.environment = self.clock.environment
        self.gateway.apply(RULES)
        self.gateway.start()

    def hold(self, message_id, recipients=("<tax@york.gov.uk>",), customer="hours@example.net"):
        reply = self.send(customer, recipients, message_id)
        self.assertEqual(reply[0], 250, reply)
        [kept] = [one for one in self.gateway.json("quarantine", "list") if one["message_id"] == f"<{message_id}>"]
        self.assertEqual(kept["status"], "held")
        return kept

    def arrived(self, address=MANAGER):
        """The customers' messages: a clock that leaps over days may bring a digest as well, sooner or later."""
        return [each for each in self.arrived_ids(address) if each.endswith("@example.org>")]

    def held(self):
        return [one for one in self.gateway.json("quarantine", "list") if one["status"] == "held"]

    def test_it_goes_on_time_and_once_to_each(self):
        kept = self.hold("one@example.org", ["<tax@york.gov.uk>", "<housing@york.gov.uk>"])
        self.assertEqual(datetime.datetime.fromisoformat(kept["release_at"].replace("Z", "+00:00")), OPENS)
        self.hold("earlier@example.org", ["<parks@york.gov.uk>"], "earlier@example.net")
        self.clock.move_to(OPENS - datetime.timedelta(minutes=1))
        ports.wait_for(lambda: "<earlier@example.org>" in self.arrived(), "the mail of earlier hours")
        self.assertEqual([one["message_id"] for one in self.held()], ["<one@example.org>"])
        self.bench.clear()
        self.clock.move_to(OPENS)
        ports.wait_for(self.arrived, "the forwarded copy")
        ports.wait_for(lambda: self.arrived("housing@york.gov.uk"), "the delivered copy")
        self.bench.settled()
        self.assertEqual((self.arrived(), self.arrived("housing@york.gov.uk")), (["<one@example.org>"], ["<one@example.org>"]))
        [copy] = self.bench.sink.to(MANAGER)
        self.assertIn("original-recipient=tax@york.gov.uk", copy.fields("X-Postern-Action")[0])
        self.assertEqual(copy.fields("X-Postern-Pass"), [])
        self.assertEqual(self.held(), [])
        notes = sorted(event["note"] for event in self.gateway.json("events", "RCC-2026-0010"))
        self.assertEqual(notes, ["", "", "released", "released"])

    def test_a_clock_that_steps_back_after_the_release_does_not_double_it(self):
        self.hold("one@example.org")
        self.clock.move_to(OPENS)
        ports.wait_for(self.arrived, "the copy")
        self.clock.move(-3600)
        self.hold("two@example.org")
        self.clock.move_to(OPENS)
        ports.wait_for(lambda: "<two@example.org>" in self.arrived(), "the copy of what came in the hour that was there twice")
        self.bench.settled()
        self.assertEqual(self.arrived(), ["<one@example.org>", "<two@example.org>"])

    def test_a_daemon_that_was_down_when_the_hours_opened_releases_at_its_start(self):
        self.hold("one@example.org")
        self.gateway.stop()
        self.clock.move_to(OPENS + datetime.timedelta(minutes=30))
        self.gateway.start()
        ports.wait_for(self.arrived, "the copy")
        self.bench.settled()
        self.assertEqual(self.arrived(), ["<one@example.org>"])

    def test_one_that_was_down_through_the_hours_holds_on_for_a_week(self):
        kept = self.hold("one@example.org")["id"]
        self.gateway.stop()
        self.clock.move_to(OPENS + datetime.timedelta(hours=2))
        self.gateway.start()
        ports.wait_for(lambda: any(event["note"] == "held-again" for event in self.gateway.json("events")), "another hold")
        [held] = self.held()
        self.assertEqual(held["id"], kept)
        self.assertEqual(held["release_at"], (OPENS + datetime.timedelta(days=7)).astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.assertEqual(self.arrived(), [])

    def test_what_was_changed_meanwhile_counts(self):
        self.hold("one@example.org")
        self.gateway.command("lift", "RCC-2026-0010", "--by", "director-cbss", "--why", "Kept to it")
        self.clock.move_to(OPENS)
        ports.wait_for(lambda: self.arrived("tax@york.gov.uk"), "the message, for whom it was written")
        self.bench.settled()
        self.assertEqual(self.arrived(), [])

    def test_a_person_may_release_it_before(self):
        kept = self.hold("one@example.org")["id"]
        self.hold("two@example.org")
        self.gateway.command("quarantine", "release", kept)
        ports.wait_for(lambda: self.arrived("tax@york.gov.uk"), "the released message")
        self.clock.move_to(OPENS)
        ports.wait_for(self.arrived, "the other one, by itself")
        self.bench.settled()
        self.assertEqual((self.arrived("tax@york.gov.uk"), self.arrived()), (["<one@example.org>"], ["<two@example.org>"]))

    def test_killed_around_the_release_it_is_never_lost(self):
        """Doubled only where the kill fell between the server's 250 and the commit: with the same copy id then."""
        chance = random.Random(int(os.environ.get("SEED", "20261125")))
        wanted = []
        for number in range(KILLS):
            wanted.append(f"<{number}@example.org>")
            self.hold(f"{number}@example.org")
            self.clock.move_to(OPENS + datetime.timedelta(minutes=number % 50))
            self.bench.sink.released.wait(chance.uniform(0, 1.3))  # a moment of the second in which it goes, not a condition
            self.gateway.kill()
            self.gateway.start()
            ports.wait_for(lambda: wanted[-1] in self.arrived(), f"{wanted[-1]} after kill {number}")
            self.clock.move_to(datetime.datetime.now(datetime.timezone.utc))
        self.bench.settled()
        copies = {}
        for one in self.bench.sink.to(MANAGER):
            [own] = [field for field in one.fields("Received") if "(postern)" in field]
            copies.setdefault(one.fields("Message-ID")[0], []).append(re.search(r"\bid ([0-9a-f]{32})", own).group(1))
        self.assertEqual(sorted(copies), sorted(wanted))
        doubled = {name: ids for name, ids in copies.items() if len(ids) > 1}
        self.assertTrue(all(len(set(ids)) == 1 for ids in copies.values()), doubled)
        self.assertLess(len(doubled), KILLS)
        self.assertEqual(self.held(), [])
        self.assertEqual(self.gateway.command("audit", "verify", check=False).returncode, 0)


if __name__ == "__main__":
    unittest.main()
