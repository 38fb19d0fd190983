"""Start, reload and stop: signals, readiness, what is left behind (faults.md M2, M3, M15, M16)."""
import os
import signal
import socket
import subprocess
import threading
import unittest

from protocol_case import new_gateway
from testbed import ports
from testbed.gateway import CONFIGURATION, programs
from testbed.milter_client import Closed, MilterClient


class Life(unittest.TestCase):
    def test_a_hundred_reloads_disturb_no_session(self):
        gateway = new_gateway(self)
        gateway.start()
        pid, wrong, stopping = gateway.process.pid, [], threading.Event()

        def talk(sender, wanted):
            with MilterClient(gateway.socket) as client:
                client.greet()
                while not stopping.is_set():
                    answer = client.message(sender, ["tax@york.gov.uk"])
                    if answer.code != wanted:
                        wrong.append((sender, answer))
                client.quit()

        talkers = [threading.Thread(target=talk, args=pair)
                   for pair in (("other@example.com", "a"), ("alex@example.org", "c"), ("junked@example.net", "c"))]
        for talker in talkers:
            talker.start()
        try:
            for count in range(1, 101):
                gateway.process.send_signal(signal.SIGUSR1)
                if count % 10 == 0:
                    ports.wait_for(lambda: gateway.log().count("event=reloaded") >= count // 10, "a reload")
        finally:
            stopping.set()
            for talker in talkers:
                talker.join()
        self.assertEqual(wrong, [])
        self.assertEqual(gateway.json("status")["pid"], pid)
        # It stops, as any filter on libmilter does.
        self.assertEqual(gateway.stop(signal.SIGHUP), 0)
        self.assertIn("event=stopped", gateway.log())
        self.assertFalse(gateway.socket.exists())

    def test_sigterm_while_messages_end_answers_each_or_closes_and_leaves_no_half_state(self):
        gateway = new_gateway(self)
        gateway.start()
        clients = [MilterClient(gateway.socket) for _ in range(20)]
        for number, client in enumerate(clients):
            self.addCleanup(client.close)
            client.greet()
            client.envelope("<quarantined@example.net>", [f"<r{number}@york.gov.uk>"])
            client.header("From", "quarantined@example.net")
            self.assertEqual((client.end_of_header().code, client.body(b"Hello\r\n" * 5000).code), ("c", "c"))
        for client in clients:
            client.send("E")
        gateway.process.send_signal(signal.SIGTERM)
        taken = set()
        for number, client in enumerate(clients):
            try:
                code = client.answer().code
            except Closed:
                continue
            self.assertIn(code, "dty")
            if code == "d":
                taken.add(f"r{number}@york.gov.uk")
        self.assertEqual(gateway.stop(), 0)
        self.left_clean(gateway, taken)

    def test_sigterm_in_the_middle_of_messages_keeps_none_of_them(self):
        gateway = new_gateway(self)
        gateway.start()
        for _ in range(20):
            client = MilterClient(gateway.socket)
            self.addCleanup(client.close)
            client.greet().envelope("<quarantined@example.net>", ["<tax@york.gov.uk>"])
            client.header("From", "quarantined@example.net")
            client.end_of_header()
            client.body(b"Hello\r\n" * 5000)
        self.assertEqual(gateway.stop(), 0)
        gateway.start()
        self.left_clean(gateway, set())

    def left_clean(self, gateway, taken):
        """After a new start: what was taken is kept, nothing is half there."""
        if gateway.process is None:
            gateway.start()
        quarantine = gateway.folder / "quarantine"
        ports.wait_for(lambda: not list((quarantine / "incoming").iterdir()), "an empty incoming folder")
        rows = gateway.json("quarantine", "list")
        self.assertLessEqual(taken, {each for row in rows for each in row["recipients"]})
        self.assertEqual({path.stem for path in quarantine.glob("*/*.eml")}, {row["id"] for row in rows})
        self.assertEqual(gateway.command("audit", "verify").returncode, 0)

    def test_ready_is_said_once_the_socket_answers(self):
        gateway = new_gateway(self)
        notifications = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(notifications.close)
        notifications.bind(str(gateway.folder / "notify"))
        notifications.settimeout(60)
        log = open(gateway.folder / "posternd.log", "ab")
        self.addCleanup(log.close)
        gateway.log_file = log
        gateway.process = subprocess.Popen([programs() / "daemon" / "posternd", "--config", str(gateway.configuration)],
                                           stderr=log, env={**os.environ, "NOTIFY_SOCKET": str(gateway.folder / "notify")})
        self.assertIn("READY=1", notifications.recv(1000).decode().splitlines())
        with MilterClient(gateway.socket) as client:
            answer = client.greet().message("alex@example.org", ["tax@york.gov.uk"])
            self.assertEqual(answer.all("add-recipient"), [("<m.manager@york.gov.uk>",)])
        # One that cannot listen never says so.
        other = subprocess.run([programs() / "daemon" / "posternd", "--config", str(gateway.configuration)],
                               capture_output=True, env={**os.environ, "NOTIFY_SOCKET": str(gateway.folder / "notify")})
        self.assertNotEqual(other.returncode, 0)
        notifications.setblocking(False)
        self.assertRaises(BlockingIOError, notifications.recv, 1000)
        self.assertEqual(gateway.stop(), 0)
        self.assertIn("STOPPING=1", notifications.recv(1000).decode().splitlines())

    def test_a_port_in_use_is_one_clear_line(self):
        with socket.socket() as occupant:
            occupant.bind(("127.0.0.1", 0))
            occupant.listen()
            where = f"inet:{occupant.getsockname()[1]}@127.0.0.1"
            gateway = new_gateway(self, configuration=CONFIGURATION.replace("unix:{folder}/milter.sock", where))
            done = subprocess.run([programs() / "daemon" / "posternd", "--config", str(gateway.configuration)],
                                  capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 3)
        [line] = [line for line in done.stderr.splitlines() if line.startswith("posternd: ")]
        self.assertIn(f"milter.socket: {where}", line)


if __name__ == "__main__":
    unittest.main()
