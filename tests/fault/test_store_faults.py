"""The store locked, full, damaged, removed or replaced while mail flows: the last good rules stay in force, what matches
is put off, the rest flows on, and nothing is lost or doubled once it is mended (faults.md S4, S5, S6, P4)."""
import contextlib
import os
import shutil
import sqlite3
import unittest

import fault_bench
import sample_rules
from fault_bench import MANAGER, MIXED, FaultTest
from testbed import ports


PAGE = 4096


class StoreTest(FaultTest):
    @property
    def store(self):
        return self.gateway.folder / "postern.db"

    def sql(self, script):
        with contextlib.closing(sqlite3.connect(self.store, timeout=10)) as store:
            store.executescript(script)

    @contextlib.contextmanager
    def locked(self):
        """Another program has the store for itself, for longer than anybody waits."""
        with contextlib.closing(sqlite3.connect(self.store, isolation_level=None, timeout=10)) as other:
            other.execute("BEGIN EXCLUSIVE")
            try:
                yield
            finally:
                other.execute("ROLLBACK")

    def while_it_lasts(self):
        """Every treatment is put off, by the rules that were in force before; no bytes stay; the rest passes."""
        before = self.files()
        for sender, recipients in (("alex@example.org", ["<tax@york.gov.uk>"]), ("alex@example.org", MIXED),
                                   ("quarantined@example.net", ["<tax@york.gov.uk>"]),
                                   ("junked@example.net", ["<tax@york.gov.uk>"])):
            self.check_put_off(self.send(sender, recipients, "retried@test"))
        refusal = self.bench.send("<rejected@example.net>", ["<tax@york.gov.uk>"], sample_rules.message())
        self.check_put_off(refusal["<tax@york.gov.uk>"])
        self.assertEqual(self.files(), before)
        self.check_unmatched_passes()

    def mended(self):
        """The senders' servers try again, and each message has its end once."""
        self.assertEqual(self.send("alex@example.org", MIXED, "retried@test")[0], 250)
        self.assertEqual(self.quarantined("kept@test")[0], 250)
        self.bench.settled()
        self.assertEqual(self.arrived_ids(MANAGER), ["<retried@test>"])
        self.assertEqual(self.arrived_ids("foi@york.gov.uk"), ["<retried@test>"])
        self.assertEqual(self.kept_ids(), ["<kept@test>"])
        self.assertEqual(self.event_ids(), ["<kept@test>", "<retried@test>", "<retried@test>"])
        self.assertEqual(self.bench.sink.to("tax@york.gov.uk"), [])
        self.check_sound()

    def check_sound(self):
        with contextlib.closing(sqlite3.connect(self.store)) as store:
            self.assertEqual(store.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
        self.assertEqual(self.gateway.command("audit", "verify", check=False).returncode, 0)

    def put_back(self, backup):
        for name in ("postern.db", "postern.db-wal", "postern.db-shm"):
            (self.gateway.folder / name).unlink(missing_ok=True)
        shutil.copy(backup, self.store)

    def said_once(self, word):
        ports.wait_for(lambda: self.log_lines(word), "a log line with " + word)
        self.assertEqual(len(self.log_lines(word)), 1, self.gateway.log())


class Locked(StoreTest):
    def test_a_lock_that_outlasts_every_patience_puts_off_what_matches(self):
        with self.locked():
            self.while_it_lasts()
        self.mended()

    def test_a_lock_when_a_copy_was_accepted_neither_sends_it_twice_nor_says_so_every_second(self):
        other = contextlib.closing(sqlite3.connect(self.store, isolation_level=None, timeout=10, check_same_thread=False))
        with other as store:
            server = self.submit_to(lambda received: store.execute("BEGIN EXCLUSIVE"))  # before its 250 is said
            self.assertEqual(self.send("alex@example.org", MIXED, "once@test")[0], 250)
            ports.wait_for(lambda: self.log_lines("event=submitted"), "the accepted copy")
            ports.wait_for(lambda: self.log_lines("event=outbox-unreadable"), "the store's line")
            # Three waits for the lock, each by a message: the upkeep has come round meanwhile.
            for number in range(3):
                self.check_put_off(self.send("alex@example.org", ["<tax@york.gov.uk>"]))
            store.execute("ROLLBACK")
        self.bench.settled()
        self.assertEqual(len(server.received()), 1)
        self.assertEqual(len(self.log_lines("event=outbox-unreadable")), 1, self.gateway.log())

    def test_what_a_crash_left_prepared_is_sent_though_the_store_is_locked_at_the_next_start(self):
        self.bench.sink.behaviour.rcpt = {MANAGER: "451 4.3.0 later"}
        self.assertEqual(self.send("alex@example.org", MIXED, "crashed@test")[0], 250)
        self.gateway.kill()
        self.sql("UPDATE outbox SET state = 'prepared'")  # as if the crash had come before the edits
        self.bench.sink.behaviour.rcpt = {}
        with self.locked():
            self.gateway.start()
            self.check_unmatched_passes()
        self.bench.settled()
        self.assertIn("<crashed@test>", self.arrived_ids(MANAGER))


class FullDisk(StoreTest):
    """Store and quarantine on one small disk."""
    CONFIGURATION = fault_bench.NO_RESERVE

    def prepare(self):
        fault_bench.mount(self.folder / "postern", "3m")
        self.addCleanup(fault_bench.unmount, self.folder / "postern")

    def test_a_full_disk_under_the_store_puts_off_what_matches(self):
        fault_bench.remount(self.gateway.folder, "size=20m")
        with fault_bench.filled(self.gateway.folder):
            for sender in ("alex@example.org", "junked@example.net", "quarantined@example.net"):
                reply = self.send(sender, ["<tax@york.gov.uk>"], "retried@test")
                self.assertEqual(reply[0], 451, reply)
            self.check_unmatched_passes()
        self.mended()

    def test_a_disk_that_fills_up_while_mail_is_kept_loses_nothing(self):
        kept, put_off = [], 0
        while put_off < 3:  # each takes some room, till the write-ahead log or the bytes have none
            message_id = f"m{len(kept) + put_off}@test"
            if self.quarantined(message_id, "x" * 70 * 500)[0] == 250:
                kept.append(f"<{message_id}>")
            else:
                put_off += 1
        self.assertGreater(len(kept), 5)
        fault_bench.remount(self.gateway.folder, "size=20m")
        self.assertEqual(self.quarantined("last@test")[0], 250)
        self.assertEqual(self.kept_ids(), sorted([*kept, "<last@test>"]))
        self.assertEqual(len(self.files("??/*")), len(kept) + 1)
        self.check_sound()


class OlderCopy(StoreTest):
    def test_mail_that_was_kept_since_an_older_copy_is_never_swept_away(self):
        self.assertEqual(self.quarantined("released@test")[0], 250)
        [entry] = self.gateway.json("quarantine", "list")
        self.gateway.command("quarantine", "release", entry["id"])
        self.bench.settled()
        self.assertEqual(self.quarantined("waiting@test")[0], 250)
        backup = self.folder / "backup.db"
        with contextlib.closing(sqlite3.connect(self.store)) as store, contextlib.closing(sqlite3.connect(backup)) as copy:
            store.backup(copy)
        self.assertEqual(self.quarantined("since@test")[0], 250)
        self.gateway.kill()
        self.put_back(backup)
        for path in self.files("??/*"):
            os.utime(path, (0, 0))
        self.gateway.start()
        self.said_once("event=files-removed count=1")
        self.said_once("event=files-unknown count=1")
        contents = [path.read_text() for path in self.files("??/*")]
        self.assertEqual(sorted("since@test" in text for text in contents), [False, True])
        self.assertEqual(self.kept_ids(), ["<waiting@test>"])
        self.assertFalse(any("released@test" in text for text in contents))


class Damaged(StoreTest):
    def backed_up(self):
        backup = self.folder / "backup.db"
        with contextlib.closing(sqlite3.connect(self.store)) as store, contextlib.closing(sqlite3.connect(backup)) as copy:
            store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            store.backup(copy)
        return backup

    def damage(self, start, length):
        """Those bytes of every page but the first, as a broken disk would."""
        with open(self.store, "r+b") as file:
            for page in range(1, self.store.stat().st_size // PAGE):
                file.seek(page * PAGE + start)
                file.write(os.urandom(length))

    def damaged_till_the_backup_is_back(self, *where):
        backup = self.backed_up()
        self.damage(*where)
        self.while_it_lasts()
        self.gateway.kill()
        self.put_back(backup)
        self.gateway.start()
        self.mended()

    def test_pages_that_are_overwritten_put_off_what_matches_till_the_backup_is_back(self):
        self.damaged_till_the_backup_is_back(0, PAGE)

    def test_the_head_of_each_page_is_enough(self):
        self.damaged_till_the_backup_is_back(0, 8)

    def test_one_sector_of_each_page_lets_nothing_go(self):
        """What SQLite cannot see at once: each message is decided by the last good rules, or put off, and the check sees it."""
        backup = self.backed_up()
        self.damage(PAGE - 512, 512)
        for sender in ("alex@example.org", "quarantined@example.net", "junked@example.net", "rejected@example.net"):
            self.send(sender, ["<tax@york.gov.uk>"])
        self.check_unmatched_passes()
        self.assertNotEqual(self.gateway.command("audit", "verify", check=False).returncode, 0)
        self.gateway.kill()
        self.put_back(backup)
        self.gateway.start()
        self.bench.settled()
        self.assertEqual([one for one in self.bench.sink.to("tax@york.gov.uk") if b"X-Postern" not in one.content], [])
        self.bench.clear()
        self.mended()

    def test_a_removed_store_takes_nothing_till_it_is_back(self):
        away = self.folder / "away.db"
        os.rename(self.store, away)
        self.said_once("event=store-unreadable")
        self.while_it_lasts()
        os.rename(away, self.store)
        ports.wait_for(lambda: self.log_lines("event=store-readable-again"), "the store back in use")
        self.mended()
        self.assertEqual(len(self.log_lines("event=store-unreadable")), 1)

    def test_a_store_whose_log_was_removed_takes_nothing(self):
        os.unlink(str(self.store) + "-wal")
        self.said_once("event=store-unreadable")
        self.while_it_lasts()

    def test_another_store_in_its_place_is_taken_up_by_a_restart_only(self):
        other = self.folder / "other.db"
        configuration = self.gateway.configuration.read_text()
        self.gateway.configuration.write_text(configuration.replace(str(self.store), str(other)))
        self.gateway.init()
        self.gateway.configuration.write_text(configuration)
        os.rename(other, self.store)
        self.said_once("event=store-unreadable")
        self.while_it_lasts()

    def test_a_store_that_a_newer_version_took_over_is_left_alone(self):
        with contextlib.closing(sqlite3.connect(self.store)) as store:
            [own] = store.execute("PRAGMA user_version").fetchone()
        self.sql("PRAGMA user_version = 99")
        self.said_once("event=store-unreadable")
        self.while_it_lasts()
        self.sql(f"PRAGMA user_version = {own}")
        self.mended()


if __name__ == "__main__":
    unittest.main()
