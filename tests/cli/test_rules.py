"""The rules document in and out, and the central log."""
import unittest

import yaml

from workplace import CliTest, StoreTest, restriction, rules


class Apply(CliTest):
    def setUp(self):
        super().setUp()
        self.done("init")

    def test_apply_export_and_apply_again(self):
        self.apply(rules(restriction(), restriction("kim@example.net", "RCC-2026-0002", "Kim")))
        exported = self.done("export").out
        self.assertEqual(self.json("apply", self.write("out.yaml", exported))["changes"], [])
        self.assertEqual(self.done("export").out, exported)
        other = self.write("other.yaml", f"store: sqlite:{self.folder}/other.db\ncouncil: {{domains: [york.gov.uk]}}\n"
                           "authorising_officers:\n  - {id: director-cbss, email: director@york.gov.uk}\n")
        self.done("init", "--config", other)
        self.done("apply", self.folder / "out.yaml", "--config", other)
        self.assertEqual(self.done("export", "--config", other).out, exported)

    def test_a_reader_of_yaml_1_1_sees_in_an_export_what_the_json_says(self):
        for name, reasons in (("Yes", '"on"'), ("'007'", "2026-10-01"), ("Alex", "'null'"), ("0x1F", "12:30:45")):
            with self.subTest(name):
                self.apply(rules(restriction(name=name, reasons=reasons, reference="RCC-2026-0001")).replace(
                    "email: [alex@example.org]", 'email: [alex@example.org], telephone: ["+441904551550", 01904 551550]'))
                exported = self.done("export").out
                self.assertEqual(yaml.safe_load(exported), self.json("export"))
                self.assertEqual(self.json("apply", "-", stdin=exported.encode())["changes"], [])

    def test_what_yaml_does_not_misread_has_no_quotes(self):
        self.apply(rules(restriction(reasons="On the whole no")))
        exported = self.done("export").out
        self.assertIn("reasons: On the whole no\n", exported)
        self.assertIn("email: [alex@example.org]\n", exported)
        self.assertIn('"on": "2026-01-05"\n', exported)

    def test_a_dry_run_says_what_would_change_and_changes_nothing(self):
        file = self.write("rules.yaml", rules())
        done = self.json("apply", file, "--dry-run")
        self.assertTrue(done["dry_run"])
        self.assertEqual(len(done["changes"]), 4)
        self.assertEqual(self.json("list"), [])
        self.assertEqual(self.json("audit", "head")["entries"], 0)
        self.assertEqual(self.json("apply", file)["changes"], done["changes"])

    def test_one_bad_restriction_of_three_and_nothing_is_applied(self):
        text = rules(restriction(), restriction("b@example.org", "RCC-2026-0002", "B", reasons='""'),
                     restriction("c@gmail.com", "RCC-2026-0003", "C", action="hold"))
        done = self.refused("apply", self.write("rules.yaml", text))
        self.assertIn("restrictions[3].email.action", done.err)
        self.assertIn("allowed: forward, quarantine, reject, junk, deliver", done.err)
        self.assertEqual(self.json("list"), [])
        text = text.replace("action: hold", "action: reject")
        text = text.replace("email: [c@gmail.com]", 'email: ["@gmail.com"]')
        done = self.refused("apply", self.write("rules.yaml", text))
        self.assertRegex(done.err, r"rules\.yaml:\d+: RCC-2026-0002: .*reasons")
        self.assertRegex(done.err, r"rules\.yaml:\d+: RCC-2026-0003: .*guarded")
        self.assertNotIn("RCC-2026-0001", done.err)
        self.assertEqual(self.json("list"), [])
        self.assertEqual(self.json("councillor", "list"), [])

    def test_wrong_keys_are_named_with_what_is_allowed_every_one_in_one_go(self):
        done = self.refused("apply", "-", stdin=b"restriction: []\ncouncillors:\n  - {nam: X, addresses: [x@york.gov.uk]}\n")
        self.assertIn("standard input:1: restriction: is no key; allowed: councillors, protected, restrictions", done.err)
        self.assertIn("standard input:3: councillors[1].nam: is no key; allowed: addresses, choices, name, ward", done.err)

    def test_a_file_that_cannot_be_read_is_3(self):
        self.refused("apply", self.folder / "nowhere.yaml", status=3)
        self.refused("apply", self.folder, status=3)

    def test_new_terms_without_a_new_authorisation_are_refused_by_a_dry_run_too(self):
        self.apply(rules())
        file = self.write("rules.yaml", rules(restriction(action="quarantine")))
        for words in ([], ["--dry-run"]):
            self.assertIn("new authorised", self.refused("apply", file, *words).err)
        self.done("apply", self.write("rules.yaml", rules(restriction(action="quarantine", evidence="Memo 2"))))
        self.assertEqual(self.json("show", "RCC-2026-0001")["version"], 2)

    def test_what_was_added_by_command_is_named_before_the_document_takes_it_away(self):
        file = self.write("rules.yaml", rules())
        self.done("apply", file)
        self.done("customer", "add-address", "RCC-2026-0001", "BOB2@EXAMPLE.org", "--why", "Writes from it")
        said = "RCC-2026-0001: changed: customer.identifiers.email: removes BOB2@EXAMPLE.org"
        self.assertEqual(self.json("apply", file, "--dry-run")["changes"], [said])
        self.assertEqual(self.json("show", "RCC-2026-0001")["customer"]["identifiers"]["email"],
                         ["alex@example.org", "BOB2@EXAMPLE.org"])
        self.assertIn(said, self.done("apply", file).out)
        self.assertEqual(self.json("apply", file)["changes"], [])

    def test_a_document_brings_nothing_back_that_was_lifted_since(self):
        document = rules(restriction().replace("  - reference: RCC-2026-0001\n    customer", "  - customer"))
        file = self.write("rules.yaml", document)
        self.done("apply", file)
        self.assertIn("nothing to change", self.done("apply", file).out)
        self.done("lift", "RCC-2026-0001", "--by", "director-cbss", "--why", "Kept to it")
        for words in ([], ["--dry-run"]):
            self.assertIn("RCC-2026-0001 was under this very decision and has ended", self.refused("apply", file, *words).err)
        self.assertEqual([one["status"] for one in self.json("list")], ["ended"])
        file.write_text(document.replace("evidence: Memo", "evidence: Memo 2"))
        self.done("apply", file)
        self.assertEqual([one["status"] for one in self.json("list")], ["ended", "in-force"])


