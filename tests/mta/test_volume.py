"""A volume is exact, however many messages come at once: through a private Postfix, and with the daemon killed meanwhile."""
import collections
import contextlib
import os
import random
import re
import smtplib
import sqlite3
import threading
import time
import unittest

from sample_rules import message, restriction
from testbed.bench import TestBench

MESSAGES, CONNECTIONS, LEFT = 200, 20, 5
ROUNDS = 50 if os.environ.get("SOAK") else 3
HOUSING, MANAGER, FOI = "housing@york.gov.uk", "m.manager@york.gov.uk", "foi@york.gov.uk"
TERMS = ("{action: forward, managers: [m.manager@york.gov.uk], contacts: [housing@york.gov.uk], councillors: all, "
         "volume: {messages: %d, per: month}, beyond_volume: %s}")
PROTECTED = "\nprotected:\n  - {address: foi@york.gov.uk, why: Freedom of Information requests}\n"


def customer(number):
    return f"c{number}@example.org"


def reference(number):
    return f"RCC-2026-{number:04}"


def rules(count, messages=LEFT, beyond="quarantine"):
    """`count` customers, each with a restriction and a volume."""
    return "restrictions:" + "".join(restriction(reference(number), customer(number), TERMS % (messages, beyond))
                                     for number in range(1, count + 1)) + PROTECTED


