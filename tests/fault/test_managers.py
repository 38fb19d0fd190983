"""A manager who is the wrong person, whose mailbox fails or sends on: no loop, no loss, and never a bounce to the customer
(faults.md D4, D5, D9)."""
import smtplib
import unittest

import sample_rules
from fault_bench import MANAGER, MIXED, FaultTest
from testbed import ports

BOUNCES = "restricted-contact@york.gov.uk"


class Managers(FaultTest):
    def refused(self, reference, identifiers, email, *words):
        document = "restrictions:" + sample_rules.restriction(reference, identifiers, email, "Wrong")
        done = self.gateway.command("apply", "-", text=document, check=False)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_a_manager_who_cannot_be_one_never_comes_into_force(self):
        before = self.gateway.json("list")
        forward = "{{action: forward, managers: [{}], councillors: all}}"
        self.refused("RCC-2026-0201", "m.manager@york.gov.uk", forward.format("n.manager@york.gov.uk"), "m.manager@york.gov.uk")
        self.refused("RCC-2026-0202", "loop@example.net", forward.format("loop@example.net"), "loop@example.net")
        self.refused("RCC-2026-0203", "loop@example.net", forward.format("junked@example.net"), "junked@example.net")
        self.refused("RCC-2026-0204", "loop@example.net", forward.format(""), "manager")
        self.refused("RCC-2026-0205", "loop@example.net", forward.format("no address"), "no address")
        self.assertEqual(self.gateway.json("list"), before)
        self.assertEqual(self.send("loop@example.net", ["<tax@york.gov.uk>"])[0], 250)
        self.bench.settled()
        self.assertEqual(len(self.bench.sink.to("tax@york.gov.uk")), 1)

    def test_a_manager_whose_mailbox_refuses_bounces_to_the_council_with_the_message_in_it(self):
        self.bench.sink.behaviour.rcpt = {MANAGER: "550 5.1.1 no such mailbox"}
        self.assertEqual(self.send("alex@example.org", ["<tax@york.gov.uk>"], "lost@test", body="A body to be seen.\n")[0], 250)
        self.assertEqual(self.send("alex@example.org", MIXED, "copy@test")[0], 250)
        ports.wait_for(lambda: len(self.bench.sink.to(BOUNCES)) == 2, "a bounce for each")
        self.bench.settled()
        bounces = self.bench.sink.to(BOUNCES)
        self.assertTrue(any(b"A body to be seen." in one.content for one in bounces))
        self.assertEqual([one.mail_from for one in bounces], ["", ""])
        self.assertEqual(self.bench.sink.to("alex@example.org"), [])
        self.assertEqual(self.bench.sink.to("tax@york.gov.uk"), [])

    def test_managers_who_send_on_to_one_another_end_in_the_quarantine_not_in_a_loop(self):
        chain = {MANAGER: "one@york.gov.uk", "one@york.gov.uk": "two@york.gov.uk", "two@york.gov.uk": MANAGER}

        def send_on(received):
            for recipient in received.recipients:
                if recipient in chain:
                    with smtplib.SMTP("127.0.0.1", self.bench.postfix.port) as client:
                        client.sendmail(received.mail_from, [chain[recipient]], received.content)

        self.bench.sink.on_message = send_on
        self.assertEqual(self.send("alex@example.org", ["<tax@york.gov.uk>"], "round@test")[0], 250)
        self.assertEqual(self.send("alex@example.org", MIXED, "round2@test")[0], 250)
        ports.wait_for(lambda: self.kept_ids() == ["<round2@test>", "<round@test>"], "both in the quarantine")
        self.bench.settled()
        self.assertEqual(self.arrived_ids(MANAGER), ["<round2@test>", "<round@test>"])
        self.assertEqual(self.bench.sink.to("one@york.gov.uk"), [])

    def test_a_copy_is_let_through_by_its_pass_once_and_is_rewritten_by_nobody(self):
        server = self.submit_to()
        self.assertEqual(self.send("alex@example.org", MIXED, "passed@test")[0], 250)
        [copy] = ports.wait_for(server.received, "the copy")
        self.bench.settled()
        self.assertEqual(len(copy.fields("X-Postern-Pass")), 1)
        # Its row is closed: whoever got hold of the pass has nothing.
        with smtplib.SMTP("127.0.0.1", self.bench.postfix.port) as client:
            client.sendmail("alex@example.org", ["tax@york.gov.uk"], copy.content)
        self.bench.settled()
        self.assertEqual(self.bench.sink.to("tax@york.gov.uk"), [])

    def test_a_message_of_which_every_copy_is_kept_is_discarded_by_the_mta_with_a_word(self):
        self.assertEqual(self.quarantined("kept@test")[0], 250)
        ports.wait_for(lambda: "milter-discard" in self.bench.postfix.log(), "Postfix' line about it")
        self.assertNotIn("no recipients", self.bench.postfix.log())
        self.assertEqual(self.kept_ids(), ["<kept@test>"])


if __name__ == "__main__":
    unittest.main()
