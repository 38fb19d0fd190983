"""The life of a restriction, from the first warning to the lifting, through the command line alone."""
import datetime
import unittest

from workplace import CliTest

TODAY = datetime.date.today()
REF = f"RCC-{datetime.datetime.now(datetime.timezone.utc).year}-0001"


def ago(days):
    return str(TODAY - datetime.timedelta(days=days))


DRAFT = f"""\
restrictions:
  - customer: {{name: Alex Example, identifiers: {{email: [alex@example.org]}}}}
    requested_by: {{service: Housing Services, contact: housing.lead@york.gov.uk}}
    drafted_by: ict.admin
    reasons: Forty messages in a week
    warnings:
      - {{on: {ago(40)}, by: Housing Services, note: Polite warning by telephone}}
      - {{on: {ago(30)}, by: Housing Services, note: Polite warning by letter}}
    measures_considered: Single point of contact; not kept to.
    email: {{action: forward, managers: [m.manager@york.gov.uk], contacts: [housing@york.gov.uk], councillors: all}}
    review_by: {TODAY + datetime.timedelta(days=300)}
"""
BARE = "restrictions:\n  - customer: {identifiers: {email: [alex@example.org]}}\n    email: {action: quarantine, councillors: all}\n"


class Life(CliTest):
    def setUp(self):
        super().setUp()
        self.done("init")

    def explained(self, to="tax@york.gov.uk"):
        [recipient] = self.json("explain", "--from", "alex@example.org", "--to", to)["recipients"]
        return recipient["action"], recipient["rule"]

    def authorise(self, on=ago(2), evidence="Memo 1", **more):
        return self.done("authorise", REF, "--by", "director-cbss", "--on", on, "--evidence", evidence, **more)

    def in_force(self):
        self.done("draft", "-", stdin=DRAFT.encode())
        self.authorise()
        self.done("inform", REF, "--on", ago(1), "--how", "letter")
        self.done("activate", REF)

    def test_from_the_first_warning_to_the_lifting(self):
        drafted = self.json("draft", self.write("restriction.yaml", DRAFT))["drafts"]
        self.assertEqual([one["reference"] for one in drafted], [REF])
        refused = self.refused("activate", REF).err
        for line in drafted[0]["missing"]:
            self.assertIn(line, refused)
        self.assertIn("authorised: is missing", refused)
        self.assertIn("informed: is missing", refused)
        self.assertEqual(self.json("show", REF)["status"], "draft")

        self.assertIn("authorised", self.authorise().out)
        self.refused("activate", REF)
        self.done("inform", REF, "--on", ago(1), "--how", "letter")
        self.assertEqual(self.explained(), ("deliver", "unrestricted"))
        self.assertEqual(self.json("activate", REF)["missing"], [])
        self.assertEqual(self.explained(), ("forward", "restricted"))
        self.assertEqual(self.explained("housing@york.gov.uk"), ("deliver", "permitted-contact"))

        self.done("represent", REF, "--on", ago(1), "--text", "They were about one repair")
        self.done("represent", REF, "--on", ago(1), "--text", "They were about one repair", "--outcome", "Maintained",
                  "--by", "director-cbss")
        [representation] = self.json("show", REF)["representations"]
        self.assertEqual((representation["outcome"], representation["by"]), ("Maintained", "director-cbss"))

        terms = self.write("terms.yaml", "email: {action: quarantine, councillors: all}\n")
        self.done("vary", REF, terms, "--why", "The manager is away", "--as", "kim")
        self.assertEqual(self.explained(), ("forward", "restricted"))
        self.assertEqual(self.json("show", REF)["proposal"]["email"]["action"], "quarantine")
        self.assertIn("proposal", self.done("show", REF).out)
        self.assertTrue(self.json("list")[0]["proposal"])
        self.assertIn("of the present terms", self.refused("authorise", REF, "--by", "director-cbss", "--on", ago(2),
                                                           "--evidence", "Memo 1").err)
        self.authorise(ago(1), "Memo 2")
        self.assertEqual(self.explained(), ("quarantine", "restricted"))
        [listed] = self.json("list")
        self.assertIsNone(listed["informed"])
        self.assertTrue(any("informed: is missing" in line for line in listed["problems"]))
        self.done("inform", REF, "--on", ago(1), "--how", "letter")
        self.assertEqual(self.json("list")[0]["problems"], [])

        self.assertEqual(self.json("list", "--due"), [])
        noted = self.done("note", REF, "--change-of-circumstances", "The repair is done").out
        self.assertEqual(noted, f"{REF}: noted\n  its review is due now (¶11)\n")
        self.assertEqual([one["reference"] for one in self.json("list", "--due")], [REF])
        self.done("review", REF, "--by", "director-cbss", "--outcome", "maintain", "--note", "For six months", "--next",
                  str(TODAY + datetime.timedelta(days=180)))
        self.assertEqual(self.json("list", "--due"), [])
        self.done("customer", "add-address", REF, "alex@example.net", "--why", "Writes from it too")
        self.done("legal-hold", REF, "on", "--why", "Court proceedings")

        self.done("lift", REF, "--by", "director-cbss", "--why", "Kept to it")
        self.assertEqual(self.explained(), ("deliver", "unrestricted"))
        history = self.json("history", REF)
        self.assertEqual([one["action"] for one in history],
                         ["drafted", "authorised", "informed", "activated", "represented", "representation-considered",
                          "proposed", "varied", "informed", "circumstances-changed", "reviewed", "address-added",
                          "hold-begun", "lifted"])
        self.assertEqual([one["version"] for one in history], list(range(1, 15)))
        self.assertEqual((history[6]["by"], history[6]["why"], history[6]["changed"]),
                         ("kim", "The manager is away", ["proposal"]))
        self.assertIn("representation-considered", self.done("history", REF).out)
        self.assertEqual(self.json("audit", "verify")["entries"], 14)
        exported = self.done("export").out
        self.assertEqual(self.json("apply", self.write("out.yaml", exported))["changes"], [])
        self.assertEqual(self.done("export").out, exported)

    def test_the_second_of_two_administrators_is_told_what_changed(self):
        self.in_force()
        version = self.json("show", REF)["version"]
        self.done("note", REF, "Meanwhile", "--as", "kim")
        head = self.json("audit", "head")
        refused = self.refused("review", REF, "--by", "director-cbss", "--outcome", "maintain", "--note", "Looked at",
                               "--based-on", version).err
        self.assertRegex(refused, rf"{REF}: changed meanwhile: version {version + 1}, \S+, by kim \(.*\): notes \(noted\)")
        self.assertIn("look again and retry", refused)
        self.assertEqual(self.json("audit", "head"), head)
        self.done("review", REF, "--by", "director-cbss", "--outcome", "maintain", "--note", "Looked at", "--based-on",
                  version + 1)

    def test_bad_input_is_refused_with_every_reason_and_changes_nothing(self):
        self.in_force()
        head = self.json("audit", "head")
        terms = self.write("terms.yaml", "email: {action: junk}\n")
        for words, line in (
                (("authorise", REF, "--by", "director-cbss", "--on", "2026-02-30", "--evidence", "M"), "--on: \"2026-02-30\" is no day"),
                (("inform", REF, "--on", "yesterday", "--how", "letter"), "is no day"),
                (("represent", REF, "--on", "soon", "--text", "T"), "is no day"),
                (("review", REF, "--by", "director-cbss", "--outcome", "maintain", "--note", "N", "--next", "later"), "is no day"),
                (("review", REF, "--by", "nobody", "--outcome", "maintain", "--note", "N"), "no authorising officer"),
                (("lift", "RCC-2026-9999", "--by", "director-cbss", "--why", "W"), "there is no such restriction"),
                (("history", "RCC-2026-9999"), "there is no such restriction"),
                (("vary", "RCC-2026-9999", terms), "there is no such restriction"),
                (("vary", REF, self.write("bad.yaml", "email: {action: drop}\n")), "allowed: forward"),
                (("customer", "add-address", REF, "nonsense", "--why", "W"), "is no e-mail address"),
                (("customer", "add-address", REF, "@alex.example", "--why", "W"), "is a domain"),
                (("activate", REF), "it is in-force; activate is for what is draft or authorised"),
                (("decline", REF, "--by", "director-cbss", "--why", "W"), "it is in-force"),
                (("legal-hold", REF, "off", "--why", "W"), "is off already"),
                (("emergency", self.write("emergency.yaml", BARE), "--by", "director-cbss", "--why", "W"), "already")):
            with self.subTest(words):
                self.assertIn(line, self.refused(*words).err)
                self.assertEqual(self.json("audit", "head"), head)
        self.refused("review", REF, "--by", "director-cbss", "--outcome", "forget", "--note", "N", status=2)
        self.refused("legal-hold", REF, "perhaps", "--why", "W", status=2)
        self.refused("emergency", self.folder / "nowhere.yaml", "--by", "director-cbss", "--why", "W", status=3)

    def test_an_emergency_is_in_force_at_once_and_says_when_it_lapses(self):
        begun = self.json("emergency", self.write("emergency.yaml", BARE), "--by", "director-cbss", "--why", "Threats")
        self.assertEqual(begun["status"], "in-force")
        self.assertTrue(any("it lapses at" in line for line in begun["notes"]))
        self.assertEqual(self.explained(), ("quarantine", "restricted"))
        [listed] = self.json("list")
        self.assertIn(listed["lapses"], begun["notes"][0])
        self.assertIn(listed["since"], (str(TODAY), str(TODAY + datetime.timedelta(days=1))))  # the council's day
        self.assertIn("an emergency: it lapses at", self.done("show", REF).out)
        in_four_days = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=4)
        later = self.json("explain", "--from", "alex@example.org", "--to", "tax@york.gov.uk", "--at",
                          in_four_days.strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.assertEqual(later["recipients"][0]["rule"], "unrestricted")

    def test_what_becomes_of_an_overdue_review_is_the_councils_choice(self):
        self.done("draft", "-", stdin=DRAFT.replace("action: forward", "action: reject").encode())
        self.authorise()
        self.done("inform", REF, "--on", ago(1), "--how", "letter")
        self.done("activate", REF)
        afterwards = f"{TODAY + datetime.timedelta(days=302)}T12:00:00Z"
        for overdue, expected in (("keep", "reject"), ("soften", "forward"), ("lapse", "deliver")):
            with self.subTest(overdue):
                config = self.write(f"{overdue}.yaml", self.config.read_text() + f"reviews: {{overdue: {overdue}}}\n")
                for at, action in (((), "reject"), (("--at", afterwards), expected)):
                    [recipient] = self.json("explain", "--from", "alex@example.org", "--to", "tax@york.gov.uk", *at,
                                            "--config", config)["recipients"]
                    self.assertEqual(recipient["action"], action)

    def test_a_draft_can_be_declined_and_one_can_replace_another(self):
        self.in_force()
        second, third = REF[:-1] + "2", REF[:-1] + "3"
        self.done("draft", "-", stdin=DRAFT.encode())
        self.done("draft", "-", stdin=DRAFT.encode())
        self.done("decline", third, "--by", "director-cbss", "--why", "One is enough")
        self.assertEqual(self.json("show", third)["status"], "declined")
        self.done("authorise", second, "--by", "director-cbss", "--on", ago(1), "--evidence", "Memo 2")
        self.done("inform", second, "--on", ago(1), "--how", "letter")
        self.assertIn(f"is in force in {REF} already", self.refused("activate", second).err)
        self.done("activate", second, "--supersedes", REF)
        self.assertEqual(self.json("show", REF)["ended"]["how"], "superseded")
        self.assertEqual(self.json("show", second)["status"], "in-force")
        self.assertEqual(self.json("history", REF)[-1]["action"], "superseded")


if __name__ == "__main__":
    unittest.main()
