"""Purging by hand, holding, and what is held about one person: told, and erased."""
import json
import time
import unittest

import mail_rows
from workplace import StoreTest, restriction, rules

DAY = 86400
NAME = "Quentin Unusual"
ADDRESS = "q.unusual@example.net"


class Purge(StoreTest):
    def test_a_dry_run_says_what_a_run_removes(self):
        old = mail_rows.keep(self.folder, 1, status="released", at=int(time.time()) - 100 * DAY)
        mail_rows.keep(self.folder, 2, status="released")
        waiting = mail_rows.keep(self.folder, 3, at=int(time.time()) - 300 * DAY)
        self.assertEqual(self.json("purge", "--dry-run")["messages"], [old])
        self.assertTrue(mail_rows.path_of(self.folder, 1).exists())
        done = self.json("purge")
        self.assertEqual((done["messages"], done["dry_run"]), ([old], False))
        self.assertFalse(mail_rows.path_of(self.folder, 1).exists())
        self.assertEqual([one["id"] for one in self.json("quarantine", "list")], [waiting])
        self.assertEqual(self.json("purge")["messages"], [])
        self.done("audit", "verify")

    def test_events_past_their_time_go_and_the_chain_says_so(self):
        mail_rows.keep(self.folder, 1, at=int(time.time()) - 500 * DAY)
        self.assertEqual(self.json("purge")["events"], 1)
        self.assertEqual(self.json("events"), [])
        self.assertEqual(self.json("audit", "verify")["sealed_events"], 1)

    def test_an_absurd_clock_removes_nothing(self):
        mail_rows.keep(self.folder, 1, status="released", at=int(time.time()) - 100 * DAY)
        mail_rows.statement(self.folder, "INSERT INTO timed_work VALUES ('purge', ?)", (int(time.time()) - 3650 * DAY,))
        self.assertIn("the clock says", self.refused("purge").err)
        self.refused("purge")
        self.assertTrue(mail_rows.path_of(self.folder, 1).exists())

    def test_a_hold_stops_deleting_by_hand_too(self):
        kept = mail_rows.keep(self.folder, 1)
        self.apply(rules(restriction().replace("status: in-force", "legal_hold: true\n    status: in-force")))
        self.assertIn("legal hold", self.refused("quarantine", "delete", kept, "--why", "x").err)
        self.assertTrue(mail_rows.path_of(self.folder, 1).exists())
        self.apply(rules(restriction()))
        self.done("quarantine", "delete", kept, "--why", "x")


