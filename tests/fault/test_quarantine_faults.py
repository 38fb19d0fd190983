"""The quarantine's folder fills up, goes away or cannot be written while mail flows: what matches is put off, nothing is
half kept, the rest flows on, and the retry is kept once (faults.md Q1, Q2, Q11, Q13)."""
import contextlib
import os
import pathlib
import shutil
import subprocess
import unittest

import fault_bench
from fault_bench import MANAGER, MIXED, FaultTest
from testbed import ports
from testbed.gateway import CONFIGURATION
from testbed.milter_client import MilterClient

LARGE = "x" * 70 + "\n"


class Faulty(FaultTest):
    CONFIGURATION = fault_bench.NO_RESERVE

    @property
    def quarantine(self):
        return self.gateway.folder / "quarantine"

    def while_it_lasts(self, enhanced="4.3.0"):
        """A message to keep and one to copy are put off and leave nothing; one that matches nothing passes."""
        before = self.files()
        self.check_put_off(self.quarantined("kept@test"), enhanced)
        self.check_put_off(self.send("alex@example.org", MIXED, "copied@test"), enhanced)
        self.assertEqual(self.files(), before)
        self.assertEqual((self.event_ids(), self.gateway.json("outbox", "list")), ([], []))
        self.check_unmatched_passes()

    def mended(self):
        """The sender's server tries again: each arrives or is kept, once."""
        self.assertEqual(self.quarantined("kept@test")[0], 250)
        self.assertEqual(self.send("alex@example.org", MIXED, "copied@test")[0], 250)
        self.bench.settled()
        self.assertEqual(self.kept_ids(), ["<kept@test>"])
        self.assertEqual(self.arrived_ids(MANAGER), ["<copied@test>"])
        self.assertEqual(self.arrived_ids("foi@york.gov.uk"), ["<copied@test>"])
        self.assertEqual(self.files("incoming/*"), [])
        self.assertEqual(self.bench.sink.to("tax@york.gov.uk"), [])


class SmallDisk(Faulty):
    def prepare(self):
        fault_bench.mount(self.folder / "postern/quarantine", "256k")
        self.addCleanup(fault_bench.unmount, self.folder / "postern/quarantine")

    def test_a_message_that_does_not_fit_is_put_off_and_a_smaller_one_is_kept(self):
        self.check_put_off(self.quarantined("large@test", LARGE * 6000), "4.3.1")
        self.assertEqual(self.files(), [])
        self.assertEqual(self.quarantined("small@test")[0], 250)
        self.assertEqual(self.kept_ids(), ["<small@test>"])

    def restarted(self, enhanced):
        """A restart finds the disk in trouble: mail that matches nothing needs none."""
        self.gateway.stop()
        self.gateway.start()
        self.assertIn("event=quarantine-not-ready", self.gateway.log())
        self.while_it_lasts(enhanced)

    def test_a_full_disk_stops_no_restart(self):
        with fault_bench.filled(self.quarantine):
            self.restarted("4.3.1")
        self.mended()

    def test_a_disk_that_is_read_only_stops_no_restart(self):
        fault_bench.remount(self.quarantine, "ro")
        self.restarted("4.3.0")
        self.assertFalse(self.gateway.json("status")["quarantine"]["ok"])
        fault_bench.remount(self.quarantine, "rw")
        self.mended()

    def test_a_full_disk_puts_off_what_is_to_be_kept(self):
        with fault_bench.filled(self.quarantine):
            self.while_it_lasts("4.3.1")
        self.mended()

    def test_no_inode_left_puts_off_what_is_to_be_kept(self):
        fault_bench.remount(self.quarantine, "nr_inodes=4")
        taken = 0
        while True:  # till none is left
            try:
                (self.quarantine / f"taken{taken}").touch()
            except OSError:
                break
            taken += 1
        self.while_it_lasts("4.3.1")
        fault_bench.remount(self.quarantine, "nr_inodes=100")
        self.mended()

    def test_a_disk_that_became_read_only_puts_off_what_is_to_be_kept(self):
        fault_bench.remount(self.quarantine, "ro")
        self.while_it_lasts()
        fault_bench.remount(self.quarantine, "rw")
        self.mended()


