"""Councillors, their choices, and protected addresses."""
import unittest

from workplace import CliTest


class People(CliTest):
    def setUp(self):
        super().setUp()
        self.done("init")

    def councillors(self):
        return self.json("councillor", "list")

    def add_ward(self):
        self.done("councillor", "add", "cllr.ward@york.gov.uk", "--name", "C. Ward", "--ward", "Micklegate")

    def test_councillors_are_added_listed_and_removed(self):
        self.add_ward()
        self.assertEqual(self.councillors(),
                         [{"name": "C. Ward", "ward": "Micklegate", "addresses": ["cllr.ward@york.gov.uk"]}])
        self.assertIn("Micklegate", self.done("councillor", "list").out)
        self.refused("councillor", "add", "cllr.ward@york.gov.uk", "--name", "C. Ward")
        self.refused("councillor", "add", "x@example.org", "--name", "X")
        self.refused("councillor", "add", "x@york.gov.uk", status=2)
        self.done("councillor", "remove", "cllr.ward@york.gov.uk", "--why", "Term ended")
        self.assertEqual(self.councillors(), [])
        self.refused("councillor", "remove", "cllr.ward@york.gov.uk")

    def test_choices_are_made_and_taken_back(self):
        self.add_ward()
        choose = ["councillor", "choice", "cllr.ward@york.gov.uk", "--customer", "alex@example.org", "--action"]
        self.done(*choose, "junk")
        self.assertEqual(self.councillors()[0]["choices"][0]["action"], "junk")
        self.assertIn("because", self.refused(*choose, "reject").err)
        self.done(*choose, "forward", "--forward-to", "members@york.gov.uk", "--because", "The office answers")
        self.assertEqual(self.councillors()[0]["choices"][0]["action"], {"forward": "members@york.gov.uk"})
        self.refused(*choose, "forward", "--forward-to", "x@example.org", "--because", "because")
        found = self.json("explain", "--from", "alex@example.org", "--to", "cllr.ward@york.gov.uk")
        self.assertEqual(found["recipients"][0]["forward_to"], ["members@york.gov.uk"])
        self.done(*choose, "deliver")
        self.assertNotIn("choices", self.councillors()[0])
        self.refused(*choose, "deliver")
        self.refused(*choose, "nonsense", status=2)

    def test_an_import_is_whole_or_nothing(self):
        self.add_ward()
        self.done("councillor", "choice", "cllr.ward@york.gov.uk", "--customer", "alex@example.org", "--action", "junk")
        file = self.write("c.csv", '\ufeffName,Ward,Address\r\n"Ward, C.",Guildhall,cllr.ward@york.gov.uk\r\n'
                                   'N. New,"Acomb ""West""",cllr.new@york.gov.uk; new@york.gov.uk\r\n')
        self.done("councillor", "import", file)
        new, ward = self.councillors()
        self.assertEqual((ward["name"], ward["ward"], len(ward["choices"])), ("Ward, C.", "Guildhall", 1))
        self.assertEqual((new["ward"], new["addresses"]), ('Acomb "West"', ["cllr.new@york.gov.uk", "new@york.gov.uk"]))
        self.assertEqual(self.json("councillor", "import", file)["changes"], [])
        bad = "name,ward,address\nA. Good,X,good@york.gov.uk\nB. Bad,X,bad@example.org\n,X,c@york.gov.uk\n"
        self.assertIn("c.csv:4: the name is missing", self.refused("councillor", "import", self.write("c.csv", bad)).err)
        done = self.refused("councillor", "import", self.write("c.csv", bad.replace(",X,c@york.gov.uk\n", "")))
        self.assertIn("c.csv: councillor bad@example.org: bad@example.org is no address of the council", done.err)
        self.assertEqual(len(self.councillors()), 2)
        self.refused("councillor", "import", self.write("c.csv", "a,b\n1,2\n"))
        self.refused("councillor", "import", self.folder / "nowhere.csv", status=3)

    def test_protected_addresses(self):
        self.done("protected", "add", "foi@york.gov.uk", "--why", "Freedom of Information requests")
        self.assertEqual(self.json("protected", "list"),
                         [{"address": "foi@york.gov.uk", "why": "Freedom of Information requests"}])
        self.refused("protected", "add", "foi@example.org")
        self.done("protected", "remove", "FOI@york.gov.uk")
        self.assertEqual(self.json("protected", "list"), [])
        self.refused("protected", "remove", "foi@york.gov.uk")


if __name__ == "__main__":
    unittest.main()