class Log(StoreTest):
    def test_the_list_keeps_its_shape(self):
        found = self.json("list")
        self.assertEqual(len(found), 1)
        self.assertLessEqual({"reference", "customer", "status", "action", "since", "review_by", "informed", "problems"},
                             set(found[0]))
        self.assertEqual((found[0]["reference"], found[0]["status"], found[0]["action"], found[0]["problems"]),
                         ("RCC-2026-0001", "in-force", "forward", []))
        self.assertIn("RCC-2026-0001", self.done("list").out)

    def test_the_list_can_be_narrowed(self):
        self.assertEqual(len(self.json("list", "--status", "in-force")), 1)
        self.assertEqual(self.json("list", "--status", "draft"), [])
        self.assertEqual(len(self.json("list", "--customer", "ALEX")), 1)
        self.assertEqual(len(self.json("list", "--customer", "alex+tag@EXAMPLE.org")), 1)
        self.assertEqual(self.json("list", "--customer", "kim"), [])
        self.assertEqual(self.json("list", "--due"), [])

    def test_show_has_the_shape_of_the_document(self):
        shown = self.json("show", "RCC-2026-0001")
        self.assertEqual(shown["customer"]["identifiers"]["email"], ["alex@example.org"])
        self.assertEqual(shown["email"]["managers"], ["m.manager@york.gov.uk"])
        self.assertEqual((shown["status"], shown["version"], shown["problems"]), ("in-force", 1, []))
        text = self.done("show", "RCC-2026-0001").out
        self.assertEqual(self.json("apply", "-", stdin=text.encode())["changes"], [])
        self.refused("show", "RCC-2026-0009")

    def test_problems_of_a_draft_are_shown(self):
        self.apply("restrictions:\n  - customer: {identifiers: {email: [kim@example.net]}}\n    email: {action: reject}\n")
        problems = self.json("show", "RCC-2026-0002")["problems"]
        self.assertTrue(any("reasons" in line for line in problems), problems)
        self.assertEqual(self.json("list", "--status", "draft")[0]["problems"], problems)
        self.assertIn("# problem: ", self.done("show", "RCC-2026-0002").out)

    def test_lift_is_one_step(self):
        self.refused("lift", "RCC-2026-0001", "--by", "nobody", "--why", "Kept to it")
        self.refused("lift", "RCC-2026-0001", "--by", "director-cbss", status=2)
        self.done("lift", "RCC-2026-0001", "--by", "director-cbss", "--why", "Kept to it")
        self.assertEqual(self.json("list")[0]["status"], "ended")
        self.assertEqual(self.json("show", "RCC-2026-0001")["ended"]["why"], "Kept to it")
        self.refused("lift", "RCC-2026-0001", "--by", "director-cbss", "--why", "again")
        explained = self.json("explain", "--from", "alex@example.org", "--to", "tax@york.gov.uk")
        self.assertEqual(explained["recipients"][0]["rule"], "unrestricted")

    def test_export_of_one_restriction(self):
        self.assertIn("RCC-2026-0001", self.done("export", "RCC-2026-0001").out)
        self.assertNotIn("councillors:\n  - ", self.done("export", "RCC-2026-0001").out)
        self.refused("export", "RCC-2026-0009")
        self.assertEqual(len(self.json("export")["councillors"]), 2)

    def test_check_says_what_lets_mail_by_or_strangers_in(self):
        base = f"store: sqlite:{self.folder}/postern.db\ncouncil: {{domains: [york.gov.uk]}}\n"

        def said(settings):
            return self.done("check", "--config", self.write("doors.yaml", base + settings)).out

        for network in ("0.0.0.0/0", "128.0.0.0/1", "::/0"):
            self.assertIn(f"match.exempt_clients: {network} is a large part of the internet",
                          said(f"match: {{exempt_clients: ['{network}']}}\n"))
        self.assertNotIn("exempt_clients", said("match: {exempt_clients: [10.0.0.0/8, '2001:db8::/32']}\n"))
        for socket, everywhere in (("inet:8891@0.0.0.0", True), ("inet6:8891@::", True), ("inet:8891@127.0.0.1", False)):
            out = said(f"milter: {{socket: '{socket}'}}\n")
            self.assertIn(f"milter.socket {socket}: whoever reaches this port", out)
            self.assertEqual("any host" in out, everywhere)
        self.assertNotIn("milter.socket", said("milter: {socket: 'unix:/run/postern.sock'}\n"))
        for listen, warned in (("0.0.0.0:9000", True), ("'[::]:9000'", True), ("127.0.0.1:9000", False)):
            self.assertEqual("any host that reaches this one" in said(f"metrics: {{listen: {listen}}}\n"), warned)

    def test_check_says_what_is_suspicious(self):
        done = self.json("check")
        self.assertTrue(done["ok"])
        self.assertFalse(any("representations" in line for line in done["warnings"]))
        other = self.write("bare.yaml", f"store: sqlite:{self.folder}/postern.db\ncouncil: {{domains: [york.gov.uk]}}\n")
        done = self.done("check", "--config", other).out
        self.assertIn("council.representations is missing", done)
        self.assertIn("authorising_officers: nobody", done)
        self.assertIn("reviews.digest_to is empty: nobody is told of kept messages that have no manager but postmaster@york.gov.uk", done)
        self.assertNotIn("digests.kept", done)
        self.write("told.yaml", other.read_text() + "reviews: {digest_to: [director@york.gov.uk]}\ndigests: {kept: off}\n")
        told = self.done("check", "--config", self.folder / "told.yaml").out
        self.assertNotIn("digest_to", told)
        self.assertIn("digests.kept is off", told)
        self.assertIn("RCC-2026-0001: authorised.by", done)
        self.assertNotEqual(self.postern("check", "--config", self.write(
            "gone.yaml", f"store: sqlite:{self.folder}/gone.db\ncouncil: {{domains: [york.gov.uk]}}\n")).status, 0)


