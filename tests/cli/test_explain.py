"""`postern explain`: the worked examples of the policy, and the shape of the answer."""
import unittest

from workplace import StoreTest, restriction, rules


class Explain(StoreTest):
    def explain(self, mail_from, *recipients, header=None, more=()):
        words = ["explain", "--from", mail_from]
        for recipient in recipients:
            words += ["--to", recipient]
        if header is not None:
            words += ["--message", self.write("mail.eml", header)]
        return self.json(*words, *more)

    def decisions(self, *arguments, **more):
        return [(one["address"], one["action"], one["rule"]) for one in self.explain(*arguments, **more)["recipients"]]

    def test_a_subaddress_in_capitals_is_the_same_customer(self):
        found = self.explain("Alex+x@Example.ORG", "planning@york.gov.uk")
        self.assertEqual(found["identities"], [{"identity": "envelope", "address": "alex@example.org"}])
        self.assertEqual(found["matches"][0], {"identity": "envelope", "address": "alex@example.org",
                                               "entry": "alex@example.org", "restriction": "RCC-2026-0001"})
        one = found["recipients"][0]
        why = one.pop("why")
        self.assertEqual(one, {"address": "planning@york.gov.uk", "action": "forward", "rule": "restricted",
                               "restriction": "RCC-2026-0001", "forward_to": ["m.manager@york.gov.uk"], "reply": "250"})
        self.assertIn("RCC-2026-0001", why)

    def test_a_line_that_is_no_field_ends_the_header_as_for_the_mta(self):
        for line, found in (("Hello there: x", []), ("http://x", [{"identity": "from", "address": "alex@example.org"}])):
            with self.subTest(line):
                told = self.explain("", "tax@york.gov.uk", header=line + "\nFrom: alex@example.org\n\nhello\n")
                self.assertEqual(told["identities"], found)

    def draft(self, more=""):
        text = ("restrictions:\n  - customer: {name: Kim, identifiers: {email: [kim@example.net, \"@.kim.example\"]}}\n"
                "    email: {action: reject}\n" + more)
        return self.json("apply", "-", stdin=text.encode())["changes"][0]

    def test_it_says_why_a_restriction_does_nothing(self):
        self.assertEqual(self.explain("kim@example.net", "tax@york.gov.uk")["notes"], [])
        self.assertEqual(self.draft(), "RCC-2026-0002: draft (new); not enforced: a draft")
        note = "RCC-2026-0002 would match by kim@example.net, but: not enforced: a draft"
        found = self.explain("Kim+x@example.net", "tax@york.gov.uk")
        self.assertEqual((found["notes"], found["recipients"][0]["rule"]), ([note], "unrestricted"))
        self.assertIn(note, self.done("explain", "--from", "kim@example.net", "--to", "tax@york.gov.uk").out)
        self.assertIn("by @.kim.example", self.explain("x@mail.kim.example", "tax@york.gov.uk")["notes"][0])
        self.assertEqual(self.explain("x@notkim.example", "tax@york.gov.uk")["notes"], [])
        self.assertEqual(self.explain("alex@example.org", "tax@york.gov.uk")["notes"], [])
        self.done("lift", "RCC-2026-0001", "--by", "director-cbss", "--why", "Kept to it")
        self.assertRegex(self.explain("alex@example.org", "tax@york.gov.uk")["notes"][0], "it ended on 20")

    def test_it_says_that_a_restriction_starts_later(self):
        later = restriction("lee@example.net", "RCC-2026-0003", "Lee").replace("status: in-force", "starts: 2099-01-01\n    status: in-force")
        change = self.json("apply", "-", stdin=rules(later).encode())["changes"][0]
        self.assertEqual(change, "RCC-2026-0003: in force (new); starts on 2099-01-01")
        self.assertEqual(self.explain("lee@example.net", "tax@york.gov.uk")["notes"],
                         ["RCC-2026-0003 would match by lee@example.net, but: starts on 2099-01-01"])
        at = self.explain("lee@example.net", "tax@york.gov.uk", more=("--at", "2099-01-02T00:00:00Z"))
        self.assertEqual(at["notes"], [])

    def test_it_says_that_a_trial_changes_nothing_and_that_clients_are_exempt(self):
        self.config.write_text(self.config.read_text() + "enforcement: observe\nmatch: {exempt_clients: [192.0.2.0/24]}\n")
        notes = self.explain("alex@example.org", "tax@york.gov.uk")["notes"]
        self.assertIn("enforcement is observe", notes[0])
        self.assertIn("one of the 1 exempt_clients", notes[1])

    def test_a_permitted_contact_gets_the_message(self):
        self.assertEqual(self.decisions("alex@example.org", "housing@york.gov.uk"),
                         [("housing@york.gov.uk", "deliver", "permitted-contact")])

    def test_a_protected_address_gets_the_message(self):
        self.assertEqual(self.decisions("alex@example.org", "foi@york.gov.uk"),
                         [("foi@york.gov.uk", "deliver", "protected")])

    def test_each_recipient_has_an_answer_of_its_own(self):
        self.assertEqual(self.decisions("alex@example.org", "cllr.other@york.gov.uk", "cllr.ward@york.gov.uk",
                                        "tax@york.gov.uk", "parks@york.gov.uk"),
                         [("cllr.other@york.gov.uk", "deliver", "councillor-access"),
                          ("cllr.ward@york.gov.uk", "junk", "councillor-choice"),
                          ("tax@york.gov.uk", "forward", "restricted"),
                          ("parks@york.gov.uk", "forward", "restricted")])

    def test_an_author_in_the_header_is_met(self):
        found = self.explain("x@other.test", "tax@york.gov.uk",
                             header="From: Alex <alex@example.org>\r\nSubject: x\r\n\r\nFrom: nobody@other.test\r\n")
        self.assertEqual(found["recipients"][0]["action"], "forward")
        self.assertIn({"identity": "from", "address": "alex@example.org", "entry": "alex@example.org",
                       "restriction": "RCC-2026-0001"}, found["matches"])

    def test_an_address_in_a_display_name_is_no_identity(self):
        found = self.explain("someone@other.test", "tax@york.gov.uk",
                             header='From: "alex@example.org" <someone@other.test>\n\n')
        self.assertEqual((found["recipients"][0]["action"], found["recipients"][0]["rule"]), ("deliver", "unrestricted"))
        self.assertEqual(found["matches"], [])
        self.assertIsNone(found["recipients"][0]["restriction"])

    def test_a_choice_names_the_councillor(self):
        found = self.explain("alex@example.org", "cllr.ward@york.gov.uk")
        choice = [match for match in found["matches"] if "choice_of" in match]
        self.assertEqual(choice[0]["choice_of"], "cllr.ward@york.gov.uk")
        self.assertIsNone(choice[0]["restriction"])
        self.assertEqual(found["recipients"][0]["choice_of"], "cllr.ward@york.gov.uk")
        self.assertIsNone(found["recipients"][0]["restriction"])

    def test_the_null_sender_is_nobody(self):
        for null in ("", "<>"):
            found = self.explain(null, "tax@york.gov.uk")
            self.assertEqual((found["from"], found["identities"], found["recipients"][0]["rule"]),
                             (null, [], "unrestricted"))

    def test_another_time_has_another_answer(self):
        ended = self.done("export", "RCC-2026-0001").out.replace("    status: in-force", "    ends: 2099-06-30\n    status: in-force")
        self.done("apply", "-", stdin=ended.encode())
        found = self.explain("alex@example.org", "tax@york.gov.uk", more=("--at", "2099-07-15T10:00:00Z"))
        self.assertEqual((found["at"], found["recipients"][0]["rule"]), ("2099-07-15T10:00:00Z", "unrestricted"))
        found = self.explain("alex@example.org", "tax@york.gov.uk", more=("--at", "2099-06-30"))
        self.assertEqual(found["recipients"][0]["rule"], "restricted")

    def test_nothing_is_recorded(self):
        self.explain("alex@example.org", "tax@york.gov.uk")
        self.assertEqual(self.json("events"), [])

    def test_a_header_over_the_limits_is_refused(self):
        many = "From: " + ", ".join(f"a{i}@example.org" for i in range(1500)) + "\n\n"
        done = self.refused("explain", "--from", "a@b.test", "--to", "tax@york.gov.uk", "--message", self.write("m.eml", many))
        self.assertIn("550 5.6.0", done.err)
        large = "Subject: " + "x" * (2 << 20) + "\n\n"
        self.refused("explain", "--from", "a@b.test", "--to", "tax@york.gov.uk", "--message", self.write("l.eml", large))
        self.refused("explain", "--from", "a@b.test", "--to", "tax@york.gov.uk", "--message", self.folder / "no.eml", status=3)

    def test_text_for_people(self):
        shown = self.done("explain", "--from", "alex@example.org", "--to", "tax@york.gov.uk").out
        self.assertIn("alex@example.org (envelope) is met by alex@example.org of RCC-2026-0001", shown)
        self.assertIn("tax@york.gov.uk: forward (restricted)", shown)


class Refusals(StoreTest):
    def test_a_refusal_has_its_whole_reply(self):
        text = self.done("export", "RCC-2026-0001").out.replace("action: forward", "action: reject").replace(
            "evidence: Memo", "evidence: Memo 2")
        self.done("apply", "-", stdin=text.encode())
        found = self.json("explain", "--from", "alex@example.org", "--to", "tax@york.gov.uk", "--to", "foi@york.gov.uk")
        self.assertEqual(found["recipients"][0]["action"], "reject")
        self.assertRegex(found["recipients"][0]["reply"], r"^550 5\.7\.1 .*m\.manager@york\.gov\.uk")
        self.assertEqual(found["recipients"][1]["reply"], "250")
        behind = self.write("behind.yaml", self.config.read_text() + "milter: {at_border: false}\n")
        found = self.json("explain", "--from", "alex@example.org", "--to", "tax@york.gov.uk", "--config", behind)
        self.assertEqual((found["recipients"][0]["action"], found["recipients"][0]["reply"]), ("quarantine", "250"))


if __name__ == "__main__":
    unittest.main()
