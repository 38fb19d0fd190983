"""What every run of the text cases through an MTA checks: what the far end received, what is kept, what was said."""
import os
import pathlib
import re

from testbed.case_bench import FIELDS, CaseBench
from testbed.case_file import cases_of_folder

FOLDER = pathlib.Path(os.environ["POSTERN_SOURCE"]) / "tests" / "case"
JUNK = ["X-Postern-Junk", "X-Spam-Flag"]


class CaseChecks:
    """To be mixed into a TestCase, which may say how another MTA is started, what it can do and how it speaks."""
    can_do_smtputf8 = True

    @staticmethod
    def filters_words(text, recipient):
        """What the filter said, out of the MTA's reply for `recipient` (or `data`)."""
        return text

    @classmethod
    def start(cls):
        return CaseBench()

    @classmethod
    def setUpClass(cls):
        cls.bench = cls.start()

    @classmethod
    def tearDownClass(cls):
        cls.bench.close()

    def test_what_is_left_out_is_what_the_mta_does_not_offer(self):
        with self.bench.connection() as client:
            client.ehlo()
            self.assertEqual(client.has_extn("smtputf8"), self.can_do_smtputf8)

    def test_every_case_arrives_as_it_says(self):
        ran, left_out = 0, []
        for case in sorted(cases_of_folder(FOLDER), key=lambda case: repr(case.ground)):
            name = f"{case.place} {case.title}"
            if case.at:
                continue
            if case.smtputf8 and not self.can_do_smtputf8:
                left_out.append(name)
                continue
            ran += 1
            with self.subTest(case=name):
                self.check(case, self.bench.run(case))
        print(f"{ran} cases ran", *(f"left out, for it needs SMTPUTF8: {name}" for name in left_out), sep="\n")
        self.assertGreater(ran, 0)

    def check(self, case, replies):
        events, kept = self.bench.news()
        with self.subTest(of="replies"):
            self.check_replies(case, replies)
        with self.subTest(of="decisions"):
            self.check_decisions(case, events)
        with self.subTest(of="arrivals"):
            self.check_arrivals(case)
        with self.subTest(of="quarantine"):
            self.assertEqual(sorted((canonical(each), one) for each, one in case.kept), sorted(kept_for(kept)))

    def check_replies(self, case, replies):
        refused = [each for each in case.recipients if replies[each][0] != 250]
        if len(refused) == len(case.recipients):
            replies.pop("data")  # there was nobody to send it to
        self.assertEqual(set(case.replied) - set(replies), set())
        for name, (code, text) in replies.items():
            wanted, words = case.replied.get(name, (250, ""))
            self.assertEqual(code, wanted, f"{name}: {text}")
            self.assertIn(words, self.filters_words(text, name))

    def check_decisions(self, case, events):
        found = {each["recipient"]: each for each in events}
        for recipient, action, rule, reference in case.expected:
            event = found.get(canonical(recipient))
            if rule == "unrestricted":
                self.assertIsNone(event, recipient)
                continue
            self.assertIsNotNone(event, f"no event for {recipient}")
            self.assertEqual((event["action"], event["rule"]), (action, rule), recipient)
            if reference:
                self.assertEqual(event["restriction"], reference, recipient)

    def check_arrivals(self, case):
        came = [(recipient.lower(), message) for message in self.bench.sink.received() for recipient in message.recipients]
        self.assertEqual(sorted(recipient for recipient, _ in came), sorted(each[0].lower() for each in case.arrives))
        for recipient in case.nothing:
            self.assertEqual(self.bench.sink.to(recipient), [])
        for recipient, originals, wanted, unwanted in case.arrives:
            message = self.bench.sink.to(recipient)[0]
            carried = [name for name in FIELDS if message.fields(name)]
            self.assertEqual(carried, JUNK if set(wanted) & set(JUNK) else sorted(wanted), recipient)
            self.assertEqual(set(unwanted) & set(carried), set())
            if originals:
                named = re.search("original-recipient=(.*)", message.fields("X-Postern-Action")[0]).group(1)
                self.assertEqual(sorted(named.split(", ")), sorted(originals))


def canonical(recipient):
    """As postern writes a council recipient: enough for the cases' own."""
    local, _, domain = recipient.lower().rpartition("@")
    return local.split("+")[0] + "@" + domain


def kept_for(kept):
    return [(canonical(each["recipient"]), each["status"]) for one in kept for each in one["recipients"]]
