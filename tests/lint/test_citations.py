"""Whatever is cited can be read: documents, their sections, the policy's paragraphs, files and links."""
import unittest

import citations


class Citations(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.texts = citations.texts()
        cls.documents = {path.name: citations.sections(path.read_text()) for path in citations.DOCS.glob("*.md")}

    def test_every_section_that_is_cited_exists(self):
        cited = [(name, *each) for name, text in self.texts for each in citations.citations(text)]
        self.assertGreater(len(cited), 150)
        self.assertEqual([f"{name}: {document} {section}" for name, document, section in cited
                          if section not in self.documents.get(document, ())], [])

    def test_every_paragraph_that_is_cited_is_in_policy_md(self):
        cited = [(name, number) for name, text in self.texts for number in citations.paragraphs(text)]
        self.assertGreater(len(cited), 100)
        self.assertEqual([f"{name}: ¶{number}" for name, number in cited if number not in self.documents["policy.md"]], [])

    def test_every_paragraph_of_the_policy_is_in_policy_md_once(self):
        rows = [line.split(" |")[0] for line in (citations.DOCS / "policy.md").read_text().splitlines() if line.startswith("| ¶")]
        self.assertEqual(rows[1:], [f"| ¶{number}" for number in range(1, 14)])

    def test_every_document_that_is_named_exists(self):
        named = [(name, file) for name, text in self.texts for file in citations.files_named(text)]
        self.assertGreater(len(named), 100)
        self.assertEqual([f"{name}: {file}" for name, file in named
                          if not citations.is_there(file, (citations.sources.ROOT / name).parent)], [])

    def test_every_link_leads_somewhere(self):
        documents = [(name, text) for name, text in self.texts if name.endswith(".md")]
        self.assertGreater(len(documents), 8)
        self.assertEqual([line for name, text in documents for line in citations.broken_links(name, text)], [])

    def test_the_checks_see_what_they_look_for(self):
        for text, found in (("(faults.md M5)", [("faults.md", "M5")]), ("`decision.md` 3", [("decision.md", "3")]),
                            ("decision.md 2 to 4: x", [("decision.md", "2"), ("decision.md", "3"), ("decision.md", "4")]),
                            ("faults.md D1 to D2, M9 and\n/// R6, 30s", [("faults.md", each) for each in ("D1", "D2", "M9", "R6")]),
                            ("(faults.md R1,\n# R5)", [("faults.md", "R1"), ("faults.md", "R5")]),
                            ("(interfaces.md, On the wire)", [("interfaces.md", "on the wire")]), ("see decision.md.", [])):
            self.assertEqual(list(citations.citations(text)), found, text)
        self.assertEqual(citations.sections("## 3. One thing\n4. A fact\n| M5 | row |\n| ¶7 | row |\n| else | 9 |\n"),
                         {"3", "4", "M5", "7", "3. one thing"})
        self.assertEqual(list(citations.paragraphs("¶6 to ¶8, ¶10–¶11 and ¶ 13")), ["6", "7", "8", "10", "11", "13"])
        self.assertEqual(sorted(citations.files_named("x.md, docs/y.md and /usr/share/doc/postern/letters/README.md; *.md")),
                         ["docs/y.md", "letters/README.md", "x.md"])
        self.assertFalse(citations.is_there("no_such.md", citations.DOCS))
        self.assertEqual(len(list(citations.broken_links("README.md", "[a](no.md) [b](docs/policy.md#no) [c](https://x.org/y)"))), 2)
        self.assertEqual(citations.anchors("## Let `junk` land, at last\n"), {"let-junk-land-at-last"})


if __name__ == "__main__":
    unittest.main()
