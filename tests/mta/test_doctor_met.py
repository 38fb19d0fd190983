"""`postern doctor` as a whole against servers that run wrongly: forged results that come through, addresses that are
refused, and a submission port where nobody listens."""
import json
import os
import shutil
import tempfile
import unittest

import sample_rules
import test_doctor
from testbed import ports
from testbed.bench import TestBench

STRIPS_NOTHING = "".join(line for line in test_doctor.HEALTHY.splitlines(True) if "header_checks" not in line)
REFUSES = ("smtpd_recipient_restrictions = check_recipient_access "
           "inline:{ {m.manager@york.gov.uk = REJECT no such manager}, {nobody@york.gov.uk = REJECT nobody here} }\n")


class DoctorMeets(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bench = TestBench(sample_rules.EXAMPLE, extra_main=STRIPS_NOTHING + REFUSES, configuration=test_doctor.SETTINGS)
        cls.addClassCleanup(cls.bench.close)

    def copy(self):
        folder = tempfile.mkdtemp(prefix="postern-doctor-")
        os.chmod(folder, 0o755)
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        return test_doctor.Copy(self.bench, folder)

    def one(self, findings, check, standing, words):
        found = test_doctor.matching(findings, check, standing, words)
        self.assertEqual(len(found), 1, json.dumps([each for each in findings if each["check"] == check], indent=1))
        self.assertTrue(found[0]["mend"])
        return found[0]

    def test_forged_results_that_come_through_are_a_fault(self):
        findings = self.copy().findings()
        self.assertTrue(test_doctor.matching(findings, "probe", "fine"))
        found = self.one(findings, "forged-results", "fault", r"came through to posternd.*mx\.york\.gov\.uk after a comment")
        self.assertIn(r"/^Authentication-Results:.*mx\.york\.gov\.uk/ IGNORE", found["mend"])

    def test_addresses_that_are_refused_are_named_with_what_they_are_for(self):
        findings = self.copy().findings()
        self.one(findings, "manager-address", "fault", r"^m\.manager@york\.gov\.uk \(manager of .*refuses mail for it: 554 .*no such manager")
        self.assertTrue(test_doctor.matching(findings, "bounces-address", "fine"))
        copy = self.copy()
        copy.own("bounces: restricted-contact@york.gov.uk", "bounces: nobody@york.gov.uk")
        self.one(copy.findings(), "bounces-address", "fault", r"^nobody@york\.gov\.uk \(mail\.bounces\).*nobody here")

    def test_a_submission_port_where_nobody_listens_is_met(self):
        copy = self.copy()
        self.assertTrue(test_doctor.matching(copy.findings(), "submission", "fine"))
        copy.own(f"127.0.0.1:{self.bench.mta.port}", f"127.0.0.1:{ports.free_port()}")
        findings = copy.findings()
        self.one(findings, "submission", "fault", r"does not take mail: .*notices and digests wait")
        self.assertTrue(test_doctor.matching(findings, "manager-address", "unknown"))


if __name__ == "__main__":
    unittest.main()
