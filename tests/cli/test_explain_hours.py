"""`postern explain --at` around every boundary of hours and volumes, and `postern show` about the present."""
import contextlib
import datetime
import sqlite3
import unittest

from workplace import CONFIGURATION, StoreTest, restriction, rules

WORK_DAYS = "mon, tue, wed, thu, fri"
HOURS = {
    "mornings": f'[{{days: [{WORK_DAYS}], from: "09:00", to: "12:00"}}]',
    "mondays": '[{days: [mon], from: "00:00", to: "24:00"}]',
    "sunday nights": '[{days: [sun], from: "01:15", to: "01:45"}]',
    "sundays across the change": '[{days: [sun], from: "00:30", to: "01:30"}]',
}
CLOSED = "2026-12-25, 2026-12-28, 2027-01-01"

# When, and `open`, or the next opening. Europe/London: summer time ends on 25 October 2026 and begins on 28 March 2027.
TABLE = [
    # The first and the last minute, and the seconds beside them
    ("mornings", "2026-11-02T08:59:59Z", "2026-11-02T09:00:00Z"),
    ("mornings", "2026-11-02T09:00:00Z", "open"),
    ("mornings", "2026-11-02T09:00:59Z", "open"),
    ("mornings", "2026-11-02T11:59:00Z", "open"),
    ("mornings", "2026-11-02T11:59:59Z", "open"),
    ("mornings", "2026-11-02T12:00:00Z", "2026-11-03T09:00:00Z"),
    ("mornings", "2026-11-02T13:00:00+01:00", "2026-11-03T09:00:00Z"),
    # Midnight, and 24:00
    ("mondays", "2026-11-01T23:59:59Z", "2026-11-02T00:00:00Z"),
    ("mondays", "2026-11-02T00:00:00Z", "open"),
    ("mondays", "2026-11-02T23:59:59Z", "open"),
    ("mondays", "2026-11-03T00:00:00Z", "2026-11-09T00:00:00Z"),
    # Friday to Monday, Sunday to Monday
    ("mornings", "2026-11-06T12:00:00Z", "2026-11-09T09:00:00Z"),
    ("mornings", "2026-11-08T23:59:59Z", "2026-11-09T09:00:00Z"),
    ("mornings", "2026-11-09T00:00:00Z", "2026-11-09T09:00:00Z"),
    # The end of a month, of February in a leap year and in another, of a year
    ("mornings", "2026-11-30T12:00:00Z", "2026-12-01T09:00:00Z"),
    ("mornings", "2027-02-26T12:00:00Z", "2027-03-01T09:00:00Z"),
    ("mornings", "2028-02-28T12:00:00Z", "2028-02-29T09:00:00Z"),
    ("mornings", "2028-02-29T11:59:59Z", "open"),
    ("mornings", "2028-02-29T12:00:00Z", "2028-03-01T09:00:00Z"),
    ("mornings", "2026-12-31T12:00:00Z", "2027-01-04T09:00:00Z"),
    # Closed days: the whole of them, also as the next day, and two with a weekend between
    ("mornings", "2026-12-24T11:59:59Z", "open"),
    ("mornings", "2026-12-24T12:00:00Z", "2026-12-29T09:00:00Z"),
    ("mornings", "2026-12-25T10:00:00Z", "2026-12-29T09:00:00Z"),
    ("mondays", "2026-12-27T23:59:59Z", "2027-01-04T00:00:00Z"),
    ("mondays", "2026-12-28T12:00:00Z", "2027-01-04T00:00:00Z"),
    # Summer time ends: the hours are an hour later by UTC, and an hour comes twice
    ("mornings", "2026-10-23T07:59:59Z", "2026-10-23T08:00:00Z"),
    ("mornings", "2026-10-23T10:59:59Z", "open"),
    ("mornings", "2026-10-23T11:00:00Z", "2026-10-26T09:00:00Z"),
    ("mondays", "2026-10-25T23:59:59Z", "2026-10-26T00:00:00Z"),
    ("sunday nights", "2026-10-25T00:15:00Z", "open"),
    ("sunday nights", "2026-10-25T00:45:00Z", "2026-10-25T01:15:00Z"),
    ("sunday nights", "2026-10-25T01:44:59Z", "open"),
    ("sunday nights", "2026-10-25T01:45:00Z", "2026-11-01T01:15:00Z"),
    ("sundays across the change", "2026-10-25T00:29:59Z", "open"),
    ("sundays across the change", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z"),
    ("sundays across the change", "2026-10-25T01:00:00Z", "open"),
    ("sundays across the change", "2026-10-25T01:30:00Z", "2026-11-01T00:30:00Z"),
    # Summer time begins: an hour is left out
    ("mornings", "2027-03-26T12:00:00Z", "2027-03-29T08:00:00Z"),
    ("mornings", "2027-03-29T10:59:59Z", "open"),
    ("mornings", "2027-03-29T11:00:00Z", "2027-03-30T08:00:00Z"),
    ("sunday nights", "2027-03-28T00:00:00Z", "2027-04-04T00:15:00Z"),
    ("sundays across the change", "2027-03-28T00:59:59Z", "open"),
    ("sundays across the change", "2027-03-28T01:00:00Z", "2027-04-03T23:30:00Z"),
]

# When, per what, and the period: each of its messages is counted, and none beside it.
PERIODS = [
    ("2026-11-02T12:00:00Z", "day", "2026-11-02T00:00:00Z", "2026-11-03T00:00:00Z"),
    ("2026-10-25T12:00:00Z", "day", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z"),
    ("2027-03-28T12:00:00Z", "day", "2027-03-28T00:00:00Z", "2027-03-28T23:00:00Z"),
    ("2026-11-08T23:59:59Z", "week", "2026-11-02T00:00:00Z", "2026-11-09T00:00:00Z"),
    ("2026-11-09T00:00:00Z", "week", "2026-11-09T00:00:00Z", "2026-11-16T00:00:00Z"),
    ("2026-12-31T12:00:00Z", "week", "2026-12-28T00:00:00Z", "2027-01-04T00:00:00Z"),
    ("2026-10-25T12:00:00Z", "week", "2026-10-18T23:00:00Z", "2026-10-26T00:00:00Z"),
    ("2026-11-30T23:59:59Z", "month", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"),
    ("2026-12-31T12:00:00Z", "month", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"),
    ("2027-02-28T12:00:00Z", "month", "2027-02-01T00:00:00Z", "2027-03-01T00:00:00Z"),
    ("2028-02-29T12:00:00Z", "month", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z"),
    ("2026-10-31T12:00:00Z", "month", "2026-09-30T23:00:00Z", "2026-11-01T00:00:00Z"),
]


def seconds(instant):
    return int(datetime.datetime.fromisoformat(instant.replace("Z", "+00:00")).timestamp())


def limited(lines, address="alex@example.org", reference="RCC-2026-0001"):
    """A forward with more lines under `email`."""
    return restriction(address, reference).replace("      councillors: all\n", "      councillors: all\n" + lines)


class ExplainedLimits(StoreTest):
    configuration = CONFIGURATION.replace("  representations:", f"  closed_days: [{CLOSED}]\n  representations:")

    def explain(self, at, sender="alex@example.org", recipient="tax@york.gov.uk"):
        return self.json("explain", "--from", sender, "--to", recipient, "--at", at)

    def apply_limited(self, *restrictions):
        self.folder.joinpath("postern.db").unlink()
        self.done("init")
        self.done("apply", "-", stdin=rules(*restrictions).encode())

    def count(self, reference, *instants):
        """As if a message had been let through at each of them."""
        with contextlib.closing(sqlite3.connect(self.folder / "postern.db")) as database, database:
            for number, instant in enumerate(instants):
                database.execute("INSERT INTO counted_message VALUES (?, ?, ?)", (reference, instant, f"m{instant}.{number}"))

    def test_hours_at_every_boundary(self):
        people = {name: f"h{number}@example.net" for number, name in enumerate(HOURS)}
        self.apply_limited(*(limited(f"      hours: {HOURS[name]}\n", address, f"RCC-2026-010{number}")
                             for number, (name, address) in enumerate(people.items())))
        for name, at, state in TABLE:
            with self.subTest(hours=name, at=at):
                found = self.explain(at, people[name])
                one, hours = found["recipients"][0], found["hours"][0]
                if state == "open":
                    self.assertEqual((one["action"], one["rule"]), ("forward", "restricted"))
                    self.assertNotIn("release_at", one)
                    self.assertEqual((hours["open"], hours["opens"]), (True, None))
                else:
                    self.assertEqual((one["action"], one["rule"], one["reply"]), ("hold", "outside-hours", "250"))
                    self.assertEqual(one["release_at"], state)
                    self.assertEqual((hours["open"], hours["opens"]), (False, state))
                self.assertEqual(found["volumes"], [])

    def test_a_volume_at_every_boundary_of_its_period(self):
        people = {per: f"v{number}@example.net" for number, per in enumerate(("day", "week", "month"))}
        self.apply_limited(*(limited(f"      volume: {{messages: 2, per: {per}}}\n", address, f"RCC-2026-020{number}")
                             for number, (per, address) in enumerate(people.items())))
        for number, (at, per, begins, renews) in enumerate(PERIODS):
            with self.subTest(at=at, per=per):
                reference = "RCC-2026-020" + people[per][1]
                with contextlib.closing(sqlite3.connect(self.folder / "postern.db")) as database, database:
                    database.execute("DELETE FROM counted_message")
                self.count(reference, seconds(begins) - 1, seconds(renews))
                found = self.explain(at, people[per])
                self.assertEqual(found["volumes"], [{"restriction": reference, "messages": 2, "per": per, "used": 0,
                                                     "left": 2, "renews": renews}])
                self.count(reference, seconds(begins), seconds(renews) - 1)
                found = self.explain(at, people[per])
                self.assertEqual((found["volumes"][0]["used"], found["volumes"][0]["left"]), (2, 0))
                self.assertEqual((found["recipients"][0]["action"], found["recipients"][0]["rule"]),
                                 ("quarantine", "beyond-volume"))

    def test_what_is_left_is_told_in_words(self):
        self.apply_limited(limited(f"      hours: {HOURS['mornings']}\n      volume: {{messages: 5, per: week}}\n"))
        self.count("RCC-2026-0001", *[seconds("2026-11-02T10:00:00Z")] * 2)
        words = ("explain", "--from", "alex@example.org", "--to", "tax@york.gov.uk", "--at")
        told = self.done(*words, "2026-11-02T10:30:00Z").out
        self.assertIn("  RCC-2026-0001: its hours of contact are open\n", told)
        self.assertIn("  RCC-2026-0001: 3 of 5 messages a week are left; it renews on 9 November 2026\n", told)
        told = self.done(*words, "2026-11-02T12:00:00Z").out
        self.assertIn("  RCC-2026-0001: its hours of contact are closed; they open on 3 November 2026 at 9am, UK time\n", told)
        self.assertIn("it is held until the hours of contact open", told)
        self.count("RCC-2026-0001", *[seconds("2026-11-02T11:00:00Z")] * 2)
        self.assertIn("  RCC-2026-0001: 1 of 5 messages a week is left;", self.done(*words, "2026-11-02T10:30:00Z").out)

    def test_more_used_than_there_is_leaves_none(self):
        self.apply_limited(limited("      volume: {messages: 1, per: week}\n"))
        self.count("RCC-2026-0001", *[seconds("2026-11-02T10:00:00Z")] * 3)
        volume = self.explain("2026-11-02T10:30:00Z")["volumes"][0]
        self.assertEqual((volume["used"], volume["left"]), (3, 0))

    def test_without_limits_nothing_is_said_of_them(self):
        found = self.explain("2026-11-02T10:30:00Z")
        self.assertEqual((found["hours"], found["volumes"]), ([], []))
        self.assertNotIn("hours and volumes", self.done("explain", "--from", "alex@example.org", "--to", "tax@york.gov.uk").out)

    def test_a_refusal_beyond_the_volume_has_its_reply(self):
        self.apply_limited(limited("      volume: {messages: 1, per: week}\n      beyond_volume: reject\n"))
        self.assertEqual(self.explain("2026-11-02T10:30:00Z")["recipients"][0]["reply"], "250")
        self.count("RCC-2026-0001", seconds("2026-11-02T10:00:00Z"))
        self.assertTrue(self.explain("2026-11-02T10:30:00Z")["recipients"][0]["reply"].startswith("550 5.7.1 "))

    def test_nothing_is_counted_by_asking(self):
        self.apply_limited(limited("      volume: {messages: 1, per: week}\n"))
        for _ in range(2):
            self.assertEqual(self.explain("2026-11-02T10:30:00Z")["volumes"][0]["used"], 0)


class ShownLimits(StoreTest):
    def show(self):
        return self.json("show", "RCC-2026-0001")

    def apply_limited(self, lines):
        self.folder.joinpath("postern.db").unlink()
        self.done("init")
        self.done("apply", "-", stdin=rules(limited(lines)).encode())

    def test_a_restriction_in_force_shows_what_is_left(self):
        every_day = '[{days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "24:00"}]'
        self.apply_limited(f"      hours: {every_day}\n      volume: {{messages: 5, per: month}}\n")
        shown = self.show()
        self.assertEqual((shown["open"], shown["opens"], shown["volume_left"]), (True, None, 5))
        self.assertGreater(seconds(shown["renews"]), datetime.datetime.now().timestamp())
        text = self.done("show", "RCC-2026-0001").out
        self.assertIn("# now: its hours of contact are open\n", text)
        self.assertRegex(text, "# now: 5 of 5 messages a month are left; it renews on 1 ")
        self.done("apply", "-", "--dry-run", stdin=text.encode())

    def test_one_without_limits_and_one_not_in_force_show_nothing_of_them(self):
        self.assertFalse({"open", "opens", "volume_left", "renews"} & set(self.show()))
        self.apply_limited("      volume: {messages: 5, per: month}\n")
        self.done("lift", "RCC-2026-0001", "--by", "director-cbss", "--why", "Kept to it")
        self.assertFalse({"volume_left", "renews"} & set(self.show()))
        self.assertNotIn("# now:", self.done("show", "RCC-2026-0001").out)


class BadLimits(StoreTest):
    """Each is refused by `apply`, with a line that says why."""

    def problems(self, lines):
        document = rules(limited("      " + lines + "\n", "sam@example.net", "RCC-2026-0002"))
        return self.refused("apply", "-", stdin=document.encode()).err

    def test_hours_that_make_no_sense(self):
        for hours, why in (
                ('[{days: [mon], from: "09:00", to: "12:00"}, {days: [sun, mon], from: "11:00", to: "13:00"}]',
                 "overlap: write one interval"),
                ('[{days: [mon], from: "09:00", to: "09:00"}]', "email.hours[1].to: must be later than from"),
                ('[{days: [mon], from: "12:00", to: "09:00"}]', "email.hours[1].to: must be later than from"),
                ('[{days: [], from: "09:00", to: "12:00"}]', "an entry has no days")):
            with self.subTest(hours=hours):
                self.assertIn(why, self.problems("hours: " + hours))

    def test_hold_without_hours_and_volumes_that_make_no_sense(self):
        for lines, why in (("outside_hours: hold", "email.outside_hours: is given without hours"),
                           ("beyond_volume: quarantine", "email.beyond_volume: is given without volume"),
                           ("volume: {messages: 0, per: week}", "email.volume.messages: must be a number from 1 to 1000000"),
                           ("volume: {messages: 5, per: week}\n      beyond_volume: hold",
                            "email.beyond_volume: is hold; allowed: quarantine, reject, junk")):
            with self.subTest(lines=lines):
                self.assertIn(why, self.problems(lines))

    def test_an_unknown_zone(self):
        self.write("postern.yaml", self.configuration.format(folder=self.folder).replace(
            "council:\n", "council:\n  time_zone: Europe/Yorkshire\n"))
        self.assertIn("time_zone", self.refused("check").err)


if __name__ == "__main__":
    unittest.main()