class LittleFree(Faulty):
    CONFIGURATION = CONFIGURATION.replace("spool_free: 1MiB", "spool_free: 128KiB")

    def prepare(self):
        fault_bench.mount(self.folder / "postern/quarantine", "192k")
        self.addCleanup(fault_bench.unmount, self.folder / "postern/quarantine")

    def test_below_the_reserve_nothing_is_kept_and_above_it_all_is(self):
        ballast = self.quarantine / "ballast"
        ballast.write_bytes(b"\0" * 100 * 1024)
        self.while_it_lasts("4.3.1")
        ballast.unlink()
        self.mended()


class FolderGone(Faulty):
    def test_a_folder_that_was_removed_is_not_made_up_for_elsewhere(self):
        shutil.rmtree(self.quarantine)
        self.while_it_lasts()
        self.assertFalse(self.quarantine.exists())
        self.quarantine.mkdir(mode=0o700)
        self.mended()

    def test_a_link_in_place_of_a_part_is_not_followed(self):
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        shutil.rmtree(self.quarantine / "incoming")
        (self.quarantine / "incoming").symlink_to(elsewhere)
        self.while_it_lasts()
        self.assertEqual(list(elsewhere.iterdir()), [])
        (self.quarantine / "incoming").unlink()
        self.mended()

    def test_links_in_place_of_the_final_folders_are_not_followed(self):
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        shards = [self.quarantine / f"{number:02x}" for number in range(256)]
        for shard in shards:
            shutil.rmtree(shard, ignore_errors=True)
            shard.symlink_to(elsewhere)
        self.while_it_lasts()
        self.assertEqual(list(elsewhere.iterdir()), [])
        for shard in shards:
            shard.unlink()
        self.mended()


class Unprivileged(Faulty):
    """Root may write anywhere, so the daemon is somebody else here."""

    def setUp(self):
        super().setUp()
        self.gateway.stop()
        for path in [self.gateway.folder, *self.gateway.folder.rglob("*")]:
            shutil.chown(path, "nobody", "nogroup")
        self.gateway.start(fault_bench.NOBODY)
        self.assertNotIn("running-as-root", self.gateway.log().split("event=stopped")[-1])

    def test_a_folder_that_may_no_longer_be_written_puts_off_what_is_to_be_kept(self):
        for mode in (0o000, 0o500):
            with self.subTest(oct(mode)):
                os.chmod(self.quarantine, mode)
                os.chmod(self.quarantine / "incoming", mode)
                self.while_it_lasts()
        os.chmod(self.quarantine, 0o700)
        os.chmod(self.quarantine / "incoming", 0o700)
        self.mended()


class FailingDisk(Faulty):
    """The disk itself fails: strace lets one call of the daemon after another answer EIO, and goes away again."""

    @contextlib.contextmanager
    def failing(self, call):
        tracer = subprocess.Popen(["strace", "-f", "-p", str(self.gateway.process.pid), "-o", "/dev/null", "-e", f"trace={call}",
                                   "-e", f"inject={call}:error=EIO"], stderr=subprocess.DEVNULL)
        try:
            ports.wait_for(self.traced, "strace upon every thread")
            yield
        finally:
            tracer.terminate()
            tracer.wait()

    def traced(self):
        tasks = pathlib.Path(f"/proc/{self.gateway.process.pid}/task").iterdir()
        return all("TracerPid:\t0\n" not in (task / "status").read_text() for task in tasks)

    def test_a_call_that_fails_puts_off_what_is_to_be_kept_and_is_not_taken_for_done(self):
        for call in ("fsync", "renameat", "fdatasync"):  # the last one is the store's
            with self.subTest(call), self.failing(call):
                self.while_it_lasts()
        self.mended()


class LeftBehind(Faulty):
    def test_what_a_crash_left_half_written_is_swept_and_never_listed(self):
        self.assertEqual(self.quarantined("whole@test")[0], 250)
        with MilterClient(self.gateway.socket) as peer:
            self.assertEqual(peer.up_to_the_body("quarantined@example.net", "tax@york.gov.uk", b"x" * 65000 + b"\r\n").code, "c")
            self.assertEqual(peer.body(b"x" * 65000 + b"\r\n").code, "c")
            self.assertEqual(len(self.files("incoming/*")), 1)
            self.gateway.kill()
        [half] = self.files("incoming/*")
        self.assertGreater(half.stat().st_size, 0)
        self.gateway.start()
        ports.wait_for(lambda: self.files("incoming/*") == [], "an empty incoming folder")
        self.assertEqual(self.kept_ids(), ["<whole@test>"])
        self.assertEqual(len(self.files()), 1)


if __name__ == "__main__":
    unittest.main()
