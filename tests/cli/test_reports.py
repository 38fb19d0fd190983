"""The central log for its annual review: as text, JSON and CSV, and the chart of activity."""
import csv
import datetime
import io
import sqlite3
import unittest
import xml.etree.ElementTree

from workplace import CliTest, restriction, rules

EVENT = {"enforcement": "", "restriction": "RCC-2026-0001", "identity": "from", "address": "alex@example.org",
         "recipient": "tax@york.gov.uk", "action": "forward", "rule": "restricted", "queue_id": "", "message_id": "",
         "client": "192.0.2.1", "helo": "mx.example.org", "authenticated": 1, "choice_of": "", "copy_id": "", "note": ""}
SVG = "{http://www.w3.org/2000/svg}"


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


class Reports(CliTest):
    def setUp(self):
        super().setUp()
        self.done("init")
        today = datetime.date.today()
        soon, past = today + datetime.timedelta(days=10), today + datetime.timedelta(days=300)
        kim = restriction("kim@example.org", "RCC-2026-0002", "Kim Example", reasons="=HYPERLINK(1)")
        self.apply(rules(restriction(), kim.replace(str(past), str(soon))))
        self.soon = soon

    def record(self, *events):
        """Events as the gateway writes them, straight into the store, one message each unless they name one."""
        now = int(datetime.datetime.now(datetime.timezone.utc).timestamp())
        with sqlite3.connect(self.folder / "postern.db") as store:
            for number, event in enumerate(events):
                row = {**EVENT, "at": now + number, "queue_id": f"Q{number}", "message_id": f"<{number}@x>", **event}
                row["enforcement"] = f"e{number}"
                store.execute(f"INSERT INTO event ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))

    def test_the_log_as_text_json_and_csv(self):
        found = self.json("report", "log")
        self.assertEqual([one["reference"] for one in found], ["RCC-2026-0001", "RCC-2026-0002"])
        self.assertEqual(found[0]["decided_by"], "The Director, Director")
        self.assertEqual(found[0]["effect"],
                         "forwarded to m.manager@york.gov.uk; may write to housing@york.gov.uk; councillors: all")
        self.assertEqual((found[0]["review"], found[1]["review"]), ("later", "due"))
        text = self.done("report", "log").out
        self.assertIn("RCC-2026-0001  Alex Example\n", text)
        self.assertIn("  why       Forty messages in a week\n", text)
        done = self.done("report", "log", "--format", "csv")
        self.assertEqual(list(rows_of(done.out)[0]), list(found[0]))
        self.assertEqual(rows_of(done.out)[0]["effect"], found[0]["effect"])

    def test_csv_is_rfc_4180_and_no_cell_is_a_formula(self):
        self.apply(rules(restriction(name='"Smith, \\"A\\"\\nB"')))
        out = self.done("--format", "csv", "report", "log").out
        self.assertIn('"Smith, ""A""\nB"', out)
        self.assertEqual(rows_of(out)[0]["customer"], 'Smith, "A"\nB')
        self.assertEqual(rows_of(out)[1]["reasons"], "'=HYPERLINK(1)")
        self.assertNotIn(",=", out)
        self.record({"address": "+1@example.org"}, {"address": "@x"}, {"address": "-x@example.org"}, {"address": "\tx"})
        self.record({"restriction": None, "address": "-1+1@x.org", "choice_of": "cllr.ward@york.gov.uk"})
        customers = {row["customer"] for row in rows_of(self.done("report", "activity", "--format", "csv").out)}
        self.assertIn("'-1+1@x.org", customers)
        self.assertNotIn("-1+1@x.org", customers)

    def test_reviews_that_are_due_by_their_date(self):
        found = self.json("report", "reviews")
        self.assertEqual([(one["reference"], one["review"], one["review_by"]) for one in found],
                         [("RCC-2026-0002", "due", str(self.soon))])
        self.assertIn(found[0]["days"], (9, 10))  # the council's day may be tomorrow's already
        self.assertIn(f"due in {found[0]['days']} days", self.done("report", "reviews").out)
        self.apply("restrictions:\n  - customer: {identifiers: {email: [d@example.org]}}\n    email: {action: quarantine}\n")
        self.assertEqual([one["status"] for one in self.json("report", "reviews")], ["in-force", "draft"])
        rows = rows_of(self.done("report", "reviews", "--format", "csv").out)
        self.assertIn("reasons: are missing; ", rows[1]["missing"])
        self.done("lift", "RCC-2026-0002", "--by", "director-cbss", "--why", "Kept to it")
        self.assertEqual([one["status"] for one in self.json("report", "reviews")], ["draft"])

    def test_activity_counts_messages_a_week_by_treatment(self):
        self.record({}, {"queue_id": "Q0", "message_id": "<0@x>", "recipient": "parks@york.gov.uk"},
                    {"action": "deliver", "queue_id": "Q0", "message_id": "<0@x>"}, {"authenticated": 0},
                    {"note": "observed"}, {"restriction": "RCC-2026-0002", "address": "kim@example.org", "action": "reject"})
        found = self.json("report", "activity", "RCC-2026-0001")
        counted = [(one["authenticated"], one["observed"], one["forward"], one["deliver"], one["messages"]) for one in found]
        self.assertEqual(counted, [(True, False, 1, 1, 1), (True, True, 1, 0, 1), (False, False, 1, 0, 1)])
        self.assertEqual(len(self.json("report", "activity")), 4)
        self.assertEqual(self.json("report", "activity", "--until", "2020-01-01"), [])
        self.assertEqual(self.json("report", "activity", "--since", "2126-01-01"), [])
        text = self.done("report", "activity").out
        self.assertIn("RCC-2026-0002  Kim Example\n", text)
        self.assertRegex(text, "\\|\u2588\\| at most 3\n")
        self.assertIn("authenticated, observed", text)
        self.assertEqual(self.done("report", "activity", "--until", "2020-01-01").out, "no messages\n")
        self.refused("report", "activity", "RCC-2026-0009")
        self.refused("report", "activity", "--since", "yesterday", status=2)

    def test_the_chart_is_well_formed_and_needs_nothing_else(self):
        self.record({}, {"authenticated": 0}, {"restriction": None, "address": "<&\">@x", "choice_of": "c"})
        target = self.folder / "activity.svg"
        self.assertEqual(self.done("report", "activity", "--output", target).out, "")
        root = xml.etree.ElementTree.parse(target).getroot()
        self.assertEqual(root.tag, SVG + "svg")
        texts = [one.text for one in root.iter(SVG + "text")]
        for text in ("messages a week", "week beginning", "forwarded", "refused", "RCC-2026-0001: Alex Example", '<&">@x'):
            self.assertIn(text, texts)
        names = {attribute for one in root.iter() for attribute in one.attrib}
        self.assertFalse({name for name in names if name.endswith("href") or name == "src"})
        self.assertNotIn("url(", target.read_text())
        self.done("report", "activity", "--until", "2020-01-01", "--output", target)
        xml.etree.ElementTree.parse(target)

    def test_what_was_withheld_from_one_councillor(self):
        ward = {"recipient": "cllr.ward@york.gov.uk"}
        self.record({**ward, "action": "deliver"}, {**ward, "action": "quarantine", "copy_id": "ab" * 16}, {},
                    {**ward, "action": "junk", "restriction": None, "choice_of": "cllr.ward@york.gov.uk", "note": "observed"})
        found = self.json("report", "councillor", "Cllr.Ward@york.gov.uk")
        self.assertEqual([(one["action"], one["own_choice"], one["kept_id"], one["observed"]) for one in found],
                         [("quarantine", False, "ab" * 16, False), ("junk", True, None, True)])
        self.assertIn("own choice", self.done("report", "councillor", "cllr.ward@york.gov.uk").out)
        self.assertEqual(len(rows_of(self.done("report", "councillor", "cllr.ward@york.gov.uk", "--format", "csv").out)), 2)
        self.done("councillor", "remove", "cllr.ward@york.gov.uk", "--why", "Term ended")
        self.assertEqual(self.json("report", "councillor", "cllr.ward@york.gov.uk"), found)
        self.assertEqual(self.json("report", "councillor", "cllr.other@york.gov.uk"), [])
        self.refused("report", "councillor", "alex@example.org")

    def test_formats_that_no_report_has(self):
        for report in (["log"], ["reviews"], ["activity"], ["councillor", "cllr.ward@york.gov.uk"]):
            self.assertIn("text, json, csv", self.refused("report", *report, "--format", "html", status=2).err)
        self.refused("list", "--format", "csv", status=2)
        self.refused("report", status=2)


if __name__ == "__main__":
    unittest.main()
