"""What leaves by the outbox: the submission server away, refusing, hanging, gone after the final dot. The server
here is a double in Postfix' place; the message itself comes through Postfix."""
import unittest

import sample_rules
from sample_rules import message
from testbed import ports
from testbed.bench import TestBench
from testbed.sink import Behaviour, Sink

MIXED = ["<foi@york.gov.uk>", "<tax@york.gov.uk>"]


class OutboxFaults(unittest.TestCase):
    def setUp(self):
        self.bench = TestBench(sample_rules.EXAMPLE)
        self.addCleanup(self.bench.close)
        self.port = ports.free_port()
        configuration = self.bench.gateway.configuration
        configuration.write_text(configuration.read_text().replace(f"127.0.0.1:{self.bench.postfix.port}", f"127.0.0.1:{self.port}"))
        self.bench.gateway.stop()
        self.bench.gateway.start()
        self.server = None

    def serve(self, **behaviour):
        self.server = Sink(self.port)
        self.server.behaviour = Behaviour(**behaviour)
        self.addCleanup(self.server.stop)

    def send(self):
        replies = self.bench.send("<alex@example.org>", MIXED, message())
        self.assertEqual(replies["data"][0], 250)
        ports.wait_for(lambda: self.bench.sink.to("foi@york.gov.uk"), "the protected recipient's copy, which waits for nothing")

    def waiting(self):
        return self.bench.gateway.json("outbox", "list")

    def retry(self):
        for row in self.waiting():
            self.bench.gateway.command("outbox", "retry", row["id"], check=False)

    def arrives_after_retry(self):
        ports.wait_for(lambda: self.retry() or not self.waiting(), "an empty outbox")

    def tried(self):
        return [row for row in self.waiting() if row["attempts"] > 0]

    def test_a_server_that_is_away_costs_delay_not_mail(self):
        self.send()
        [row] = ports.wait_for(self.tried, "a failed attempt")
        self.assertEqual(row["recipients"], ["m.manager@york.gov.uk"])
        self.assertIn("refused", row["last_error"].lower())
        self.serve()
        self.arrives_after_retry()
        self.assertEqual(len(self.server.to("m.manager@york.gov.uk")), 1)

    def test_a_server_that_says_later_is_asked_later(self):
        self.serve(mail="451 4.3.0 later")
        self.send()
        [row] = ports.wait_for(self.tried, "a failed attempt")
        self.assertIn("451 4.3.0 later", row["last_error"])
        self.server.behaviour = Behaviour()
        self.arrives_after_retry()
        self.assertEqual(len(self.server.to("m.manager@york.gov.uk")), 1)

    def test_what_is_refused_for_good_is_kept_and_marked(self):
        self.serve(rcpt={"m.manager@york.gov.uk": "550 5.1.1 no such mailbox"})
        self.send()
        ports.wait_for(lambda: not self.waiting(), "the row's end")
        [kept] = self.bench.gateway.json("quarantine", "list")
        self.assertIn("m.manager@york.gov.uk", "".join(kept["recipients"]))
        self.server.behaviour = Behaviour()
        self.bench.gateway.command("quarantine", "release", kept["id"])
        self.arrives_after_retry()
        self.assertEqual(len(self.server.to("m.manager@york.gov.uk")), 1)

    def test_a_server_gone_after_the_final_dot_may_double_and_never_lose(self):
        self.serve(drop_after_dot=True)
        self.send()
        ports.wait_for(self.tried, "a failed attempt")
        self.server.behaviour = Behaviour()
        self.arrives_after_retry()
        copies = self.server.to("m.manager@york.gov.uk")
        self.assertEqual(len(copies), 2)
        self.assertEqual(copies[0].fields("Message-Id"), copies[1].fields("Message-Id"))
        self.assertEqual(copies[0].content, copies[1].content)

    def test_a_server_that_hangs_delays_no_other_message(self):
        self.serve(hang_after_dot=True)
        self.send()
        replies = self.bench.send("<other@example.com>", ["<tax@york.gov.uk>"], message("other@example.com"))
        self.assertEqual(replies["data"][0], 250)
        self.bench.gateway.kill()
        self.server.behaviour = Behaviour()
        self.bench.gateway.start()
        self.arrives_after_retry()
        self.assertGreaterEqual(len(self.server.to("m.manager@york.gov.uk")), 1)

    def test_only_250_after_the_final_dot_ends_the_wait(self):
        self.serve()
        for number, answer in enumerate(("354 go on", "2500 ok", "251 elsewhere"), 1):
            with self.subTest(answer):
                self.server.behaviour = Behaviour(dot=answer)
                self.send()
                [row] = ports.wait_for(self.tried, "an attempt that did not count")
                self.assertIn(answer, row["last_error"])
                self.server.behaviour = Behaviour()
                self.arrives_after_retry()
                self.assertEqual(len(self.server.to("m.manager@york.gov.uk")), number)

    def test_a_file_that_changed_while_it_waited_is_not_delivered(self):
        self.send()
        ports.wait_for(self.tried, "a failed attempt")
        [file] = (self.bench.gateway.folder / "quarantine").rglob("*.eml")
        whole = file.read_bytes()
        file.write_bytes(whole[:-3] + bytes([whole[-3] ^ 1]) + whole[-2:])
        self.serve()
        self.retry()
        ports.wait_for(lambda: "is not what was kept" in self.waiting()[0]["last_error"], "the file to be found changed")
        self.assertEqual(self.server.to("m.manager@york.gov.uk"), [])
        self.assertIn("event=kept-file-changed", self.bench.gateway.log())
        file.write_bytes(whole)
        self.arrives_after_retry()
        self.assertEqual(len(self.server.to("m.manager@york.gov.uk")), 1)

    def test_a_restart_finds_what_waits(self):
        self.send()
        self.assertEqual(self.bench.gateway.stop(), 0)
        self.serve()
        self.bench.gateway.start()
        self.arrives_after_retry()
        self.assertEqual(len(self.server.to("m.manager@york.gov.uk")), 1)


if __name__ == "__main__":
    unittest.main()
