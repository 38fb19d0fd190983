"""The text cases of tests/case end to end through a private Sendmail."""
import unittest

from case_checks import CaseChecks
from testbed.case_bench import CaseBench
from testbed.sendmail import Sendmail


class CasesThroughSendmail(CaseChecks, unittest.TestCase):
    can_do_smtputf8 = False  # Debian's Sendmail is built without it

    @staticmethod
    def filters_words(text, recipient):
        return text.replace(f"<{recipient}>... ", "")

    @classmethod
    def start(cls):
        return CaseBench(Sendmail)


if __name__ == "__main__":
    unittest.main()