class VolumeTest(unittest.TestCase):
    def start(self, document):
        self.bench = TestBench(document)
        self.addCleanup(self.bench.close)
        self.gateway = self.bench.gateway

    def message_ids(self, recipient):
        return [one.fields("Message-ID")[0].strip("<>") for one in self.bench.sink.to(recipient)]

    def kept_ids(self):
        with contextlib.closing(sqlite3.connect(self.gateway.folder / "postern.db")) as store:
            return [row[0].strip("<>") for row in store.execute(
                "SELECT message_id FROM kept_message WHERE id IN (SELECT message FROM kept_recipient)")]

    def rules_met(self):
        return collections.Counter((one["rule"], one["action"]) for one in self.gateway.json("events"))

    def left(self, number=1):
        return self.gateway.json("show", reference(number))["volume_left"]

    def send_all(self, send):
        """MESSAGES from as many threads as CONNECTIONS, all at once; `send` takes the number of thread and message."""
        begun, failures = threading.Barrier(CONNECTIONS), []

        def client(thread):
            try:
                begun.wait()
                for number in range(thread, MESSAGES, CONNECTIONS):
                    send(thread, number)
            except Exception as problem:  # pylint: disable=broad-except
                failures.append(problem)
        threads = [threading.Thread(target=client, args=(number,)) for number in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        return threads, failures


class ManyAtOnce(VolumeTest):
    def send_over_one_connection_each(self, recipients_of):
        clients = [self.bench.connection() for _ in range(CONNECTIONS)]
        refused = collections.Counter()

        def send(thread, number):
            try:
                clients[thread].sendmail(customer(1), recipients_of(number), message(customer(1), message_id=f"v{number}@test"))
            except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as refusal:
                code = refusal.smtp_code if isinstance(refusal, smtplib.SMTPDataError) else \
                    next(iter(refusal.recipients.values()))[0]
                refused[code] += 1
        threads, failures = self.send_all(send)
        for thread in threads:
            thread.join()
        for client in clients:
            client.quit()
        self.assertEqual(failures, [])
        self.bench.settled()
        return refused

    def check_exact(self, delivered):
        kept = self.kept_ids()
        self.assertEqual(len(delivered), LEFT)
        self.assertEqual(len(kept), MESSAGES - LEFT)
        self.assertEqual(sorted(delivered + kept), sorted(f"v{number}@test" for number in range(MESSAGES)))
        self.assertEqual(self.left(), 0)

    def test_with_five_left_five_are_delivered_and_the_others_are_kept(self):
        self.start(rules(1, messages=LEFT + 2))
        for number in (1, 2):
            self.bench.send(f"<{customer(1)}>", [f"<{HOUSING}>"], message(customer(1), message_id=f"before{number}@test"))
        self.bench.clear()
        self.assertEqual(self.left(), LEFT)
        self.assertEqual(self.send_over_one_connection_each(lambda number: [HOUSING]), {})
        self.check_exact(self.message_ids(HOUSING))
        self.assertEqual(self.rules_met(), {("permitted-contact", "deliver"): LEFT + 2,
                                            ("beyond-volume", "quarantine"): MESSAGES - LEFT})

    def test_contacts_and_forwarded_mail_share_the_volume(self):
        self.start(rules(1))
        recipients = ([HOUSING], ["tax@york.gov.uk"], ["tax@york.gov.uk", "parks@york.gov.uk"])
        self.assertEqual(self.send_over_one_connection_each(lambda number: recipients[number % 3]), {})
        self.check_exact(self.message_ids(HOUSING) + self.message_ids(MANAGER))
        self.assertEqual(len(self.bench.sink.received()), LEFT)

    def test_beyond_the_volume_every_other_message_is_refused_to_its_sender(self):
        self.start(rules(1, beyond="reject"))
        refused = self.send_over_one_connection_each(lambda number: [HOUSING])
        self.assertEqual(refused, {550: MESSAGES - LEFT})
        self.assertEqual(len(self.message_ids(HOUSING)), LEFT)
        self.assertEqual((self.kept_ids(), self.left()), ([], 0))


class Killed(VolumeTest):
    """kill -9 while the volume is being used up: a message that was cut off is sent again, as a sender's server does."""

    def send_until_taken(self, number, round_number):
        sender = customer(round_number)
        # A whole message in place, or a copy of its own beside one for a protected address.
        recipients = [f"<{HOUSING}>"] if number % 2 else [f"<{FOI}>", "<tax@york.gov.uk>"]
        while True:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                replies = self.bench.send(f"<{sender}>", recipients,
                                          message(sender, message_id=f"r{round_number}.{number}@test"))
                if all(code == 250 for code, _ in replies.values()):
                    return
                self.tries[round_number] += 1

    def test_at_most_five_pass_and_none_is_lost(self):
        seed = int(os.environ.get("SEED", "20261125"))
        chance = random.Random(seed)
        self.start(rules(ROUNDS))
        self.tries = collections.Counter()
        for round_number in range(1, ROUNDS + 1):
            with self.subTest(seed=seed, round=round_number):
                threads, failures = self.send_all(lambda _, number, of=round_number: self.send_until_taken(number, of))
                for _ in range(3):
                    time.sleep(chance.uniform(0.02, 0.2))  # the length of a fault's run-up, not a wait for anything
                    self.gateway.kill()
                    self.gateway.start()
                for thread in threads:
                    thread.join()
                self.assertEqual(failures, [])
                self.bench.settled()
                self.check_round(round_number)
        self.assertGreater(sum(self.tries.values()), 0, "no kill fell upon a message")

    def copies(self):
        """Message and copy ids of what was forwarded: a kill between the server's 250 and the commit doubles a copy."""
        return {(one.fields("Message-ID")[0].strip("<>"), re.search(r"\(postern\) .* id ([0-9a-f]{32});", one.header()).group(1))
                for one in self.bench.sink.to(MANAGER)}

    def check_round(self, round_number):
        mine = f"r{round_number}."
        passed = [one for one in self.message_ids(HOUSING) + [copy[0] for copy in self.copies()] if one.startswith(mine)]
        kept = {one for one in self.kept_ids() if one.startswith(mine)}
        sent = {f"r{round_number}.{number}@test" for number in range(MESSAGES)}
        self.assertLessEqual(len(passed), LEFT)
        self.assertEqual(sent - set(passed) - kept, set())
        self.assertEqual(self.left(round_number), 0)
        # Nobody's count stands in the way of protected addresses.
        unlimited = {f"r{round_number}.{number}@test" for number in range(0, MESSAGES, 2)}
        self.assertEqual(unlimited - set(self.message_ids(FOI)), set())


if __name__ == "__main__":
    unittest.main()
