"""A copy of the store and the quarantine together, and back again; cut off at every step."""
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import tarfile
import unittest

import mail_rows
from workplace import PROGRAM, StoreTest, restriction, rules

WRITES = "openat,write,fsync,rename,renameat,renameat2,unlink,unlinkat,pwrite64,ftruncate,mkdir,mkdirat"


class Backup(StoreTest):
    def setUp(self):
        super().setUp()
        self.file = self.folder / "backup.tar"
        self.first = mail_rows.keep(self.folder, 1)

    def head(self):
        return self.json("audit", "head")

    def forget(self):
        """The machine is lost: neither store nor quarantine."""
        for leftover in self.folder.glob("postern.db*"):
            leftover.unlink()
        shutil.rmtree(self.folder / "quarantine")

    def rewritten(self, change, name="other.tar"):
        """The backup with `change` made to its members, a dict of name and bytes."""
        with tarfile.open(self.file) as archive:
            members = {one.name: archive.extractfile(one).read() for one in archive.getmembers()}
        change(members)
        with tarfile.open(self.folder / name, "w", format=tarfile.PAX_FORMAT) as archive:
            for member, content in members.items():
                entry = tarfile.TarInfo(member)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
        return self.folder / name


class BackAndForth(Backup):
    def test_what_was_backed_up_comes_back(self):
        mail_rows.keep(self.folder, 2, status="released")
        head = self.head()
        exported = self.done("export").out
        told = self.json("backup", self.file)
        self.assertEqual((told["head"], told["messages"], told["problems"]), (head["head"], 2, []))
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o600)
        self.forget()
        self.assertEqual(self.json("restore", self.file)["head"], head["head"])
        self.assertEqual(self.done("export").out, exported)
        self.assertEqual(mail_rows.path_of(self.folder, 1).read_bytes(), mail_rows.MESSAGE)
        self.assertEqual(mail_rows.path_of(self.folder, 1).stat().st_mode & 0o777, 0o600)
        self.assertEqual((self.folder / "postern.db").stat().st_mode & 0o777, 0o600)
        self.done("quarantine", "release", self.first)
        self.assertEqual(self.head()["entries"], head["entries"] + 2)  # `restored`, `released`
        self.done("audit", "verify")
        self.assertEqual(list(self.folder.glob("postern.db.restoring*")), [])

    @unittest.skipUnless(os.geteuid() == 0, "needs root")
    def test_what_root_restores_belongs_to_the_owner_of_the_folders(self):
        self.done("backup", self.file)
        self.forget()
        somebody = 65534
        os.chown(self.folder, somebody, somebody)
        self.done("restore", self.file)
        self.forget()
        (self.folder / "quarantine").mkdir()
        os.chown(self.folder / "quarantine", somebody, somebody)
        self.done("restore", self.file)
        paths = [self.folder / "postern.db", *self.folder.glob("quarantine/**/*")]
        self.assertGreater(len(paths), 3)
        self.assertEqual({path.stat().st_uid for path in paths}, {somebody}, paths)

    def test_a_backup_is_an_entry_and_overwrites_nothing(self):
        self.done("backup", self.file, "--as", "operator")
        self.assertEqual(mail_rows.statement(self.folder, "SELECT actor FROM audit WHERE action = 'backed-up'"), [("operator",)])
        before = self.file.read_bytes()
        self.refused("backup", self.file)
        self.assertEqual(self.file.read_bytes(), before)
        self.refused("backup", self.folder / "none" / "x.tar", status=3)
        self.assertEqual([path.name for path in self.folder.glob("backup*")], ["backup.tar"])

    def test_a_backup_is_made_while_a_writer_is_at_work(self):
        other = sqlite3.connect(self.folder / "postern.db", isolation_level=None)
        self.addCleanup(other.close)
        other.execute("UPDATE protected_address SET why = 'before'")
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM event").fetchall()
        self.done("backup", self.file)

    def test_messages_that_are_not_what_was_kept_are_told(self):
        mail_rows.path_of(self.folder, 1).write_bytes(b"other")
        self.assertIn(self.first, self.refused("backup", self.file, status=3).err)
        self.assertTrue(self.file.exists())
        mail_rows.path_of(self.folder, 1).unlink()
        self.assertIn("missing", self.refused("backup", self.folder / "second.tar", status=3).err)

    def test_a_disk_that_is_full_leaves_nothing_behind(self):
        import resource
        mail_rows.keep(self.folder, 2, message=os.urandom(900000))
        head = self.head()
        for words in (["backup", self.file], ["evidence", "RCC-2026-0001", "--output", self.folder / "evidence.zip"]):
            for limit in (1, 1000, 100000):
                self.refused(*words, status=3, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.assertEqual([path.name for path in self.folder.iterdir() if "backup" in path.name or "evidence" in path.name], [])
        self.assertEqual(self.head(), head)

    def test_a_store_whose_chain_is_broken_is_not_backed_up_in_silence(self):
        mail_rows.statement(self.folder, "UPDATE audit SET actor = 'x' WHERE sequence = 2")
        self.assertIn("audit entry 2", self.refused("backup", self.file).err)
        self.assertFalse(self.file.exists())


class Refusals(Backup):
    def setUp(self):
        super().setUp()
        self.done("backup", self.file)
        self.before = self.done("export").out

    def unchanged(self):
        self.assertEqual(self.done("export").out, self.before)
        self.done("audit", "verify")

    def test_a_store_that_holds_anything_is_replaced_only_when_asked_for(self):
        self.apply(rules(restriction(reasons="Another")))
        self.before = self.done("export").out
        self.assertIn("--replace", self.refused("restore", self.file).err)
        self.unchanged()
        self.done("restore", self.file, "--replace")
        self.assertNotEqual(self.done("export").out, self.before)
        self.done("audit", "verify")

    def test_an_empty_store_needs_no_asking(self):
        self.forget()
        self.done("init")
        self.done("restore", self.file)
        self.unchanged()

    def test_a_store_in_use_is_never_replaced(self):
        other = sqlite3.connect(self.folder / "postern.db", isolation_level=None)
        other.execute("SELECT count(*) FROM event").fetchall()
        self.assertIn("in use", self.refused("restore", self.file, "--replace").err)
        other.close()
        self.unchanged()
        self.done("restore", self.file, "--replace")

    def test_a_log_without_its_store_is_left_alone(self):
        self.forget()
        self.write("postern.db-wal", "x")
        self.assertIn("-wal", self.refused("restore", self.file).err)

    def test_a_damaged_store_can_be_replaced(self):
        (self.folder / "postern.db").write_bytes(b"garbage" * 1000)
        self.assertIn("--replace", self.refused("restore", self.file).err)
        self.done("restore", self.file, "--replace")
        self.unchanged()

    def test_a_backup_that_was_worked_on_is_refused_and_nothing_changes(self):
        name = f"quarantine/{self.first}.eml"

        def renamed(members, new):
            members[new] = members.pop(name)

        for what, change in (
                ("a byte of the store", lambda m: m.update({"store.db": m["store.db"][:5000] + b"\x01" + m["store.db"][5001:]})),
                ("a message", lambda m: m.update({name: b"other"})),
                ("a message less", lambda m: m.pop(name)),
                ("no store", lambda m: m.pop("store.db")),
                ("no manifest", lambda m: m.pop("manifest.json")),
                ("a manifest that is none", lambda m: m.update({"manifest.json": b"{"})),
                ("a file more", lambda m: m.update({"quarantine/" + "b" * 32 + ".eml": b"x"})),
                ("a way out", lambda m: renamed(m, "quarantine/../../x.eml")),
                ("an absolute path", lambda m: renamed(m, "/etc/postern-test.eml"))):
            with self.subTest(what):
                other = self.rewritten(change)
                self.refused("restore", other, "--replace")
                self.unchanged()
        for size in (0, 100, 5000, self.file.stat().st_size // 2):
            cut = self.write("cut.tar", self.file.read_bytes()[:size])
            self.assertIn(self.postern("restore", cut, "--replace").status, (1, 3))
            self.unchanged()
        self.refused("restore", self.folder / "nowhere.tar", status=3)

    def test_a_store_of_a_newer_version_is_refused(self):
        def newer(members):
            path = self.write("newer.db", members["store.db"])
            with mail_rows.opened(path) as database:
                database.execute("PRAGMA user_version = 99")
            import hashlib
            members["store.db"] = path.read_bytes()
            manifest = json.loads(members["manifest.json"])
            manifest["files"][0].update(size=len(members["store.db"]), sha256=hashlib.sha256(members["store.db"]).hexdigest())
            members["manifest.json"] = json.dumps(manifest).encode()

        self.assertIn("newer postern", self.refused("restore", self.rewritten(newer), "--replace", status=3).err)
        self.unchanged()

    def test_a_message_with_other_bytes_is_not_overwritten(self):
        mail_rows.path_of(self.folder, 1).write_bytes(b"other")
        self.assertIn("other bytes", self.refused("restore", self.file, "--replace").err)
        self.assertEqual(mail_rows.path_of(self.folder, 1).read_bytes(), b"other")


@unittest.skipUnless(shutil.which("strace"), "strace is not installed")
class CutOff(Backup):
    def test_a_restore_that_is_killed_at_any_step_leaves_the_old_store_or_the_new_one(self):
        self.done("backup", self.file)
        new = self.done("export").out
        self.apply(rules(restriction(reasons="Another")))
        mail_rows.keep(self.folder, 2)
        old = self.done("export").out
        whole = self.folder / "whole"
        self.done("audit", "verify")
        with mail_rows.opened(self.folder / "postern.db") as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        whole.mkdir()
        shutil.copy(self.folder / "postern.db", whole)
        shutil.copytree(self.folder / "quarantine", whole / "quarantine")
        seen = set()
        step, finished = 1, False
        while not finished:
            for leftover in self.folder.glob("postern.db*"):
                leftover.unlink()
            shutil.rmtree(self.folder / "quarantine")
            shutil.copy(whole / "postern.db", self.folder)
            shutil.copytree(whole / "quarantine", self.folder / "quarantine")
            mail_rows.path_of(self.folder, 1).unlink()  # so that the restore has a message to write
            run = subprocess.run(["strace", "-f", "-o", "/dev/null", "-e", f"trace={WRITES}",
                                  "-e", f"inject={WRITES}:signal=SIGKILL:when={step}",
                                  PROGRAM, "restore", self.file, "--replace"], env=self.environment, capture_output=True)
            finished = run.returncode == 0
            if not finished:
                self.assertEqual(run.returncode, -signal.SIGKILL, run.stderr)
            now = self.done("export").out
            self.assertIn(now, (old, new), f"killed at step {step}")
            if now == new:
                self.assertEqual(mail_rows.path_of(self.folder, 1).read_bytes(), mail_rows.MESSAGE)
            self.assertEqual(mail_rows.path_of(self.folder, 2).read_bytes(), mail_rows.MESSAGE)
            self.done("audit", "verify")
            seen.add(now == new)
            step += 1 if step < 20 or os.environ.get("SOAK") else 5
        self.assertEqual(seen, {False, True})
        self.assertGreater(step, 40)


if __name__ == "__main__":
    unittest.main()
