"""The gateway enforces each step in the life of a restriction: in force, varied, lifted, expired."""
import datetime
import unittest

from sample_rules import message
from testbed import ports
from testbed.bench import TestBench

TODAY = datetime.date.today()
REF = f"RCC-{datetime.datetime.now(datetime.timezone.utc).year}-0001"
ALEX, TAX = "<alex@example.org>", "<tax@york.gov.uk>"
DRAFT = f"""\
restrictions:
  - customer: {{name: Alex Example, identifiers: {{email: [alex@example.org]}}}}
    requested_by: {{service: Housing Services}}
    drafted_by: ict.admin
    reasons: Forty messages in a week
    warnings: [{{on: {TODAY - datetime.timedelta(days=30)}, by: Housing Services, note: Polite warning}}]
    measures_considered: Single point of contact; not kept to.
    email: {{action: forward, managers: [m.manager@york.gov.uk], councillors: all}}
    review_by: {TODAY + datetime.timedelta(days=300)}
"""


class Life(unittest.TestCase):
    def setUp(self):
        self.bench = TestBench()
        self.addCleanup(self.bench.close)

    def step(self, *words, text=""):
        """One command, and the daemon decides by what it changed."""
        before = self.bench.gateway.json("status")["snapshot"]["revision"]
        self.bench.gateway.command(*words, text=text)
        self.bench.gateway.wait_for_rules_after(before)

    def received_by(self):
        """Who gets a message of the customer's to one recipient now."""
        self.bench.clear()
        self.bench.send(ALEX, [TAX], message("alex@example.org"))
        self.bench.settled()
        return [recipient for one in self.bench.sink.received() for recipient in one.recipients]

    def test_what_is_in_force_is_enforced_and_nothing_else(self):
        yesterday = str(TODAY - datetime.timedelta(days=1))
        self.step("draft", "-", text=DRAFT)
        self.assertEqual(self.received_by(), ["tax@york.gov.uk"])
        refused = self.bench.gateway.command("activate", REF, check=False)
        self.assertEqual(refused.returncode, 1)
        for missing in ("authorised: is missing", "informed: is missing"):
            self.assertIn(missing, refused.stderr)
        self.step("authorise", REF, "--by", "director-cbss", "--on", yesterday, "--evidence", "Memo")
        letter = self.bench.gateway.command("letter", REF).stdout
        for part in ("m.manager@york.gov.uk", "complaints@york.gov.uk", "Ombudsman", REF):
            self.assertIn(part, letter)
        self.step("inform", REF, "--on", yesterday, "--how", "letter")
        self.assertEqual(self.received_by(), ["tax@york.gov.uk"])
        self.step("activate", REF)
        self.assertEqual(self.received_by(), ["m.manager@york.gov.uk"])

        self.step("represent", REF, "--on", yesterday, "--text", "They were about one repair")
        self.step("represent", REF, "--on", yesterday, "--text", "They were about one repair", "--outcome", "Maintained",
                  "--by", "director-cbss")
        self.step("vary", REF, "-", text="email: {action: forward, managers: [n.manager@york.gov.uk], councillors: all}\n")
        self.assertEqual(self.received_by(), ["m.manager@york.gov.uk"])
        self.step("authorise", REF, "--by", "director-cbss", "--on", yesterday, "--evidence", "Memo 2")
        self.assertEqual(self.received_by(), ["n.manager@york.gov.uk"])
        self.step("review", REF, "--by", "director-cbss", "--outcome", "maintain", "--note", "Still needed")
        self.assertEqual(self.received_by(), ["n.manager@york.gov.uk"])
        self.step("lift", REF, "--by", "director-cbss", "--why", "Kept to it")
        self.assertEqual(self.received_by(), ["tax@york.gov.uk"])
        self.assertIn("Kept to it", self.bench.gateway.command("letter", REF, "--kind", "lifting").stdout)
        self.bench.gateway.command("audit", "verify")

    def test_an_overdue_review_is_dealt_with_as_the_configuration_in_force_says(self):
        import sqlite3
        yesterday, gateway = str(TODAY - datetime.timedelta(days=1)), self.bench.gateway
        self.step("draft", "-", text=DRAFT.replace("action: forward", "action: reject"))
        self.step("authorise", REF, "--by", "director-cbss", "--on", yesterday, "--evidence", "Memo")
        self.step("inform", REF, "--on", yesterday, "--how", "letter")
        self.step("activate", REF)
        with sqlite3.connect(gateway.folder / "postern.db") as database:
            database.execute("UPDATE restriction SET review_by = ?1, record = json_set(record, '$.review_by', ?1)",
                             (str(TODAY - datetime.timedelta(days=2)),))
        configuration = gateway.configuration.read_text()
        for overdue, received in (("keep", []), ("soften", ["m.manager@york.gov.uk"]), ("lapse", ["tax@york.gov.uk"])):
            with self.subTest(overdue):
                gateway.configuration.write_text(configuration + f"reviews: {{overdue: {overdue}}}\n")
                gateway.command("reload")
                self.assertEqual(self.received_by(), received)
        ports.wait_for(lambda: gateway.json("show", REF)["status"] == "ended", "the end in the log")
        self.assertEqual(gateway.json("show", REF)["ended"]["how"], "expired")

    def test_the_daemon_ends_what_is_over_by_itself_and_says_so(self):
        import sqlite3
        self.step("emergency", "-", "--by", "director-cbss", "--why", "Threats", text=(
            "restrictions:\n  - customer: {identifiers: {email: [alex@example.org]}}\n"
            "    email: {action: quarantine, councillors: all}\n"))
        self.assertEqual(self.received_by(), [])
        self.bench.gateway.stop()
        long_ago = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=73)
        with sqlite3.connect(self.bench.gateway.folder / "postern.db") as database:
            database.execute("UPDATE restriction SET record = json_set(record, '$.emergency.at', ?)",
                             (long_ago.strftime("%Y-%m-%dT%H:%M:%SZ"),))
        self.bench.gateway.start()
        self.assertEqual(self.received_by(), ["tax@york.gov.uk"])
        ports.wait_for(lambda: self.bench.gateway.json("show", REF)["status"] == "ended", "the emergency's end in the log")
        self.assertEqual(self.bench.gateway.json("show", REF)["ended"]["how"], "expired")
        self.assertEqual(self.bench.gateway.json("history", REF)[-1]["by"], "posternd")
        ports.wait_for(lambda: f"event=expired restriction={REF}" in self.bench.gateway.log(), "the log line")


if __name__ == "__main__":
    unittest.main()
