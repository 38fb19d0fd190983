"""The service manager's watchdog: it hears from posternd while its own socket answers, and only then."""
import contextlib
import os
import socket
import unittest

from protocol_case import new_gateway
from testbed import ports
from testbed.gateway import CONFIGURATION
from testbed.milter_client import MilterClient

FILES = 64  # enough to start, and soon used up


class Manager:
    """Listens as systemd does, on a socket of the test's own."""

    def __init__(self, folder):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(folder / "notify"))
        self.socket.settimeout(60)
        self.environment = {"NOTIFY_SOCKET": str(folder / "notify"), "WATCHDOG_USEC": "2000000"}

    def next(self):
        return self.socket.recv(1000).decode().splitlines()

    def forget(self):
        self.socket.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                self.socket.recv(1000)
        self.socket.settimeout(60)

    def until(self, wanted):
        """What it hears before the first message that has `wanted` at the beginning of a line."""
        before = []
        while True:
            lines = self.next()
            if any(line.startswith(wanted) for line in lines):
                return before
            before.append(lines)


def one_more(gateway, peers):
    """Another client, if its turn comes at once. How many files posternd has open."""
    peer = peers.enter_context(socket.socket(socket.AF_UNIX))
    peer.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        peer.connect(str(gateway.socket))
    return len(os.listdir(f"/proc/{gateway.process.pid}/fd"))


class Watchdog(unittest.TestCase):
    def gateway(self, **words):
        gateway = new_gateway(self, **words)
        manager = Manager(gateway.folder)
        self.addCleanup(manager.socket.close)
        gateway.environment = dict(manager.environment)
        return gateway, manager

    def test_it_hears_nothing_while_no_file_is_left_and_from_then_on_again(self):
        gateway, manager = self.gateway()
        gateway.start(wrapper=("prlimit", f"--nofile={FILES}:{FILES}"))
        self.assertEqual(manager.until("READY=1"), [])
        manager.until("WATCHDOG=1")
        manager.until("WATCHDOG=1")
        with contextlib.ExitStack() as peers:
            # libmilter takes as many as there are files, then it can take nobody.
            ports.wait_for(lambda: one_more(gateway, peers) == FILES, "the last of its files in use")
            ports.wait_for(lambda: "event=unwell" in gateway.log(), "the line that says so")
            manager.forget()
            self.assertNotIn("event=well-again", gateway.log())
        # Only once it is well again: libmilter may sleep a moment before it looks whether there are files again.
        for lines in manager.until("WATCHDOG=1"):
            self.assertRegex(" ".join(lines), "^STATUS=unwell: ")
        self.assertEqual(manager.next(), ["WATCHDOG=1"])
        self.assertEqual([gateway.log().count(event) for event in ("event=unwell", "event=well-again")], [1, 1])
        with MilterClient(gateway.socket) as client:
            self.assertEqual(client.greet().message("other@example.com", ["tax@york.gov.uk"]).code, "a")
        self.assertEqual(gateway.stop(), 0)
        manager.until("STOPPING=1")
        manager.socket.setblocking(False)
        self.assertRaises(BlockingIOError, manager.next)

    def test_it_hears_nothing_once_the_socket_is_gone(self):
        gateway, manager = self.gateway()
        gateway.start()
        manager.until("WATCHDOG=1")
        gateway.socket.unlink()
        manager.until("STATUS=unwell: milter.socket: it cannot be connected to: No such file or directory")
        for _ in range(3):
            self.assertEqual(manager.until("STATUS=unwell: "), [])
        self.assertEqual(gateway.stop(), 0)

    def test_over_tcp_too(self):
        for host in ("127.0.0.1", "[127.0.0.1]"):
            with self.subTest(host):
                port = ports.free_port()
                socket_of = CONFIGURATION.replace("unix:{folder}/milter.sock", f"inet:{port}@{host}")
                gateway, manager = self.gateway(configuration=socket_of)
                gateway.start()
                manager.until("WATCHDOG=1")
                manager.until("WATCHDOG=1")
                ports.wait_for(lambda: gateway.json("status")["connections"] == 0, "the end of its own connections")
                self.assertNotIn("event=unwell", gateway.log())

    def test_without_a_watchdog_it_says_nothing_between_start_and_stop(self):
        gateway, manager = self.gateway()
        del gateway.environment["WATCHDOG_USEC"]
        gateway.start()
        self.assertEqual(manager.next(), ["READY=1"])
        self.assertEqual(gateway.stop(), 0)
        self.assertEqual(manager.next(), ["STOPPING=1"])


if __name__ == "__main__":
    unittest.main()
