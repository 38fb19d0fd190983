"""The MTA goes away while it is told the edits: what the client sends again has its end, nothing is lost, and what may be
doubled is the same message (faults.md D2)."""
import unittest

from fault_bench import MANAGER, MIXED, FaultTest
from milter_proxy import MilterProxy
from testbed import ports
from testbed.milter_client import MilterClient

EDITS = "+2-eimh"


class MtaGone(FaultTest):
    def prepare(self):
        self.proxy = MilterProxy(self.folder / "proxy.sock", self.folder / "postern/milter.sock")
        self.addCleanup(self.proxy.close)
        self.EXTRA_MAIN = self.through_the_proxy()

    def through_the_proxy(self):
        return f"smtpd_milters = unix:{self.folder}/proxy.sock"

    def edits_of(self, sender, recipients):
        """How many edits a message of this kind has: found by letting one through."""
        seen = []
        self.proxy.cut_at = lambda letters: seen.append(letters) or False
        self.assertEqual(self.send(sender, recipients, "measure@test")[0], 250)
        self.bench.settled()
        self.bench.sink.clear()
        count = max(sum(letter in EDITS for letter in letters) for letters in seen)
        self.assertGreater(count, 0)
        return count

    def cut_and_retried(self, sender, recipients, addresses):
        for number in range(1, self.edits_of(sender, recipients) + 1):
            with self.subTest(edit=number):
                self.bench.sink.clear()
                cuts = self.proxy.cuts
                self.proxy.cut_at = lambda letters: letters[-1] in EDITS and sum(one in EDITS for one in letters) == number
                message_id = f"cut{number}@test"
                self.check_put_off(self.send(sender, recipients, message_id), "")
                self.assertEqual(self.proxy.cuts, cuts + 1)
                self.proxy.cut_at = lambda letters: False
                self.assertEqual(self.send(sender, recipients, message_id)[0], 250)
                self.bench.settled()
                for address in addresses:
                    arrived = self.arrived_ids(address)
                    self.assertIn(len(arrived), (1, 2) if address == MANAGER else (1,), address)
                    self.assertEqual(set(arrived), {f"<{message_id}>"})
                self.assertEqual({each for one in self.bench.sink.received() for each in one.recipients}, set(addresses))

    def test_between_the_edits_of_a_message_that_is_forwarded_in_place(self):
        self.cut_and_retried("alex@example.org", ["<tax@york.gov.uk>"], [MANAGER])

    def test_between_the_edits_of_a_message_of_which_a_copy_leaves_on_its_own(self):
        self.cut_and_retried("alex@example.org", MIXED, ["foi@york.gov.uk", MANAGER])

    def test_an_mta_that_takes_no_edit_has_everything_withdrawn(self):
        for number, recipients in enumerate((["<tax@york.gov.uk>"], MIXED)):
            with self.subTest(recipients=recipients):
                self.bench.sink.clear()
                message_id, events = f"withdrawn{number}@test", self.event_ids()
                self.proxy.cut_at_end = True
                self.check_put_off(self.send("alex@example.org", recipients, message_id), "")
                self.assertEqual(self.proxy.cuts, number + 1)
                ports.wait_for(lambda: self.log_lines("the MTA did not take an edit"), "the failed edit")
                ports.wait_for(lambda: self.event_ids() == events and not self.files(), "nothing left of it")
                self.proxy.cut_at_end = False
                self.assertEqual(self.send("alex@example.org", recipients, message_id)[0], 250)
                self.bench.settled()
                self.assertEqual(self.arrived_ids(MANAGER), [f"<{message_id}>"])
                self.assertEqual(self.event_ids(), sorted([*events, *[f"<{message_id}>"] * len(recipients)]))

    def test_before_the_answer_about_a_message_that_is_kept(self):
        self.proxy.cut_at = lambda letters: letters.endswith("d")
        self.check_put_off(self.quarantined("kept@test"), "")
        self.proxy.cut_at = lambda letters: False
        self.assertEqual(self.quarantined("kept@test")[0], 250)
        self.assertEqual(set(self.kept_ids()), {"<kept@test>"})
        self.assertEqual(len(self.files("??/*.eml")), len(self.kept_ids()))

    def test_an_mta_that_closes_within_the_body_leaves_nothing(self):
        with MilterClient(self.gateway.socket) as peer:
            peer.up_to_the_body("quarantined@example.net", "tax@york.gov.uk", b"half")
        ports.wait_for(lambda: not self.files(), "no file")
        self.assertEqual((self.kept_ids(), self.event_ids()), ([], []))


if __name__ == "__main__":
    unittest.main()
