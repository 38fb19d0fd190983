"""Mail of every treatment from several clients at once, each of which tries again as a sender's server does; and the
count of what became of each message (faults.md D10)."""
import collections
import threading
from dataclasses import dataclass

import sample_rules
from fault_bench import MANAGER, MIXED

TAX = ["<tax@york.gov.uk>"]
#: sender, recipients, where it arrives, whether it is kept, how many events it has
KINDS = (
    ("alex@example.org", MIXED, (MANAGER, "foi@york.gov.uk"), False, 2),
    ("quarantined@example.net", TAX, (), True, 1),
    ("alex@example.org", TAX, (MANAGER,), False, 1),
    ("rejected@example.net", TAX, (), False, 1),
    ("junked@example.net", TAX, ("tax@york.gov.uk",), False, 1),
    ("other@example.com", TAX, ("tax@york.gov.uk",), False, 0),
)


@dataclass
class Sent:
    kind: int
    message_id: str
    code: int = 0  # the last reply; 0 where the connection ended before one came
    tries: int = 0


class Traffic:
    def __init__(self, bench, clients=4, most=None):
        """Until finish(), or until `most` messages have been sent."""
        self.bench = bench
        self.sent = []
        self._most = most
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._client) for _ in range(clients)]
        for thread in self._threads:
            thread.start()

    def finish(self):
        self._stopping.set()
        self.wait()

    def wait(self):
        for thread in self._threads:
            thread.join()

    def go_on_for(self, seconds):
        """Lets mail flow for so long: the length of a fault, not a wait for anything."""
        self._stopping.wait(seconds)

    def running(self):
        return any(thread.is_alive() for thread in self._threads)

    def _next(self):
        with self._lock:
            number = len(self.sent)
            if self._stopping.is_set() or number == self._most:
                return None
            self.sent.append(Sent(number % len(KINDS), f"n{number}@test"))
            return self.sent[-1]

    def _client(self):
        while one := self._next():
            while one.code not in (250, 550) and not (one.tries and self._stopping.is_set()):
                one.tries += 1
                one.code = self._attempt(one)
                if one.code not in (250, 550):
                    self._stopping.wait(0.05)  # a sender's server waits longer

    def _attempt(self, one):
        sender, recipients = KINDS[one.kind][:2]
        try:
            replies = self.bench.send(f"<{sender}>", recipients, sample_rules.message(sender, message_id=one.message_id))
        except (OSError, EOFError):
            return 0
        if "mail" in replies:
            return replies["mail"][0]
        refused = [replies[each][0] for each in recipients if replies[each][0] == 550]
        return refused[0] if refused else replies["data"][0]

    def outcome(self):
        """How often each message arrived at an address, is kept, and has an event: three counters, by Message-ID."""
        arrived = collections.Counter((address, one.fields("Message-ID")[0].strip("<>"))
                                      for one in self.bench.sink.received() for address in one.recipients)
        kept = collections.Counter(one["message_id"].strip("<>") for one in self.bench.gateway.json("quarantine", "list"))
        events = collections.Counter(one["message_id"].strip("<>") for one in self.bench.gateway.json("events"))
        return arrived, kept, events

    def check(self, test, doubles):
        """Every message had its end: as often as it must, or, where `doubles` may be, at least so often. Answers with
        how many more copies there are than messages."""
        arrived, kept, events = self.outcome()
        extra = 0
        rejected = 0
        for one in self.sent:
            sender, _, addresses, is_kept, event_count = KINDS[one.kind]
            if one.code not in (250, 550):
                continue
            test.assertEqual(one.code, 550 if sender.startswith("rejected") else 250, one)
            if one.code == 550:
                rejected += 1  # at RCPT, where there is no Message-ID yet
                continue
            found = [arrived[address, one.message_id] for address in addresses] + [kept[one.message_id]] * is_kept
            for count in found:
                test.assertGreaterEqual(count, 1, f"lost: {one}")
                extra += count - 1
            if event_count:
                test.assertGreaterEqual(events[one.message_id], event_count, f"without its events: {one}")
                test.assertEqual(events[one.message_id] % event_count, 0, f"half its events: {one}")
            if not doubles:
                test.assertEqual(events[one.message_id], event_count, one)
        test.assertGreaterEqual(events[""], rejected)
        self.check_nothing_else(test, arrived, kept)
        if not doubles:
            test.assertEqual((extra, events[""]), (0, rejected))
        return extra

    def check_nothing_else(self, test, arrived, kept):
        """Nothing came to those who must not get it, and nobody got what was never sent."""
        kinds = {one.message_id: KINDS[one.kind] for one in self.sent}
        for address, message_id in arrived:
            test.assertIn(address, kinds[message_id][2], f"{message_id} went astray")
        for message_id in kept:
            test.assertTrue(kinds[message_id][3], f"{message_id} is kept without need")
