"""The text cases of tests/case end to end through a private Postfix."""
import unittest

from case_checks import CaseChecks
from testbed.case_file import BrokenCase, cases_in
from testbed.case_rules import hours_of


class CasesThroughPostfix(CaseChecks, unittest.TestCase):
    pass


class BrokenCases(unittest.TestCase):
    def problem(self, text):
        with self.assertRaises(BrokenCase) as caught:
            cases_in(text, "some.case")
        return str(caught.exception)

    def test_a_broken_case_is_told_with_its_file_and_line(self):
        self.assertEqual(self.problem(""), "some.case:1: the file has no case")
        self.assertEqual(self.problem("mail a@b.example\n"), "some.case:1: mail stands above the first title")
        self.assertEqual(self.problem("# a title\nmale a@b.example\n"), "some.case:2: no line begins with male")
        self.assertEqual(self.problem("# a title\nmail a@b.example too\n"), "some.case:2: nobody knows what is meant by too")

    def test_what_stands_above_the_first_title_holds_for_each_case_and_what_a_case_adds_for_it_alone(self):
        first, second = cases_in("protected foi@york.gov.uk\n# one\nprotected dpo@york.gov.uk\n# two\nmail <>\n", "some.case")
        self.assertEqual((first.ground.protected, second.ground.protected),
                         (["foi@york.gov.uk", "dpo@york.gov.uk"], ["foi@york.gov.uk"]))
        self.assertEqual(second.mail, "<>")

    def test_hours_are_read_as_groups_of_days_with_their_intervals(self):
        self.assertEqual(hours_of(["mon", "tue", "09:00-12:00", "14:00-16:00", "wed", "10:00-24:00"]),
                         [{"days": ["mon", "tue"], "from": "09:00", "to": "12:00"},
                          {"days": ["mon", "tue"], "from": "14:00", "to": "16:00"},
                          {"days": ["wed"], "from": "10:00", "to": "24:00"}])


if __name__ == "__main__":
    unittest.main()
