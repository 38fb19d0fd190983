"""Sessions side by side, and messages one after another on one session: nothing leaks (faults.md M5, M6)."""
import itertools
import threading
import unittest

from protocol_case import SANITIZERS, ProtocolCase, resident, size
from testbed.milter_client import MilterClient

FIELDS = [("From", "quarantined@example.net"), ("Subject", "Test")]


def kind(answer):
    """Which of the rules' customers wrote, seen from the answer."""
    if answer.code == "d":
        return "quarantined@example.net"
    if answer.text.startswith("550 5.7.1"):
        return "rejected@example.net"
    if answer.all("add-recipient"):
        return {1: "alex@example.org", 2: "two@example.net"}[len(answer.all("add-recipient"))]
    return "junked@example.net" if answer.all("insert-field") else "other@example.com" if answer.code == "a" else "?"


SENDERS = ("alex@example.org", "other@example.com", "quarantined@example.net", "rejected@example.net", "junked@example.net",
           "two@example.net")


class Sessions(ProtocolCase):
    def stages(self, client):
        """The steps of a message that would be quarantined. Every MTA tells the macros of each MAIL: where none come,
        libmilter has those of the message before."""
        def mail():
            client.macros("M", mail_mailer="smtp", mail_addr="quarantined@example.net")
            client.mail("<quarantined@example.net>")

        return [mail, lambda: client.rcpt("<tax@york.gov.uk>"),
                lambda: client.header(*FIELDS[0]), client.end_of_header, lambda: client.body(b"Hello\r\n")]

    def begun(self, client, count):
        for stage in self.stages(client)[:count]:
            stage()

    def is_clean(self, client, sender):
        answer = client.message(sender, ["parks@york.gov.uk"])
        self.assertEqual(kind(answer), sender, answer)
        self.assertNotIn("tax@york.gov.uk", str(answer))

    def test_every_pair_of_senders_on_one_connection(self):
        client = self.client()
        for pair in itertools.product(SENDERS, SENDERS):
            for sender in pair:
                self.is_clean(client, sender)

    def test_after_an_abort_at_each_stage_the_next_message_is_clean(self):
        client = self.client()
        for count, sender in itertools.product(range(6), SENDERS):
            self.begun(client, count)
            client.abort()
            self.is_clean(client, sender)
        self.no_half_state()

    def test_after_mail_without_an_end_the_next_message_is_clean(self):
        client = self.client()
        for count, sender in itertools.product(range(1, 6), SENDERS):
            self.begun(client, count)
            self.is_clean(client, sender)
        self.no_half_state()

    def test_a_session_that_ends_without_abort_leaves_nothing(self):
        before = len(self.gateway.json("quarantine", "list"))
        for count in range(6):
            for end in (MilterClient.quit, MilterClient.close):
                client = self.client()
                self.begun(client, count)
                end(client)
        self.no_half_state()
        self.assertEqual(len(self.gateway.json("quarantine", "list")), before)
        self.still_serves()

    def test_sixty_sessions_side_by_side_each_get_their_own_answers(self):
        wrong = []

        def talk(number):
            with MilterClient(self.gateway.socket) as client:
                client.greet()
                for i in range(size(6, 100)):
                    sender, recipient = SENDERS[(number + i) % len(SENDERS)], f"r{number}.{i}@york.gov.uk"
                    answer = client.message(sender, [recipient])
                    removed = [("<" + recipient + ">",)] if "add-recipient" in str(answer) else []
                    if kind(answer) != sender or answer.all("delete-recipient") != removed:
                        wrong.append((sender, recipient, answer))
                client.quit()

        threads = [threading.Thread(target=talk, args=(number,)) for number in range(60)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])
        self.no_half_state()
        recipients = [event["recipient"] for event in self.gateway.json("events") if event["recipient"].startswith("r")]
        self.assertEqual(len(recipients), len(set(recipients)), "a message was recorded twice")
        self.assertEqual(len(recipients), size(6, 100) * 60 * 5 // 6)

    @unittest.skipIf(SANITIZERS, "a sanitizer keeps what was freed")
    def test_memory_stays_flat_over_many_broken_off_messages(self):
        client = self.client()

        def broken_off(count):
            for i in range(count):
                self.begun(client, i % 6)
                client.abort()
                if i % 10 == 0:
                    self.assertEqual(client.message("other@example.com", ["tax@york.gov.uk"]).code, "a")

        broken_off(500)
        before = resident(self.gateway.process)
        broken_off(size(2000, 100_000))
        self.assertLess(resident(self.gateway.process) - before, 2 << 20)


class HandedOn(ProtocolCase):
    unhindered = False

    def test_a_session_that_is_handed_on_without_a_negotiation_is_put_off(self):
        """QUIT_NC: a new client on the same connection. No known MTA does it, and nothing may slip through by it."""
        client = self.client()
        self.assertEqual(client.message("junked@example.net", ["tax@york.gov.uk"]).code, "c")
        client.send("K")
        client.greet()
        self.assertEqual(client.message("alex@example.org", ["tax@york.gov.uk"]).code, "t")
        self.still_serves()


if __name__ == "__main__":
    unittest.main()
