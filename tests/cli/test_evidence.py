"""The evidence about one restriction, and sealed events that somebody works on."""
import csv
import hashlib
import io
import json
import unittest
import zipfile

import mail_rows
from workplace import StoreTest, restriction, rules


class Evidence(StoreTest):
    def setUp(self):
        super().setUp()
        self.apply(rules(restriction(), restriction("other@example.com", "RCC-2026-0002", "Other")))
        self.kept = mail_rows.keep(self.folder, 1)
        self.released = mail_rows.keep(self.folder, 2, status="released")
        mail_rows.keep(self.folder, 3, restriction="RCC-2026-0002", address="other@example.com")
        self.output = self.folder / "evidence.zip"

    def archive(self):
        with zipfile.ZipFile(self.output) as archive:
            self.assertIsNone(archive.testzip())
            return {name: archive.read(name) for name in archive.namelist()}

    def test_messages_are_there_byte_for_byte_and_every_sum_is_right(self):
        told = self.json("evidence", "RCC-2026-0001", "--output", self.output)
        files = self.archive()
        self.assertEqual({name for name in files if name.startswith("messages/")},
                         {f"messages/{self.kept}.eml", f"messages/{self.released}.eml"})
        self.assertEqual(files[f"messages/{self.kept}.eml"], mail_rows.MESSAGE)
        manifest = json.loads(files["manifest.json"])
        listed = {one["name"]: (one["size"], one["sha256"]) for one in manifest["files"]}
        self.assertEqual(set(listed), set(files) - {"manifest.json", "SHA256SUMS"})
        for name, (size, sha256) in listed.items():
            self.assertEqual((len(files[name]), hashlib.sha256(files[name]).hexdigest()), (size, sha256), name)
        sums = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
        self.assertEqual(set(sums), set(files) - {"SHA256SUMS"})
        self.assertEqual(sums["manifest.json"], hashlib.sha256(files["manifest.json"]).hexdigest())
        self.assertEqual((manifest["restriction"], manifest["problems"]), ("RCC-2026-0001", []))
        self.assertEqual(told["sha256"], hashlib.sha256(self.output.read_bytes()).hexdigest())
        self.assertEqual(self.output.stat().st_mode & 0o777, 0o600)
        self.assertIn("sha256sum -c SHA256SUMS", files["README.txt"].decode())

    def test_records_of_this_restriction_are_there_and_no_others(self):
        self.done("purge")  # seals what is old; nothing is past its time
        self.done("evidence", "RCC-2026-0001", "--output", self.output)
        files = self.archive()
        events = json.loads(files["events.json"])
        self.assertEqual({event["restriction"] for event in events}, {"RCC-2026-0001"})
        self.assertEqual(len(events), 2)
        rows = list(csv.DictReader(io.StringIO(files["events.csv"].decode(), newline="")))
        self.assertEqual([row["copy_id"] for row in rows], [event["copy_id"] for event in events])
        history = json.loads(files["history.json"])
        self.assertEqual([one["version"] for one in history], list(range(1, len(history) + 1)))
        entries = json.loads(files["audit.json"])
        self.assertTrue(entries)
        self.assertEqual({one["subject"] for one in entries}, {"RCC-2026-0001"})
        self.assertNotIn("other@example.com", "".join(text.decode("utf-8", "replace") for text in files.values()))

    def test_the_export_itself_is_in_the_audit_trail(self):
        self.done("evidence", "RCC-2026-0001", "--output", self.output, "--as", "m.manager")
        actor, data = mail_rows.statement(self.folder, "SELECT actor, data FROM audit WHERE action = 'evidence-exported' AND"
                                                       " subject = 'RCC-2026-0001'")[0]
        self.assertEqual(actor, "m.manager")
        self.assertEqual(json.loads(data)["sha256"], hashlib.sha256(self.output.read_bytes()).hexdigest())
        self.done("audit", "verify")

    def test_bytes_that_changed_are_put_in_and_told_loudly(self):
        mail_rows.path_of(self.folder, 1).write_bytes(mail_rows.MESSAGE.replace(b"Body", b"Bodi"))
        mail_rows.path_of(self.folder, 2).unlink()
        done = self.refused("evidence", "RCC-2026-0001", "--output", self.output, status=3)
        self.assertIn(self.kept, done.err)
        self.assertNotIn(self.released, done.err)  # was released: its bytes may be gone
        files = self.archive()
        self.assertIn(b"Bodi", files[f"messages/{self.kept}.eml"])
        self.assertEqual(len(json.loads(files["manifest.json"])["problems"]), 1)
        self.assertIn("problem", json.loads(files["messages.json"])[0])
        mail_rows.path_of(self.folder, 1).unlink()
        done = self.refused("evidence", "RCC-2026-0001", "--output", self.folder / "second.zip", status=3)
        self.assertIn("missing", done.err)

    def test_nothing_is_overwritten_and_nothing_half_done_is_left(self):
        self.output.write_bytes(b"mine")
        self.refused("evidence", "RCC-2026-0001", "--output", self.output)
        self.assertEqual(self.output.read_bytes(), b"mine")
        self.refused("evidence", "RCC-2026-0009", "--output", self.folder / "none.zip")
        self.refused("evidence", "RCC-2026-0001", "--output", self.folder / "none" / "x.zip", status=3)
        self.refused("evidence", "RCC-2026-0001", status=2)
        self.assertEqual([path.name for path in self.folder.glob("*zip*")], ["evidence.zip"])

    def test_a_symbolic_link_in_the_quarantine_is_not_followed(self):
        path = mail_rows.path_of(self.folder, 1)
        secret = self.write("secret", "secret of somebody else")
        path.unlink()
        path.symlink_to(secret)
        self.refused("evidence", "RCC-2026-0001", "--output", self.output, status=3)
        self.assertNotIn(b"secret of", b"".join(self.archive().values()))


