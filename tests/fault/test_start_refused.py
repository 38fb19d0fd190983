"""What posternd cannot work with at its start: one clear line each, the right exit status, and nothing made or changed
(faults.md M4, Q2, S5; exit 1 refused, 3 failed)."""
import contextlib
import pathlib
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import unittest

import fault_bench
from testbed.gateway import Gateway, programs


class StartRefused(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="postern-fault-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.folder.chmod(0o755)
        self.gateway = Gateway(self.folder / "postern", 25)
        self.gateway.init()
        self.store = self.gateway.folder / "postern.db"
        self.quarantine = self.gateway.folder / "quarantine"

    def sql(self, script):
        with contextlib.closing(sqlite3.connect(self.store)) as store:
            store.executescript(script)

    def configure(self, old, new):
        text = self.gateway.configuration.read_text()
        self.assertIn(old, text)
        self.gateway.configuration.write_text(text.replace(old, new))

    def give_to_nobody(self):
        for path in [self.gateway.folder, *self.gateway.folder.rglob("*")]:
            shutil.chown(path, "nobody", "nogroup")

    def refused(self, status, *words, wrapper=()):
        """Refuses with one line that has `words` in it, by --check and by a start alike; mail finds nobody there."""
        for options in (["--check"], []):
            with self.subTest(options=options):
                done = subprocess.run([*wrapper, programs() / "daemon" / "posternd", "--config", self.gateway.configuration, *options],
                                      capture_output=True, text=True, timeout=60)
                lines = [line for line in done.stderr.splitlines() if "event=running-as-root" not in line]
                self.assertEqual(done.returncode, status, done.stderr)
                self.assertEqual(len(lines), 1, done.stderr)
                self.assertTrue(lines[0].startswith("posternd: "), lines[0])
                for word in words:
                    self.assertIn(word, lines[0])
        self.assertFalse(self.gateway.socket.is_socket())

    def check_refused(self, status, *words):
        """As refused(), for what --check says and a start goes on without."""
        done = subprocess.run([programs() / "daemon" / "posternd", "--config", self.gateway.configuration, "--check"],
                              capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, len(done.stderr.splitlines())), (status, 1), done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def start_refused(self, status, *words, wrapper=()):
        """As refused(), for what only a start finds out."""
        done = subprocess.run([*wrapper, programs() / "daemon" / "posternd", "--config", self.gateway.configuration],
                              capture_output=True, text=True, timeout=60)
        lines = [line for line in done.stderr.splitlines() if "event=running-as-root" not in line]
        self.assertEqual((done.returncode, len(lines)), (status, 1), done.stderr)
        for word in words:
            self.assertIn(word, lines[0])

    def test_what_is_whole_starts(self):
        done = subprocess.run([programs() / "daemon" / "posternd", "--config", self.gateway.configuration, "--check"],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.gateway.start()
        self.gateway.kill()

    def test_a_store_that_is_not_there(self):
        self.store.unlink()
        self.refused(3, str(self.store), "is not there", "postern init")
        self.assertFalse(self.store.exists())

    def test_a_store_of_no_bytes(self):
        self.store.write_bytes(b"")
        self.refused(3, "is an empty file", "postern init")
        self.assertEqual(self.store.stat().st_size, 0)

    def test_garbage_in_the_stores_place(self):
        garbage = b"no store at all\n" * 1000
        self.store.write_bytes(garbage)
        self.refused(3, "is no SQLite file")
        self.assertEqual(self.store.read_bytes(), garbage)

    def test_garbage_behind_a_good_beginning(self):
        self.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        size = self.store.stat().st_size
        with open(self.store, "r+b") as file:
            file.seek(100)
            file.write(b"\x5a" * (size - 100))
        self.refused(3, "restore it from a backup")

    def test_a_store_that_was_cut_off(self):
        self.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        with open(self.store, "r+b") as file:
            file.truncate(10000)
        self.refused(3, "restore it from a backup")

    def test_a_store_of_a_newer_version(self):
        self.sql("PRAGMA user_version = 99")
        self.refused(3, "newer postern", "version 99")

    def test_a_store_of_an_older_version(self):
        self.sql("PRAGMA user_version = 0")
        self.refused(3, "older postern", "postern init")

    def test_a_store_that_lacks_a_table(self):
        self.sql("DROP TABLE protected_address")
        self.refused(3, "damaged", "protected_address")

    def test_another_programs_database(self):
        self.store.unlink()
        self.sql("CREATE TABLE music (title TEXT)")
        self.refused(3, "another program")

    def test_a_rule_that_cannot_be_read_is_never_left_out(self):
        self.sql("INSERT INTO restriction VALUES ('RCC-2026-0001', 2026, 1, 1, 'in-force', NULL, NULL, '{', '{}', 0, 0, NULL, 0, 0);"
                 "INSERT INTO identifier VALUES ('RCC-2026-0001', 0, 'alex@example.org')")
        self.refused(3, str(self.store))

    def test_a_folder_in_the_stores_place(self):
        self.store.unlink()
        self.store.mkdir()
        self.refused(3, "is no file")

    def test_a_store_on_a_read_only_disk(self):
        fault_bench.mount(self.folder / "small", "4m")
        self.addCleanup(fault_bench.unmount, self.folder / "small")
        shutil.copy(self.store, self.folder / "small/postern.db")
        fault_bench.remount(self.folder / "small", "ro")
        self.configure(f"sqlite:{self.store}", f"sqlite:{self.folder}/small/postern.db")
        self.refused(3, "is not writable", "Read-only file system")

    def test_a_store_of_another_user(self):
        self.give_to_nobody()
        shutil.chown(self.store, "root", "root")
        self.store.chmod(0o600)
        self.refused(3, str(self.store), "owner", wrapper=fault_bench.NOBODY)
        self.store.chmod(0o644)
        self.refused(3, "is not writable by this user", wrapper=fault_bench.NOBODY)

    def test_a_quarantine_folder_that_cannot_be_written(self):
        self.quarantine.mkdir()
        self.give_to_nobody()
        self.quarantine.chmod(0o500)
        self.refused(3, "quarantine.directory", str(self.quarantine), "cannot be written", wrapper=fault_bench.NOBODY)

    def test_a_quarantine_folder_that_cannot_be_made(self):
        self.quarantine.write_text("a file in its place")
        self.refused(3, "quarantine.directory", str(self.quarantine))
        self.assertTrue(self.quarantine.is_file())

    def test_a_quarantine_folder_on_a_full_disk_is_said_by_the_check(self):
        fault_bench.mount(self.quarantine, "64k")
        self.addCleanup(fault_bench.unmount, self.quarantine)
        with fault_bench.filled(self.quarantine):
            self.check_refused(3, "quarantine.directory", "cannot be written", "No space left")

    def test_a_socket_whose_folder_is_not_there(self):
        self.configure(f"unix:{self.gateway.socket}", f"unix:{self.folder}/missing/milter.sock")
        self.start_refused(3, "milter.socket", "the folder is not there")

    def test_a_socket_in_a_folder_that_cannot_be_written(self):
        self.give_to_nobody()
        closed = self.folder / "closed"
        closed.mkdir(mode=0o755)
        self.configure(f"unix:{self.gateway.socket}", f"unix:{closed}/milter.sock")
        self.start_refused(3, "milter.socket", "cannot be made", wrapper=fault_bench.NOBODY)

    def test_a_socket_path_that_is_too_long(self):
        self.configure(f"unix:{self.gateway.socket}", f"unix:{self.folder}/{'x' * 120}.sock")
        self.start_refused(1, "milter.socket", "107 bytes")

    def test_a_file_in_the_sockets_place_stays(self):
        self.gateway.socket.write_text("precious")
        self.start_refused(1, "milter.socket", "no socket")
        self.assertEqual(self.gateway.socket.read_text(), "precious")

    def test_a_control_socket_that_cannot_be_made(self):
        self.configure("control: unix:", "control: unix:/proc/none")
        self.start_refused(3, "control")

    def test_a_port_that_somebody_has(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            self.configure(f"unix:{self.gateway.socket}", f"inet:{taken.getsockname()[1]}@127.0.0.1")
            self.start_refused(3, "milter.socket", "cannot be made")

    def test_a_second_start_leaves_the_first_alone(self):
        self.gateway.start()
        self.addCleanup(self.gateway.kill)
        self.start_refused(1, "another process answers there")
        self.assertTrue(self.gateway.started())


if __name__ == "__main__":
    unittest.main()
