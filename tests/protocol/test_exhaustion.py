"""No memory, no file descriptors: messages are put off, the daemon lives, and all is well again afterwards
(faults.md M13, R1, R2)."""
import contextlib
import pathlib
import re
import resource
import socket
import unittest

from protocol_case import SANITIZERS, ProtocolCase
from testbed import ports
from testbed.gateway import CONFIGURATION
from testbed.milter_client import Closed

FORWARDED = [("<m.manager@york.gov.uk>",)]


def outcome(step):
    """What became of a restricted message: `let-go` must never be. libmilter itself closes sessions for which it has no
    memory, and leaves those waiting for which it has no thread; then the MTA does as if the filter were away."""
    try:
        answer = step()
    except Closed:
        return "closed"
    except TimeoutError:
        return "closed"
    if answer is None:
        return "begun"
    if answer.code == "t" or answer.text.startswith("451"):
        return "put-off"
    return "decided" if answer.all("add-recipient") == FORWARDED else f"let-go: {answer}"


class Exhaustion(ProtocolCase):
    unhindered = False

    @property
    def pid(self):
        return self.gateway.process.pid

    def limited(self, what, value):
        """Until the test ends, or relieved() is called."""
        before = resource.prlimit(self.pid, what)
        resource.prlimit(self.pid, what, (value, before[1]))
        self.relieved = lambda: resource.prlimit(self.pid, what, before)
        self.addCleanup(self.relieved)

    def data_in_use(self):
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmData:\s+(\d+) kB", status).group(1)) * 1024

    @unittest.skipIf(SANITIZERS, "a sanitizer ends the program where memory ends")
    def test_without_memory_a_restricted_message_is_put_off_and_never_let_go(self):
        clients = [self.client(patience=2) for _ in range(200)]
        self.limited(resource.RLIMIT_DATA, self.data_in_use() + (4 << 20))
        begun = [client for client in clients if outcome(lambda: self.begun(client)) == "begun"]
        outcomes = [outcome(lambda: client.content([("From", "alex@example.org")])) for client in begun[-20:]]
        self.relieved()
        self.assertLessEqual(set(outcomes), {"closed", "put-off", "decided"})
        self.assertIn("put-off", outcomes)
        self.assertIn("event=exception problem=\"std::bad_alloc\"", self.gateway.log(), "memory never ended in a callback")
        for client in clients:
            client.close()
        self.still_serves()

    @unittest.skipIf(SANITIZERS, "a sanitizer needs descriptors of its own, and takes their lack for a finding")
    def test_without_file_descriptors_those_connected_are_served_and_all_are_when_some_leave(self):
        first = self.client()
        self.limited(resource.RLIMIT_NOFILE, 64)
        crowd = []
        for _ in range(150):
            peer = socket.socket(socket.AF_UNIX)
            self.addCleanup(peer.close)
            peer.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                peer.connect(str(self.gateway.socket))
            crowd.append(peer)
        answer = first.message("alex@example.org", ["tax@york.gov.uk"])
        self.assertEqual(answer.all("add-recipient"), FORWARDED)
        # One that needs a file to be kept is put off where there is none.
        answer = first.message("quarantined@example.net", ["tax@york.gov.uk"])
        self.assertTrue(answer.code == "d" or answer.text.startswith("451"), answer)
        for peer in crowd:
            peer.close()
        self.still_serves()

    def begun(self, client):
        client.envelope("<x@other.test>", ["<tax@york.gov.uk>"])
        for _ in range(15):
            client.header("X-Filler", "x" * 60_000)


class TooManySessions(ProtocolCase):
    configuration = CONFIGURATION.replace("limits: {{", "limits: {{connections: 3, ")

    def test_sessions_over_the_limit_are_put_off_until_others_leave(self):
        within = [self.client() for _ in range(3)]
        over = self.client()
        for sender in ("other@example.com", "alex@example.org"):
            answer = over.message(sender, ["tax@york.gov.uk"])
            self.assertEqual((answer.text[:9], answer.edits), ("451 4.3.0", []))
            over.abort()
        for client in within:
            self.assertEqual(client.message("other@example.com", ["tax@york.gov.uk"]).code, "a")
            client.quit()
        over.quit()
        ports.wait_for(lambda: self.gateway.json("status")["connections"] == 0, "the end of all sessions")
        self.still_serves()


if __name__ == "__main__":
    unittest.main()
