"""What the tests of the milter protocol share: one posternd for each class, on a folder of its own."""
import os
import pathlib
import shutil
import tempfile
import unittest

import sample_rules
from testbed import ports
from testbed.gateway import CONFIGURATION, Gateway
from testbed.milter_client import MilterClient

NOBODY = 1  # a port on which nothing listens: what is to be submitted waits in the outbox
SANITIZERS = os.environ.get("POSTERN_SANITIZE", "")


def size(quick, full):
    """How often something is repeated."""
    return full if os.environ.get("SOAK") else quick


def resident(process):
    """The memory of a process, in bytes."""
    pages = pathlib.Path(f"/proc/{process.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def new_gateway(case, rules=sample_rules.EXAMPLE, **words):
    """A posternd with rules, not started yet; it ends with the test."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="postern-protocol-"))
    case.addCleanup(shutil.rmtree, folder, ignore_errors=True)
    gateway = Gateway(folder, NOBODY, **words)
    case.addCleanup(lambda: case.assertNotIn("Sanitizer", gateway.log()))
    case.addCleanup(gateway.stop)
    (folder / "posternd.log").touch()
    gateway.init()
    gateway.apply(rules)
    return gateway


class ProtocolCase(unittest.TestCase):
    rules = sample_rules.EXAMPLE
    configuration = CONFIGURATION
    unhindered = True  # no exception came to the wall of a callback

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="postern-protocol-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.gateway = Gateway(cls.folder, NOBODY, cls.configuration)
        cls.gateway.init()
        cls.gateway.apply(cls.rules)
        cls.gateway.start()
        cls.addClassCleanup(cls.ended_well)

    @classmethod
    def ended_well(cls):
        """Whatever the tests did, the daemon is there to be stopped and has nothing to complain about."""
        running = cls.gateway.process.poll() is None
        status = cls.gateway.stop()
        log = cls.gateway.log()
        if not running or status != 0 or "Sanitizer" in log or cls.unhindered and "event=exception" in log:
            raise AssertionError(f"posternd ended with {status}, running until then: {running}\n{log[-5000:]}")

    def client(self, greeted=True, **words):
        client = MilterClient(self.gateway.socket, **words)
        self.addCleanup(client.close)
        return client.greet() if greeted else client

    def local_client(self):
        """A client as Postfix makes one up for mail that came without SMTP."""
        client = self.client(greeted=False)
        client.macros("C", v="Postfix 3.7.11")
        client.connect(name="localhost", address="127.0.0.1")
        client.helo("localhost")
        return client

    def still_serves(self):
        """A new session gets the right answers, to a restricted sender and to a stranger."""
        with MilterClient(self.gateway.socket) as client:
            client.greet()
            answer = client.message("alex@example.org", ["tax@york.gov.uk"])
            self.assertEqual((answer.code, answer.all("add-recipient")), ("c", [("<m.manager@york.gov.uk>",)]))
            self.assertEqual(client.message("other@example.com", ["tax@york.gov.uk"]).code, "a")
            client.quit()
        self.assertIsNone(self.gateway.process.poll())

    def last_event(self):
        return self.gateway.json("events")[-1]

    def incoming(self):
        """Files in the quarantine that are not whole."""
        return list((self.gateway.folder / "quarantine" / "incoming").iterdir())

    def no_half_state(self):
        """Nothing unfinished in the quarantine, and every file there has its row."""
        ports.wait_for(lambda: not self.incoming(), "an empty incoming folder")
        files = {path.stem for path in (self.gateway.folder / "quarantine").glob("*/*.eml")}
        rows = {row["id"] for row in self.gateway.json("quarantine", "list", "--all")}
        waiting = {row.get("kept_id") for row in self.gateway.json("outbox", "list")}
        self.assertEqual(files - rows - waiting, set())
