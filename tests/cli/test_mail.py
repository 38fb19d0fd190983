"""What the gateway did, what is kept, what waits, and the daemon that answers or not."""
import hashlib
import json
import socket
import sqlite3
import threading
import unittest

import mail_rows
from workplace import StoreTest

KEPT = "00112233445566778899aabbccddeeff"
WAITING = "ffeeddccbbaa99887766554433221100"
MESSAGE = b"From: alex@example.org\r\nSubject: x\r\n\r\nBody\r\n"


class Rows(StoreTest):
    """With rows as the gateway writes them, and the file of the kept message."""

    def setUp(self):
        super().setUp()
        folder = self.folder / "quarantine" / KEPT[:2]
        folder.mkdir(parents=True)
        (folder / (KEPT + ".eml")).write_bytes(MESSAGE)
        with sqlite3.connect(self.folder / "postern.db") as database:
            database.execute("INSERT INTO event VALUES (1, 'e', 1793613600, 'RCC-2026-0001', 'envelope', 'alex@example.org',"
                             " 'tax@york.gov.uk', 'quarantine', 'restricted', 'Q1', ?, '192.0.2.1', 'mx.test', 1, '', ?, '')",
                             ("<\x1b[31m@example.org>", KEPT))
            database.execute("INSERT INTO kept_message VALUES (?, 'e', 1793613600, '<alex@example.org>', 'Q1', '<1@x>',"
                             " '192.0.2.1', 'mx.test', ?, ?, 0, 0)",
                             (KEPT, len(MESSAGE), hashlib.sha256(MESSAGE).hexdigest()))
            for place, recipient in enumerate(("<tax@york.gov.uk>", "<parks@york.gov.uk>")):
                database.execute("INSERT INTO kept_recipient VALUES (?, ?, ?, 'kept', 'RCC-2026-0001', '', NULL, '')",
                                 (KEPT, place, recipient))
            database.execute("INSERT INTO outbox (id, enforcement, kind, state, message, mail_from, recipients, header, token,"
                             " since, attempts, last_error, next_attempt, restriction) VALUES (?, 'e', 'copy', 'ready', ?,"
                             " 'postmaster@york.gov.uk', '21:m.manager@york.gov.uk', '', 'token', 1793613600, 3,"
                             " 'connection refused', 4102444800, 'RCC-2026-0001')", (WAITING, KEPT))


class Mail(Rows):
    def test_events_keep_their_shape(self):
        event = self.json("events")[0]
        self.assertLessEqual({"at", "restriction", "identity", "address", "recipient", "action", "rule", "queue_id",
                              "message_id", "client", "authenticated"}, set(event))
        self.assertEqual((event["at"], event["restriction"], event["recipient"], event["authenticated"]),
                         ("2026-11-02T10:00:00Z", "RCC-2026-0001", "tax@york.gov.uk", True))
        self.assertEqual(len(self.json("events", "RCC-2026-0001")), 1)
        self.refused("events", "RCC-2026-0009")
        self.assertEqual(len(self.json("events", "--since", "2026-11-02T10:00:00Z")), 1)
        self.assertEqual(self.json("events", "--since", "2026-11-02T10:00:01Z"), [])
        self.assertNotIn("\x1b", self.done("events").out)

    def test_kept_messages_are_listed_and_shown(self):
        kept = self.json("quarantine", "list")[0]
        self.assertEqual(kept, {"id": KEPT, "at": "2026-11-02T10:00:00Z", "restriction": "RCC-2026-0001",
                                "from": "alex@example.org", "message_id": "<1@x>",
                                "recipients": ["tax@york.gov.uk", "parks@york.gov.uk"],
                                "size": len(MESSAGE), "status": "kept", "release_at": None})
        shown = self.json("quarantine", "show", KEPT)
        self.assertEqual(shown["recipients"][1]["recipient"], "parks@york.gov.uk")
        self.assertTrue(shown["path"].endswith(KEPT + ".eml"))
        self.assertIn("parks@york.gov.uk", self.done("quarantine", "show", KEPT).out)
        self.refused("quarantine", "show", "0" * 32)

    def test_whoever_looks_at_a_kept_message_leaves_a_trace(self):
        before = self.json("audit", "head")["entries"]
        self.done("quarantine", "list")
        self.assertEqual(self.json("audit", "head")["entries"], before)
        self.done("quarantine", "show", KEPT, "--as", "m.manager")
        self.assertEqual(self.json("audit", "head")["entries"], before + 1)
        [(action, actor, subject)] = mail_rows.statement(
            self.folder, "SELECT action, actor, subject FROM audit WHERE sequence = ?", (before + 1,))
        self.assertEqual((action, actor, subject), ("looked-at", "m.manager", KEPT))
        self.done("audit", "verify")

    def test_a_release_goes_into_the_outbox_once(self):
        self.refused("quarantine", "release", KEPT, "--to", "somebody@example.org")
        self.refused("quarantine", "release", KEPT, "--only", "nobody@york.gov.uk")
        self.done("quarantine", "release", KEPT, "--only", "tax@york.gov.uk")
        self.assertEqual([row["recipients"] for row in self.json("outbox", "list") if row["kind"] == "release"],
                         [["tax@york.gov.uk"]])
        self.assertEqual(self.json("quarantine", "release", KEPT)["released_to"], ["parks@york.gov.uk"])
        self.refused("quarantine", "release", KEPT)
        self.assertEqual(self.json("quarantine", "list"), [])
        self.assertEqual(self.json("quarantine", "list", "--all")[0]["status"], "released")
        self.done("audit", "verify")

    def test_bytes_that_changed_are_not_released(self):
        path = self.folder / "quarantine" / KEPT[:2] / (KEPT + ".eml")
        path.write_bytes(MESSAGE.replace(b"Body", b"Bodi"))
        self.assertIn("not what was kept", self.refused("quarantine", "release", KEPT).err)
        path.unlink()
        self.refused("quarantine", "release", KEPT)
        self.assertEqual(len(self.json("outbox", "list")), 1)

    def test_deleting_needs_a_reason(self):
        self.refused("quarantine", "delete", KEPT, status=2)
        self.refused("quarantine", "delete", KEPT, "--why", "")
        self.done("quarantine", "delete", KEPT, "--why", "Seen by M. Manager")
        self.assertEqual(self.json("quarantine", "list"), [])
        self.assertEqual(self.json("quarantine", "list", "--all")[0]["status"], "deleted")

    def test_the_outbox_is_listed_and_retried(self):
        row = self.json("outbox", "list")[0]
        self.assertLessEqual({"id", "kind", "recipients", "since", "attempts", "last_error", "next_attempt"}, set(row))
        self.assertEqual((row["id"], row["attempts"], row["last_error"], row["next_attempt"]),
                         (WAITING, 3, "connection refused", "2100-01-01T00:00:00Z"))
        self.done("outbox", "retry", WAITING)
        self.assertLess(self.json("outbox", "list")[0]["next_attempt"], "2100-01-01T00:00:00Z")
        self.refused("outbox", "retry", "0" * 32)
        self.assertIn("connection refused", self.done("outbox", "list").out)