class Audit(StoreTest):
    def test_the_chain_is_whole_and_its_head_can_be_noted(self):
        head = self.json("audit", "head")
        self.assertEqual(head["entries"], 4)
        self.assertEqual(self.json("audit", "verify"), {"ok": True, "entries": 4, "head": head["head"],
                                                         "sealed_events": 0})
        self.done("audit", "verify", "--head", head["head"])
        self.done("audit", "verify", "--head", self.done("audit", "head").out.strip())
        self.done("protected", "add", "dpo@york.gov.uk")
        self.assertIn("is entry 4", self.refused("audit", "verify", "--head", head["head"]).err)
        self.refused("audit", "verify", "--head", "0" * 64)

    def test_a_changed_entry_and_a_missing_one_are_found(self):
        import shutil
        import sqlite3
        whole = self.folder / "whole.db"
        with sqlite3.connect(self.folder / "postern.db") as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.folder / "postern.db", whole)
        for change in ("UPDATE audit SET actor = 'somebody else' WHERE sequence = 2",
                       "UPDATE audit SET data = '{}' WHERE sequence = 3", "DELETE FROM audit WHERE sequence = 2"):
            with self.subTest(change):
                for leftover in self.folder.glob("postern.db*"):
                    leftover.unlink()
                shutil.copy(whole, self.folder / "postern.db")
                self.done("audit", "verify")
                with sqlite3.connect(self.folder / "postern.db") as database:
                    database.execute(change)
                self.assertIn("audit entry", self.refused("audit", "verify").err)


if __name__ == "__main__":
    unittest.main()
