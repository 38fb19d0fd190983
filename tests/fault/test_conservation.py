"""Every message arrives, is forwarded, is kept or was refused, each with its events, while faults come and
go (faults.md D9, D10)."""
import contextlib
import ctypes
import os
import random
import sqlite3
import unittest

from fault_bench import FaultTest
from testbed.sink import Behaviour
from traffic import Traffic

MESSAGES = 10000 if os.environ.get("SOAK") else 360


def exchange(one, other):
    """Both names at once (renameat2(2), RENAME_EXCHANGE): posternd makes a folder that it misses, so there must be no moment
    at which it misses one."""
    here, exchanged = -100, 2
    if ctypes.CDLL(None, use_errno=True).renameat2(here, bytes(one), here, bytes(other), exchanged) != 0:
        raise OSError(ctypes.get_errno(), "renameat2", str(one))


class Conservation(FaultTest):
    def test_each_message_has_one_end_while_store_and_server_fail_now_and_then(self):
        seed = int(os.environ.get("SEED", "20261124"))
        chance = random.Random(seed)
        traffic = Traffic(self.bench, most=MESSAGES)
        faults = 0
        try:
            while traffic.running():
                faults += 1
                fault = [self.store_locked, self.far_end_refuses, self.folder_away][faults % 3]
                with fault():
                    # Longer than the store's patience, one time in four.
                    traffic.go_on_for(chance.choice([2.5, 0.1, 0.2, 0.4]))
                traffic.go_on_for(chance.uniform(0.0, 0.2))
        finally:
            traffic.wait()
        self.bench.postfix.command("postqueue", "-f")
        self.bench.settled()
        self.assertGreater(faults, 3)
        self.assertGreater(sum(one.tries > 1 for one in traffic.sent), 0, "no fault fell upon a message")
        self.assertEqual(len(traffic.sent), MESSAGES)
        self.assertEqual({one.code for one in traffic.sent}, {250, 550})
        with self.subTest(seed=seed):
            traffic.check(self, doubles=False)
        self.assertEqual(self.gateway.command("audit", "verify", check=False).returncode, 0)

    @contextlib.contextmanager
    def store_locked(self):
        with contextlib.closing(sqlite3.connect(self.gateway.folder / "postern.db", isolation_level=None, timeout=30)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")

    @contextlib.contextmanager
    def far_end_refuses(self):
        self.bench.sink.behaviour = Behaviour(rcpt={"*": "451 4.3.0 later"})
        yield
        self.bench.sink.behaviour = Behaviour()

    @contextlib.contextmanager
    def folder_away(self):
        incoming, file = self.gateway.folder / "quarantine/incoming", self.folder / "in-its-place"
        incoming.chmod(0o700)
        file.write_text("in its place")
        exchange(incoming, file)
        yield
        exchange(incoming, file)
        file.unlink()


if __name__ == "__main__":
    unittest.main()
