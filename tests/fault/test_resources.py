"""Files, connections and log readers run out or stall: mail goes on, or goes on again once they are back (faults.md R1, R5,
R6, R7, R9)."""
import contextlib
import fcntl
import os
import signal
import socket
import struct
import subprocess
import unittest

from fault_bench import MANAGER, MIXED, FaultTest
from testbed import ports
from testbed.milter_client import ALL_ACTIONS, ALL_STEPS, MilterClient, packet
from testbed.sink import Sink

OFFER = packet("O", struct.pack(">III", 6, ALL_ACTIONS, ALL_STEPS))


class Resources(FaultTest):
    def burst(self, count, sessions, sender="other@example.com"):
        """That many messages, in so many sessions at a time."""
        return subprocess.Popen(["smtp-source", "-s", str(sessions), "-m", str(count), "-f", sender, "-t", "tax@york.gov.uk",
                                 f"127.0.0.1:{self.bench.postfix.port}"], stderr=subprocess.PIPE, text=True)

    def check_burst(self, burst):
        self.addCleanup(burst.stderr.close)
        self.assertEqual(burst.wait(timeout=120), 0, burst.stderr.read())

    def open_files(self):
        return len(os.listdir(f"/proc/{self.gateway.process.pid}/fd"))

    def test_files_run_out_and_come_back(self):
        self.gateway.kill()
        self.gateway.start(["prlimit", "--nofile=48:48"])
        with contextlib.ExitStack() as peers:
            for _ in range(60):  # more than it has files for: those beyond wait in the socket's queue
                peers.enter_context(MilterClient(self.gateway.socket, negotiate=False)).send_bytes(OFFER)
            ports.wait_for(lambda: self.open_files() >= 48, "no file left")
            self.assertIsNone(self.gateway.process.poll())
        ports.wait_for(lambda: self.open_files() < 40, "the files back")
        self.assertEqual(self.quarantined("after@test")[0], 250)
        self.check_unmatched_passes()
        self.assertEqual(self.kept_ids(), ["<after@test>"])

    def test_a_file_limit_too_low_for_the_connections_is_said_at_the_start(self):
        self.assertEqual(self.log_lines("event=few-files"), [])
        self.gateway.kill()
        self.gateway.start(["prlimit", "--nofile=200:200"])
        self.assertEqual(len(self.log_lines("event=few-files")), 1)

    def test_two_hundred_idle_connections_keep_nobody_waiting(self):
        with contextlib.ExitStack() as peers:
            idle = [peers.enter_context(MilterClient(self.gateway.socket, negotiate=False)) for _ in range(200)]
            for peer in idle[::2]:  # the others have not even said a word
                peer.negotiate(ALL_ACTIONS, ALL_STEPS)
            self.check_burst(self.burst(50, 10))
            self.assertEqual(self.send("alex@example.org", MIXED, "beside@test")[0], 250)
            self.bench.settled()
            self.assertEqual(self.arrived_ids(MANAGER), ["<beside@test>"])
            self.assertEqual(len(self.bench.sink.to("tax@york.gov.uk")), 50)
            for peer in idle:
                self.assertEqual(peer.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), 0)
        ports.wait_for(lambda: self.gateway.json("status")["connections"] == 0, "every session's end")

    def test_a_hundred_messages_at_once_are_kept_each_once(self):
        self.check_burst(self.burst(100, 50, "quarantined@example.net"))
        self.assertEqual(len(self.gateway.json("quarantine", "list")), 100)
        self.assertEqual(len(self.files("??/*")), 100)
        self.assertEqual(self.bench.sink.received(), [])

    def test_a_submission_server_that_is_stopped_keeps_no_other_mail_waiting(self):
        server = subprocess.Popen(["smtp-sink", "-u", "nobody", f"127.0.0.1:{(port := ports.free_port())}", "100"],
                                  stdout=subprocess.DEVNULL)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        ports.wait_for(lambda: ports.answers(port), "the server")
        configuration = self.gateway.configuration
        configuration.write_text(configuration.read_text().replace(f"127.0.0.1:{self.bench.postfix.port}", f"127.0.0.1:{port}"))
        self.gateway.kill()
        self.gateway.start()
        server.send_signal(signal.SIGSTOP)
        for number in range(8):  # more than there are submissions at a time
            self.assertEqual(self.send("alex@example.org", MIXED, f"stalled{number}@test")[0], 250)
        self.check_burst(self.burst(50, 10))
        self.assertEqual(self.send("alex@example.org", ["<tax@york.gov.uk>"], "in-place@test")[0], 250)
        ports.wait_for(lambda: self.arrived_ids(MANAGER) == ["<in-place@test>"], "the message that needs no submission")
        ports.wait_for(lambda: len(self.bench.sink.to("tax@york.gov.uk")) == 50, "mail that matches nothing")
        self.assertEqual(len(self.gateway.json("outbox", "list")), 8)
        server.send_signal(signal.SIGCONT)
        ports.wait_for(self.gateway.outbox_is_empty, "an empty outbox")


class LogReader(FaultTest):
    """posternd writes to a pipe that nobody reads, and whose buffer is the smallest there is."""

    def setUp(self):
        super().setUp()
        self.gateway.kill()
        self.reader, writer = os.pipe()
        self.addCleanup(os.close, self.reader)
        fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
        self.gateway.start(log=os.fdopen(writer, "wb"))

    def fill_the_pipe(self):
        for number in range(60):
            self.assertEqual(self.quarantined(f"m{number}@test")[0], 250)

    def test_mail_flows_on_and_the_daemon_stops_when_it_is_told(self):
        self.fill_the_pipe()
        self.check_unmatched_passes()
        self.assertEqual(len(self.kept_ids()), 60)
        self.assertEqual(self.gateway.stop(), 0)

    def test_a_reader_who_has_gone_ends_nothing(self):
        os.close(self.reader)
        self.reader = os.open(os.devnull, os.O_RDONLY)
        self.fill_the_pipe()
        self.check_unmatched_passes()
        self.assertEqual(self.gateway.stop(), 0)


if __name__ == "__main__":
    unittest.main()
