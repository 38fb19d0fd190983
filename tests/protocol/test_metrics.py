"""What Prometheus reads from a live posternd: counters move as messages go through, nothing is made up while the store is
away, and whoever reads them holds no mail up."""
import errno
import http.client
import os
import pathlib
import socket
import sqlite3
import subprocess
import sys
import unittest

from protocol_case import ProtocolCase, new_gateway
from testbed import ports, scrape
from testbed.gateway import CONFIGURATION, programs
from testbed.milter_client import MilterClient
from testbed.unpacked import unpacked

SOURCE = pathlib.Path(os.environ["POSTERN_SOURCE"])
sys.path.append(str(SOURCE / "tests" / "lint"))
import manual  # noqa: E402  (its folder is not on the path of these tests)

PACKAGING = SOURCE / "packaging"


def listening(where):
    return CONFIGURATION + f'metrics: {{{{listen: "{where}"}}}}\n'


def outcome(word):
    return f'postern_messages_total{{outcome="{word}"}}'


def recipient(action, rule):
    return f'postern_recipients_total{{action="{action}",rule="{rule}"}}'


class Metrics(ProtocolCase):
    @classmethod
    def setUpClass(cls):
        cls.port = ports.free_port()
        cls.where = f"127.0.0.1:{cls.port}"
        cls.configuration = listening(cls.where)
        super().setUpClass()

    def samples(self):
        return scrape.samples(scrape.text(self.where))

    def quiet(self):
        """The samples once no session is open: a message that ended with its session has counted by then."""
        def samples_if_quiet():
            samples = self.samples()
            return samples if samples["postern_connections"] == 0 else None
        return ports.wait_for(samples_if_quiet, "no session")

    def moved(self, work):
        """What `work` moved, and by how much."""
        before = self.quiet()
        work()
        after = self.quiet()
        counters = ("postern_messages_total", "postern_recipients_total", "postern_decision_seconds_count")
        return {name: value - before[name] for name, value in after.items()
                if name.startswith(counters) and value != before[name]}

    def send(self, sender, *recipients, **words):
        with MilterClient(self.gateway.socket) as client:
            return client.greet().message(sender, list(recipients), **words)

    def test_each_message_moves_the_counters_of_what_became_of_it(self):
        decided = "postern_decision_seconds_count"
        rows = (("other@example.com", {outcome("passed"): 1, recipient("deliver", "unrestricted"): 1, decided: 1}),
                ("alex@example.org", {outcome("changed"): 1, recipient("forward", "restricted"): 1, decided: 1}),
                ("junked@example.net", {outcome("changed"): 1, recipient("junk", "restricted"): 1, decided: 1}),
                ("quarantined@example.net", {outcome("kept"): 1, recipient("quarantine", "restricted"): 1, decided: 1}),
                ("rejected@example.net", {outcome("refused"): 1, recipient("reject", "restricted"): 1}))
        for sender, expected in rows:
            with self.subTest(sender):
                self.assertEqual(self.moved(lambda: self.send(sender, "tax@york.gov.uk")), expected)

    def test_a_message_that_the_client_gives_up_moves_nothing(self):
        def give_up():
            with MilterClient(self.gateway.socket) as client:
                client.greet().envelope("<alex@example.org>", ["<tax@york.gov.uk>"])
                client.send("A")
                # Answered after the abort was dealt with.
                client.envelope("<alex@example.org>", ["<tax@york.gov.uk>"])
        self.assertEqual(self.moved(give_up), {})

    def test_what_waits_is_told_with_its_size(self):
        before = self.samples()
        self.send("quarantined@example.net", "tax@york.gov.uk")
        after = self.samples()
        self.assertEqual(after["postern_quarantine_messages"], before["postern_quarantine_messages"] + 1)
        self.assertGreater(after["postern_quarantine_bytes"], before["postern_quarantine_bytes"])
        self.assertEqual(after["postern_quarantine_unread_messages"], 0)
        [kept] = self.gateway.json("quarantine", "list")[-1:]
        self.gateway.command("quarantine", "release", kept["id"])
        released = self.samples()
        self.assertEqual(released["postern_quarantine_messages"], before["postern_quarantine_messages"])
        self.assertEqual(released['postern_outbox_messages{kind="release"}'], 1)

    def test_open_sessions_are_told(self):
        self.quiet()
        client = self.client()
        self.assertEqual(self.samples()["postern_connections"], 1)
        client.close()
        self.quiet()

    def test_promtool_takes_the_format(self):
        done = subprocess.run([unpacked("usr/bin/promtool"), "check", "metrics"], input=scrape.text(self.where),
                              capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_names_in_the_manual_the_alerts_and_the_dashboard_are_those_of_the_daemon(self):
        exposed = scrape.families(scrape.text(self.where))
        self.assertEqual(exposed, set(manual.Page("posternd.8").tags("METRICS", "Cm")))
        for path in (PACKAGING / "prometheus" / "postern-alerts.yaml", PACKAGING / "grafana" / "postern.json"):
            used = scrape.names_in(path.read_text(), exposed)
            self.assertIn("postern_reviews_overdue", used)
            self.assertEqual(used - exposed, set(), path.name)

    def test_no_outcome_is_missing_in_the_manual(self):
        words = {name.split('"')[1] for name in self.samples() if name.startswith("postern_messages_total")}
        self.assertEqual(words, set(manual.Page("posternd.8").tags("METRICS", "Ic")) - {"enforcement"})

    def test_no_address_is_told(self):
        self.send("alex@example.org", "tax@york.gov.uk")
        self.assertNotRegex(scrape.text(self.where), "@|alex|york|RCC")

    def answer(self, method, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        self.addCleanup(connection.close)
        connection.request(method, path)
        return connection.getresponse().status

    def test_nothing_is_answered_but_the_metrics(self):
        self.assertEqual(self.answer("GET", "/metrics"), 200)
        self.assertEqual(self.answer("GET", "/metrics?x=1"), 200)
        for path in ("/", "/metrics/", "/metrics/x", "/Metrics", "/../metrics", "//metrics", "*"):
            self.assertEqual(self.answer("GET", path), 404, path)
        for method in ("POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "NONSENSE"):
            self.assertEqual(self.answer(method, "/metrics"), 405, method)

    def test_nonsense_is_dropped_and_the_next_reader_is_served(self):
        for data in (b"\0" * 100, b"GET /metrics HTTP/1.1\r\n" + b"X: y\r\n" * 3000 + b"\r\n", b"GET\r\n\r\n", b"\r\n" * 9000, b""):
            with socket.create_connection(("127.0.0.1", self.port), timeout=30) as client:
                try:
                    client.sendall(data)
                    client.shutdown(socket.SHUT_WR)
                    while answer := client.recv(4096):
                        self.assertNotIn(b"postern_", answer)
                except OSError as error:  # dropped; a wait in vain has no number
                    self.assertIn(error.errno, (errno.ECONNRESET, errno.EPIPE, errno.ENOTCONN), data[:40])
            self.assertEqual(self.answer("GET", "/metrics"), 200)

    def test_readers_that_say_nothing_hold_no_mail_up_and_are_dropped(self):
        idle = [socket.create_connection(("127.0.0.1", self.port), timeout=30) for _ in range(20)]
        for client in idle:
            self.addCleanup(client.close)
        self.still_serves()
        self.assertIn("postern_connections", scrape.text(self.where, patience=120))

    def test_only_the_configured_address_is_listened_on(self):
        self.assertRaises(ConnectionRefusedError, socket.create_connection, ("127.0.0.2", self.port))


class StoreAway(unittest.TestCase):
    def setUp(self):
        self.where = f"127.0.0.1:{ports.free_port()}"
        self.gateway = new_gateway(self, configuration=listening(self.where))
        self.gateway.start()
        self.assertEqual(self.send("quarantined@example.net").code, "d")

    def send(self, sender):
        with MilterClient(self.gateway.socket) as client:
            return client.greet().message(sender, ["tax@york.gov.uk"])

    def samples(self):
        return scrape.samples(scrape.text(self.where))

    def test_a_locked_store_is_read_all_the_same_and_what_is_put_off_counts(self):
        before = self.samples()
        other = sqlite3.connect(self.gateway.folder / "postern.db", isolation_level=None)
        self.addCleanup(other.close)
        other.execute("BEGIN EXCLUSIVE")
        self.assertEqual(self.send("alex@example.org").text[:9], "451 4.3.0")
        self.assertEqual(self.send("other@example.com").code, "a")
        after = self.samples()
        self.assertEqual(after["postern_quarantine_messages"], 1)
        self.assertEqual(after[outcome("deferred")], before[outcome("deferred")] + 1)
        self.assertEqual(after[outcome("passed")], before[outcome("passed")] + 1)
        self.assertEqual(after[recipient("forward", "restricted")], before[recipient("forward", "restricted")])
        self.assertGreater(after["postern_store_errors_total"], before["postern_store_errors_total"])
        other.execute("ROLLBACK")

    def test_of_a_store_that_is_away_no_zero_is_made_up(self):
        before = self.samples()
        self.assertEqual(before["postern_quarantine_messages"], 1)
        self.assertEqual(before["postern_store_errors_total"], 0)
        garbage = self.gateway.folder / "garbage"
        garbage.write_bytes(os.urandom(50_000))
        os.replace(garbage, self.gateway.folder / "postern.db")
        ports.wait_for(lambda: "postern_quarantine_messages" not in self.samples(), "a store that is away")
        after = self.samples()
        self.assertEqual([name for name in after if name.startswith(("postern_quarantine", "postern_outbox"))], [])
        self.assertGreater(after["postern_store_errors_total"], 0)
        self.assertEqual(after["postern_snapshot_entries"], before["postern_snapshot_entries"])
        ports.wait_for(lambda: self.samples()["postern_snapshot_age_seconds"] > 1, "rules that grow old")
        self.assertEqual(self.send("other@example.com").code, "a")
        self.assertEqual(self.samples()[outcome("passed")], before[outcome("passed")] + 1)


class Listening(unittest.TestCase):
    def run_posternd(self, gateway, *words):
        return subprocess.run([programs() / "daemon" / "posternd", *words, "--config", str(gateway.configuration)],
                              capture_output=True, text=True, timeout=60)

    def said(self, done):
        return [line for line in done.stderr.splitlines() if line.startswith("posternd: ")]

    @unittest.skipUnless(os.path.exists("/proc/net/if_inet6"), "this machine has no IPv6")
    def test_an_ipv6_address_is_listened_on(self):
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
            port = probe.getsockname()[1]
        gateway = new_gateway(self, configuration=listening(f"[::1]:{port}"))
        gateway.start()
        self.assertIn("postern_connections 0", scrape.text(f"[::1]:{port}"))
        self.assertRaises(ConnectionRefusedError, socket.create_connection, ("127.0.0.1", port))

    def test_an_address_in_use_holds_no_mail_up_and_is_served_once_it_is_free(self):
        with socket.socket() as occupant:
            occupant.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            occupant.bind(("127.0.0.1", 0))
            occupant.listen()
            where = f"127.0.0.1:{occupant.getsockname()[1]}"
            gateway = new_gateway(self, configuration=listening(where))
            gateway.start()
            problem = f'event=metrics-not-served problem="metrics.listen: {where}: cannot be listened on: Address already in use"'
            ports.wait_for(lambda: problem in gateway.log(), "the line that says so")
            with MilterClient(gateway.socket) as client:
                self.assertEqual(client.greet().message("other@example.com", ["tax@york.gov.uk"]).code, "a")
            # It may be in use by the daemon that is running.
            self.assertEqual(self.said(self.run_posternd(gateway, "--check")), [])
        ports.wait_for(lambda: "event=metrics-served" in gateway.log(), "another try")
        self.assertIn("postern_connections 0", scrape.text(where))
        self.assertEqual(gateway.log().count("event=metrics-not-served"), 1)

    def test_an_address_of_another_machine_is_said_by_check_and_stops_nothing(self):
        gateway = new_gateway(self, configuration=listening("192.0.2.1:9825"))
        done = self.run_posternd(gateway, "--check")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(self.said(done), ["posternd: metrics.listen: 192.0.2.1:9825: cannot be listened on: "
                                           "Cannot assign requested address"])

    def test_what_is_no_address_is_said_with_its_line(self):
        gateway = new_gateway(self)
        with open(gateway.configuration, "a") as file:
            file.write("metrics: {listen: 9825}\n")
        done = self.run_posternd(gateway, "--check")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"postern\.yaml:\d+: metrics\.listen: must be HOST:PORT")

    def test_nothing_is_listened_on_where_it_is_left_out(self):
        gateway = new_gateway(self)
        gateway.start()
        self.assertEqual(self.ports_of(gateway.process.pid), set())
        other = new_gateway(self, configuration=listening(f"127.0.0.1:{ports.free_port()}"))
        other.start()
        self.assertEqual(len(self.ports_of(other.process.pid)), 1)

    def ports_of(self, pid):
        """The TCP sockets on which a process listens."""
        own = set()
        for file in pathlib.Path(f"/proc/{pid}/fd").iterdir():
            own.add(os.readlink(file))
        lines = [line.split() for name in ("tcp", "tcp6") for line in pathlib.Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:]]
        return {words[1] for words in lines if words[3] == "0A" and f"socket:[{words[9]}]" in own}

    def test_another_address_needs_a_restart(self):
        first, second = ports.free_port(), ports.free_port()
        gateway = new_gateway(self, configuration=listening(f"127.0.0.1:{first}"))
        gateway.start()
        gateway.configuration.write_text(gateway.configuration.read_text().replace(str(first), str(second)))
        self.assertIn("metrics.listen", gateway.command("reload").stdout)
        self.assertTrue(ports.answers(first))
        self.assertFalse(ports.answers(second))
        gateway.stop()
        gateway.start()
        self.assertTrue(ports.answers(second))


if __name__ == "__main__":
    unittest.main()
