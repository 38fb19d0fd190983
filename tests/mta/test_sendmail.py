"""What Postfix is held to holds through a private Sendmail too: no way round, byte for byte, while the rules change."""
import unittest

import sample_rules
import test_fidelity
import test_no_bypass
import test_operation
import test_worked_examples
from testbed import ports
from testbed.bench import TestBench
from testbed.sendmail import Sendmail


class NoBypass(test_no_bypass.NoBypass):
    test_a_queue_requeued_by_its_administrator_is_forwarded_once = None  # Sendmail's queue never passes a filter again
    test_where_the_mta_refuses_nul_none_of_it_comes_in = None  # it takes the byte away instead
    test_where_the_server_takes_it_for_two_the_second_is_decided_on_its_own = None  # it takes no bare newline for an end

    @classmethod
    def start(cls):
        return TestBench(sample_rules.EXAMPLE, mta=Sendmail)


class Fidelity(test_fidelity.Fidelity):
    mta = Sendmail


class Operation(test_operation.Operation):
    mta = Sendmail


class WorkedExamples(test_worked_examples.WorkedExamples):
    mta = Sendmail
    test_smtputf8_mail_is_split_and_its_copy_arrives = None  # Debian's Sendmail is built without SMTPUTF8


class CommonDoor(unittest.TestCase):
    """Where the command sendmail has no door of its own. With one: test_local_submission_is_kept_instead_of_refused."""

    def test_local_submission_is_refused_and_bounces_to_whom_it_names(self):
        bench = TestBench(sample_rules.EXAMPLE, mta=Sendmail)
        self.addCleanup(bench.close)
        bench.mta.submit_by(bench.mta.port)
        done = bench.mta.submit("rejected@example.net", ["tax@york.gov.uk"], sample_rules.message("rejected@example.net"))
        self.assertEqual(done.stderr, "")
        [bounce] = ports.wait_for(bench.sink.received, "the bounce")
        self.assertEqual((bounce.mail_from, bounce.recipients), ("", ["rejected@example.net"]))
        self.assertIn(b"Please write to m.manager@york.gov.uk only.", bounce.content)
        bench.settled()
        self.assertEqual(bench.gateway.json("quarantine", "list"), [])
        self.assertEqual(len(bench.sink.received()), 1)


if __name__ == "__main__":
    unittest.main()
