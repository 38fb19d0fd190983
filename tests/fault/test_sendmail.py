"""The filter goes away from Sendmail: killed under load, between the commands of a session, between the edits of a message.
Everything is put off with 451, nothing is lost."""
import unittest

import sample_rules
import test_killed
import test_mta_gone
from fault_bench import MANAGER, FaultTest
from testbed.sendmail import MOUNT, Sendmail

COMMANDS = ("EHLO client.test", "MAIL FROM:<alex@example.org>", "RCPT TO:<tax@york.gov.uk>", "DATA")


class Killed(test_killed.Killed):
    MTA = Sendmail


class MtaGone(test_mta_gone.MtaGone):
    MTA = Sendmail

    def through_the_proxy(self):
        return f"define(`POSTERN_SOCKET', `unix:{MOUNT}/proxy.sock')dnl"


class KilledWithinASession(FaultTest):
    MTA = Sendmail

    def code_with_the_filter_killed_after(self, last):
        """The first reply that is no success, once posternd is killed after that command."""
        with self.bench.connection() as client:
            for command in COMMANDS:
                code, text = client.docmd(*command.split(" ", 1))
                if code >= 400:
                    return code, text.decode()
                if command == last:
                    self.gateway.kill()
            client.send(sample_rules.message().replace("\n", "\r\n").encode() + b".\r\n")
            code, text = client.getreply()
            return code, text.decode()

    def test_what_is_under_way_is_put_off_and_arrives_once_when_it_is_sent_again(self):
        for command in COMMANDS:
            with self.subTest(after=command):
                self.check_put_off(self.code_with_the_filter_killed_after(command), "4.3.2")
                self.check_put_off(self.unmatched(), "4.3.2")  # a new session, too, while it is away
                self.assertTrue(self.bench.mta.queue_is_empty())
                self.gateway.start()
                self.assertEqual(self.send("alex@example.org", ["<tax@york.gov.uk>"])[0], 250)
                self.bench.settled()
                self.assertEqual([one.recipients for one in self.bench.sink.received()], [[MANAGER]])
                self.bench.sink.clear()


if __name__ == "__main__":
    unittest.main()