class Sealed(StoreTest):
    """Events of a year ago and more, sealed by a purge that removes none of them."""
    configuration = StoreTest.configuration + "retention: {{contact_events: 1d, quarantine: 9000d}}\n"

    def setUp(self):
        super().setUp()
        for number in range(1, 5):
            mail_rows.keep(self.folder, number)

    def seal(self):
        # Under hold nothing is removed, and everything is sealed.
        text = restriction().replace("status: in-force", "legal_hold: true\n    status: in-force")
        self.apply(rules(text))
        mail_rows.statement(self.folder, "UPDATE event SET at = at - 200000")
        self.done("purge")
        self.assertEqual(self.json("audit", "verify")["sealed_events"], 4)

    def test_a_sealed_event_that_was_worked_on_is_named(self):
        self.seal()
        columns = [row[1] for row in mail_rows.statement(self.folder, "PRAGMA table_info(event)") if row[1] != "id"]
        self.assertEqual(len(columns), 16)
        for column in columns:
            kind = "at" if column in ("at", "authenticated") else "text"
            change = f"{column} + 1" if kind == "at" else f"coalesce({column}, '') || 'x'"
            before = mail_rows.statement(self.folder, f"SELECT {column} FROM event WHERE id = 3")[0][0]
            mail_rows.statement(self.folder, f"UPDATE event SET {column} = {change} WHERE id = 3")
            with self.subTest(column):
                self.assertIn("event 3: was edited", self.refused("audit", "verify").err)
            mail_rows.statement(self.folder, f"UPDATE event SET {column} = ? WHERE id = 3", (before,))
        self.done("audit", "verify")

    def test_the_first_event_that_is_wrong_is_named(self):
        for change, name in (("DELETE FROM event WHERE id = 2", "event 2: was removed"),
                             ("DELETE FROM event WHERE id = 4", "event 4: was removed"),
                             ("INSERT INTO event SELECT 0, enforcement, at, restriction, identity, address, recipient, action,"
                              " rule, queue_id, message_id, client, helo, authenticated, choice_of, copy_id, note FROM event"
                              " WHERE id = 3", "event 0: was added"),
                             ("UPDATE event SET id = -9 WHERE id = 1", "event -9: was added"),
                             ("UPDATE sealed_event SET salt = NULL WHERE id = 3", "event 3: was put there"),
                             ("DELETE FROM sealed_event WHERE id = 3; ", "event 3: was put there"),
                             ("UPDATE sealed_event SET salt = 'x' WHERE id = 4", "event 4: was edited")):
            with self.subTest(change):
                for leftover in self.folder.glob("postern.db*"):
                    leftover.unlink()
                self.done("init")
                self.apply(rules())
                for number in range(1, 5):
                    mail_rows.keep(self.folder, number)
                self.seal()
                mail_rows.statement(self.folder, change)
                self.assertIn(name, self.refused("audit", "verify").err)

    def test_data_that_are_gone_without_an_entry_that_says_so_are_found(self):
        self.seal()
        mail_rows.statement(self.folder, "UPDATE audit SET salt = NULL, data = NULL WHERE sequence = 2")
        self.assertIn("audit entry 2: has lost its data", self.refused("audit", "verify").err)

    def test_the_last_entries_removed_are_found_by_the_head_noted_elsewhere(self):
        head = self.json("audit", "head")
        mail_rows.statement(self.folder, "DELETE FROM audit WHERE sequence > 2")
        self.done("audit", "verify")
        self.assertIn("no entry has the hash", self.refused("audit", "verify", "--head", head["head"]).err)


if __name__ == "__main__":
    unittest.main()