class Daemon(StoreTest):
    def answer_with(self, answer):
        """A daemon for one question. Answers with a function that tells what it was asked."""
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(self.folder / "control.sock"))
        server.listen(1)
        self.addCleanup(server.close)
        asked = []

        def serve():
            connection, _ = server.accept()
            with connection:
                asked.append(connection.makefile("rb").readline())
                connection.sendall(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()

        def question():
            thread.join(30)
            server.close()
            (self.folder / "control.sock").unlink()
            return asked[0]
        return question

    def test_without_a_daemon_status_and_reload_are_3_with_one_line(self):
        for command in ("status", "reload"):
            done = self.refused(command, status=3)
            self.assertEqual(len(done.err.splitlines()), 1)
            self.assertIn("does not answer", done.err)

    def test_status_is_0_only_when_all_is_well(self):
        well = {"ok": True, "version": "0.1.0", "enforcement": "enforce", "pid": 42, "started": "2026-11-02T10:00:00Z",
                "snapshot": {"revision": 2, "entries": 2, "age_seconds": 0}, "connections": 1,
                "store": {"ok": True, "error": ""}, "last_error": "", "outbox": {"waiting": 0, "oldest": None}}
        question = self.answer_with(well)
        self.assertEqual(self.json("status"), well)
        self.assertEqual(question(), b"status\n")
        self.answer_with(well)
        self.assertIn("revision 2, 2 identifiers", self.done("status").out)
        (self.folder / "control.sock").unlink()
        self.answer_with({**well, "ok": False, "store": {"ok": False, "error": "database is locked"},
                          "last_error": "database is locked"})
        self.assertIn("database is locked", self.refused("status", status=3).err)

    def test_reload_tells_problems_and_what_needs_a_restart(self):
        question = self.answer_with({"ok": True, "problems": [], "restart_needed": ["store"]})
        self.assertIn("store: has changed, and needs a restart", self.done("reload").out)
        self.assertEqual(question(), b"reload\n")
        self.answer_with({"ok": False, "problems": ["postern.yaml:1: stor: is no key"], "restart_needed": []})
        self.assertIn("stor: is no key", self.refused("reload").err)

    def test_an_answer_that_is_none_is_3(self):
        for answer in (b"", b"{", b"[]", b"\xff\xfe"):
            question = self.answer_with(answer)
            self.refused("status", status=3)
            question()


if __name__ == "__main__":
    unittest.main()
