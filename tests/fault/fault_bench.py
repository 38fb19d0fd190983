"""What the tests of faults share: a bench whose folder, or a part of it, may be a small file system of its own, messages
of each treatment, and the counting of what became of them."""
import contextlib
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import sample_rules
from testbed import ports
from testbed.bench import TestBench
from testbed.gateway import CONFIGURATION
from testbed.postfix import Postfix
from testbed.sink import Behaviour, Sink

MIXED = ["<foi@york.gov.uk>", "<tax@york.gov.uk>"]
MANAGER = "m.manager@york.gov.uk"
#: So that a small disk fills up, instead of being found too full beforehand.
NO_RESERVE = CONFIGURATION.replace("spool_free: 1MiB", "spool_free: 0B")
NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


def mount(folder, size):
    """A file system in memory at `folder`, of `size` as tmpfs takes it."""
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "postern-test", folder], check=True)


def remount(folder, options):
    subprocess.run(["mount", "-o", "remount," + options, folder], check=True)


def unmount(folder):
    """Lazily: a program that still has a file open there must not keep the next test from running."""
    subprocess.run(["umount", "--lazy", folder], check=True)


@contextlib.contextmanager
def filled(folder, name="ballast"):
    """The file system of `folder` with no byte left."""
    ballast = pathlib.Path(folder) / name
    with open(ballast, "wb", buffering=0) as file:
        with contextlib.suppress(OSError):
            while True:
                file.write(b"\0" * 4096)
    try:
        yield
    finally:
        ballast.unlink()


class FaultTest(unittest.TestCase):
    """A bench of its own for each test: faults leave nothing whole behind."""
    MTA = Postfix
    CONFIGURATION = CONFIGURATION
    EXTRA_MAIN = ""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="postern-fault-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)  # once more, when nothing is mounted in it
        self.prepare()
        self.bench = TestBench(sample_rules.EXAMPLE, configuration=self.CONFIGURATION, folder=self.folder,
                               extra_main=self.EXTRA_MAIN, mta=self.MTA)
        self.addCleanup(self.bench.close)
        self.gateway = self.bench.gateway
        self.addCleanup(self.check_alive)

    def check_alive(self):
        """No fault ends the daemon. Killed then: an orderly stop takes libmilter five seconds (faults.md 3)."""
        if self.gateway.process is None:  # the test has ended it
            return
        status = self.gateway.process.poll()
        self.gateway.kill()
        self.assertIsNone(status, self.gateway.log())

    def prepare(self):
        """Before anything is in the bench's folder."""

    def submit_to(self, on_message=None, **behaviour):
        """A server of its own in the MTA's place, for what postern submits. The daemon begins anew with it."""
        server = Sink(on_message=on_message)
        server.behaviour = Behaviour(**behaviour)
        self.addCleanup(server.stop)
        configuration = self.gateway.configuration
        configuration.write_text(configuration.read_text().replace(f"127.0.0.1:{self.bench.mta.port}", f"127.0.0.1:{server.port}"))
        self.gateway.kill()
        self.gateway.start()
        return server

    def send(self, sender, recipients, message_id=None, body="Hello\n"):
        """The reply to the end of data, or to the one recipient who was refused."""
        text = sample_rules.message(sender, body=body, message_id=message_id)
        replies = self.bench.send(f"<{sender}>", recipients, text)
        return replies.get("data") or replies["mail"]

    def quarantined(self, message_id=None, body="Hello\n"):
        return self.send("quarantined@example.net", ["<tax@york.gov.uk>"], message_id, body)

    def unmatched(self):
        return self.send("other@example.com", ["<parks@york.gov.uk>"])

    def check_put_off(self, reply, enhanced="4.3.0"):
        self.assertEqual(reply[0], 451, reply)
        self.assertIn(enhanced, reply[1])

    def check_unmatched_passes(self):
        before = len(self.bench.sink.to("parks@york.gov.uk"))
        self.assertEqual(self.unmatched()[0], 250)
        ports.wait_for(lambda: len(self.bench.sink.to("parks@york.gov.uk")) > before, "mail that matches nothing")

    def kept_ids(self):
        """The Message-IDs of what lies in the quarantine, each as often as it is there."""
        return sorted(one["message_id"] for one in self.gateway.json("quarantine", "list"))

    def event_ids(self):
        return sorted(one["message_id"] for one in self.gateway.json("events"))

    def arrived_ids(self, address):
        return sorted(one.fields("Message-ID")[0] for one in self.bench.sink.to(address))

    def files(self, where="*/*"):
        """The quarantine's files: whole ones and partial ones alike."""
        return [path for path in (self.gateway.folder / "quarantine").glob(where) if path.is_file()]

    def log_lines(self, word):
        return [line for line in self.gateway.log().splitlines() if word in line]
