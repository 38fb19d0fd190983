"""Letters to the customer, from the shipped templates and from a council's own."""
import html.parser
import os
import stat
import unittest

from workplace import CONFIGURATION, CliTest, restriction, rules

DRAFT = """\
restrictions:
  - customer: {name: Sam Draft, identifiers: {email: [sam@example.org]}}
    requested_by: {service: Housing Services}
    reasons: Shouting at staff
    email: {action: quarantine}
"""


class Balance(html.parser.HTMLParser):
    """Whether every element that is opened is closed, and nothing is fetched from elsewhere."""
    EMPTY = {"meta", "br"}

    def __init__(self):
        super().__init__()
        self.open, self.faults = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in self.EMPTY:
            self.open.append(tag)
        self.faults += [f"{tag} {name}={value}" for name, value in attrs if name in ("src", "href")]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"/{tag}")


class Letters(CliTest):
    configuration = CONFIGURATION + "letters: {{directory: {folder}/letters}}\n"

    def setUp(self):
        super().setUp()
        self.done("init")
        self.apply(rules())
        (self.folder / "letters").mkdir()

    def own(self, name, text):
        return self.write("letters/" + name, text)

    def test_the_decision_as_text_and_as_html(self):
        text = self.done("letter", "RCC-2026-0001").out
        self.assertIn("Dear Alex Example\n", text)
        self.assertIn("forwarded to\nm.manager@york.gov.uk", text)
        self.assertEqual(self.done("letter", "RCC-2026-0001", "--kind", "decision", "--format", "text").out, text)
        page = self.done("letter", "RCC-2026-0001", "--format", "html").out
        self.assertTrue(page.startswith("<!DOCTYPE html>\n<html lang=\"en\">"))
        self.assertIn("@page { size: A4;", page)
        self.assertIn("<li>m.manager@york.gov.uk</li>", page)

    def test_every_page_is_well_formed_and_fetches_nothing(self):
        pages = {"decision": "RCC-2026-0001", "review": "RCC-2026-0001"}
        self.apply(DRAFT)
        pages["warning"] = self.json("list", "--customer", "Sam")[0]["reference"]
        self.apply("restrictions:\n" + restriction("kim@example.org", "RCC-2026-0005"))
        self.done("lift", "RCC-2026-0005", "--by", "director-cbss", "--why", "Kept to it")
        pages["lifting"] = "RCC-2026-0005"
        for kind, reference in pages.items():
            with self.subTest(kind):
                page = self.done("--format", "html", "letter", reference, "--kind", kind).out
                balance = Balance()
                balance.feed(page)
                self.assertEqual((balance.open, balance.faults), ([], []))
                self.assertNotRegex(page, r"url\(|@import|\{\{")

    def test_what_a_letter_lacks_is_named_and_nothing_is_written(self):
        self.apply(DRAFT)
        reference = self.json("list", "--customer", "Sam")[0]["reference"]
        target = self.folder / "letter.txt"
        done = self.refused("letter", reference, "--output", target)
        for key in ("authorised", "email.councillors", "review_by"):
            self.assertIn(f"postern: {reference}: {key}: ", done.err)
        self.assertEqual((done.out, target.exists()), ("", False))
        self.assertIn("Shouting at staff.", self.done("letter", reference, "--kind", "warning").out)
        self.refused("letter", "RCC-2026-0001", "--kind", "lifting")
        self.refused("letter", "RCC-1999-0001")

    def test_the_output_is_a_file_for_its_owner_alone_and_never_half(self):
        target = self.folder / "letter.html"
        done = self.done("letter", "RCC-2026-0001", "--format", "html", "--output", target)
        self.assertEqual(done.out, "")
        self.assertEqual(stat.S_IMODE(target.stat().st_mode), 0o600)
        self.assertEqual(target.read_text(), self.done("letter", "RCC-2026-0001", "--format", "html").out)
        self.refused("letter", "RCC-2026-0001", "--output", self.folder / "nowhere" / "letter.txt", status=3)
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("letter.html.")], [])

    def test_formats_are_text_and_html_here_and_not_elsewhere(self):
        self.assertIn("text, html", self.refused("letter", "RCC-2026-0001", "--format", "json", status=2).err)
        self.assertIn("text, json", self.refused("list", "--format", "html", status=2).err)
        self.refused("letter", "RCC-2026-0001", "--kind", "nonsense", status=2)
        self.refused("letter", "RCC-2026-0001", "--language", "../../etc/passwd", status=2)

    def test_a_councils_own_templates_go_before_the_shipped_ones(self):
        self.own("decision.txt.mustache", "Own: {{customer}}\n")
        self.own("decision.cy.txt.mustache", "Annwyl {{customer}}\n{{#hours}}{{.}}{{/hours}}")
        self.assertEqual(self.done("letter", "RCC-2026-0001").out, "Own: Alex Example\n")
        welsh = self.done("letter", "RCC-2026-0001", "--language", "cy")
        self.assertEqual((welsh.out, welsh.err), ("Annwyl Alex Example\n", ""))
        page = self.done("letter", "RCC-2026-0001", "--format", "html", "--language", "cy")
        self.assertIn("<html lang=\"en\">", page.out)
        self.assertIn("warning: there is no template in cy", page.err)

    def test_a_template_that_cannot_be_used_is_one_line(self):
        broken = self.own("decision.txt.mustache", "{{#open}}")
        done = self.refused("letter", "RCC-2026-0001")
        self.assertEqual(len(done.err.splitlines()), 1)
        self.assertIn(f"{broken}: is no template", done.err)
        broken.unlink()
        broken.mkdir()
        done = self.refused("letter", "RCC-2026-0001")
        self.assertEqual(len(done.err.splitlines()), 1)
        self.assertIn(f"{broken}: cannot be read", done.err)

    def test_the_configured_language_is_the_default(self):
        self.own("decision.cy.txt.mustache", "Annwyl {{customer}}\n")
        self.write("postern.yaml", self.configuration.format(folder=self.folder).replace("/letters}", "/letters, language: cy}"))
        self.assertEqual(self.done("letter", "RCC-2026-0001").out, "Annwyl Alex Example\n")


if __name__ == "__main__":
    unittest.main()
