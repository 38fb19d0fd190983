"""What Postfix is held to holds through a private Sendmail too: no way round, byte for byte, while the rules change."""
import unittest

import sample_rules
import test_fidelity
import test_no_bypass
import test_operation
import test_worked_examples
from testbed.bench import TestBench
from testbed.sendmail import Sendmail


class NoBypass(test_no_bypass.NoBypass):
    test_a_queue_requeued_by_its_administrator_is_forwarded_once = None  # Sendmail's queue never passes a filter again

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


if __name__ == "__main__":
    unittest.main()