class OnePerson(StoreTest):
    def setUp(self):
        super().setUp()
        self.text = rules(restriction(), restriction(ADDRESS, "RCC-2026-0002", NAME, reasons="Reasons about Quentin"))
        self.apply(self.text)
        self.kept = mail_rows.keep(self.folder, 1, restriction="RCC-2026-0002", address=ADDRESS,
                                   message=b"From: q.unusual@example.net\r\n\r\nSecret words\r\n")
        self.other = mail_rows.keep(self.folder, 2)

    def over(self):
        self.done("quarantine", "delete", self.kept, "--why", "Read")
        self.done("lift", "RCC-2026-0002", "--by", "director-cbss", "--why", "Kept to it")

    def bytes_of_the_store(self):
        return b"".join(path.read_bytes() for path in self.folder.glob("postern.db*"))

    def test_everything_held_about_one_person_is_told_and_nothing_about_others(self):
        self.apply(self.text.replace("customer: alex@example.org, action: junk", f"customer: {ADDRESS}, action: junk"))
        held = self.json("customer", "export", "Q.Unusual+x@EXAMPLE.net")
        self.assertEqual(held["addresses"], [ADDRESS])
        self.assertEqual([one["reference"] for one in held["restrictions"]], ["RCC-2026-0002"])
        self.assertEqual(held["restrictions"][0]["history"][0]["record"]["customer"]["name"], NAME)
        self.assertEqual([one["address"] for one in held["events"]], [ADDRESS])
        self.assertEqual([one["id"] for one in held["kept"]], [self.kept])
        self.assertEqual(held["choices"][0]["councillor"], "cllr.ward@york.gov.uk")
        self.assertTrue(any(one["subject"] == "RCC-2026-0002" for one in held["audit"]))
        self.assertNotIn("RCC-2026-0001", json.dumps(held["restrictions"]))
        text = self.done("customer", "export", ADDRESS).out
        for words in (NAME, "RCC-2026-0002", self.kept, "Reasons about Quentin", "tax@york.gov.uk"):
            self.assertIn(words, text)
        self.assertIn("nothing is held", self.done("customer", "export", "nobody@example.com").out)
        self.refused("customer", "export", "no address")

    def test_notices_and_counted_messages_are_told(self):
        self.assertEqual(self.json("customer", "export", ADDRESS)["notices"], [])
        for number, (reference, customer, sent) in enumerate(
                [("RCC-2026-0002", "", 1700000060), ("RCC-2026-0001", ADDRESS, None), ("RCC-2026-0001", "alex@example.org", None)]):
            mail_rows.statement(self.folder, "INSERT INTO notice VALUES (?, ?, ?, ?, ?)",
                                (f"n{number}", reference, 1700000000 + number, customer, sent))
        for reference in ("RCC-2026-0001", "RCC-2026-0002"):
            mail_rows.statement(self.folder, "INSERT INTO counted_message VALUES (?, 1700000120, 'c')", (reference,))
        held = self.json("customer", "export", ADDRESS)
        self.assertEqual([(one["restriction"], one["customer"], one["sent"]) for one in held["notices"]],
                         [("RCC-2026-0002", "", "2023-11-14T22:14:20Z"), ("RCC-2026-0001", ADDRESS, None)])
        self.assertEqual(held["counted"], [{"restriction": "RCC-2026-0002", "at": "2023-11-14T22:15:20Z"}])
        text = self.done("customer", "export", ADDRESS).out
        self.assertIn("Notice under RCC-2026-0002 of 2023-11-14T22:13:20Z: sent at 2023-11-14T22:14:20Z", text)
        self.assertIn("Notice under RCC-2026-0001 of 2023-11-14T22:13:21Z: not sent", text)
        self.assertIn("Message of 2023-11-14T22:15:20Z counted under the volume of RCC-2026-0002", text)

    def test_each_reason_against_an_erasure_is_told_and_nothing_changes(self):
        before = self.done("export").out
        self.refused("customer", "erase", ADDRESS)
        self.refused("customer", "erase", status=2)
        done = self.refused("customer", "erase", ADDRESS, "--why", "Asked for")
        self.assertIn("RCC-2026-0002: it is in-force", done.err)
        self.assertIn(self.kept, done.err)
        self.assertEqual(self.done("export").out, before)
        self.over()
        self.refused("customer", "erase", ADDRESS, "--why", "")
        self.refused("customer", "erase", ADDRESS, "--why", f"Asked for by {ADDRESS}")

    def test_a_domain_in_force_a_choice_and_a_hold_stand_against_it(self):
        self.over()
        domain = restriction(evidence="Another memo").replace("[alex@example.org]", '[alex@example.org, "@example.net"]')
        self.apply(rules(domain))
        self.assertIn("RCC-2026-0001: it names a domain",
                      self.refused("customer", "erase", ADDRESS, "--why", "Asked for").err)
        self.apply(rules(domain).replace("customer: alex@example.org, action: junk", f"customer: {ADDRESS}, action: junk"))
        self.assertIn("choice about", self.refused("customer", "erase", ADDRESS, "--why", "Asked for").err)
        for table in ("restriction", "restriction_version"):
            mail_rows.statement(self.folder, f"UPDATE {table} SET record = json_set(record, '$.legal_hold', json('true'))"
                                             " WHERE reference = 'RCC-2026-0002'")
        self.assertIn("RCC-2026-0002: it is under legal hold",
                      self.refused("customer", "erase", ADDRESS, "--why", "Asked for").err)

    def test_a_digest_on_its_way_stands_against_it(self):
        self.over()
        mail_rows.statement(self.folder, "INSERT INTO outbox VALUES ('d1', 'd1', 'digest', 'ready', NULL, '', '7:a@b.c.d', 'Text', '',"
                                         " 0, 0, '', 0, NULL, 0)")
        self.assertIn("d1: waits in the outbox", self.refused("customer", "erase", ADDRESS, "--why", "Asked for").err)
        self.assertEqual(len(self.json("customer", "export", ADDRESS)["restrictions"]), 1)
        mail_rows.statement(self.folder, "UPDATE outbox SET state = 'sent', header = ''")
        self.done("customer", "erase", ADDRESS, "--why", "Asked for")

    def test_nothing_is_left_of_one_who_is_erased(self):
        self.done("customer", "export", ADDRESS)
        self.done("quarantine", "show", self.kept)
        self.over()
        self.assertIn(ADDRESS.encode(), self.bytes_of_the_store())
        gone = self.json("customer", "erase", ADDRESS, "--why", "Request of 2 November")
        self.assertEqual((gone["messages"], gone["events"], gone["restrictions"]), (1, 1, ["RCC-2026-0002"]))
        left = self.bytes_of_the_store()
        for trace in (ADDRESS, NAME, "Reasons about Quentin", "q.unusual"):
            self.assertNotIn(trace.encode(), left)
        self.assertFalse(mail_rows.path_of(self.folder, 1).exists())
        self.done("audit", "verify")
        self.refused("show", "RCC-2026-0002")
        self.assertEqual(self.json("customer", "export", ADDRESS)["restrictions"], [])
        # Everybody else is still there.
        self.assertEqual([one["reference"] for one in self.json("list")], ["RCC-2026-0001"])
        self.assertEqual([one["id"] for one in self.json("quarantine", "list")], [self.other])
        self.done("customer", "erase", ADDRESS)


if __name__ == "__main__":
    unittest.main()
