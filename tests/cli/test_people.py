"""Councillors, their choices, and protected addresses."""
import unittest

from workplace import CliTest, restriction, rules


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
        self.assertIn("c.csv:3: councillor bad@example.org: bad@example.org is no address of the council", done.err)
        self.assertEqual(len(self.councillors()), 2)
        self.refused("councillor", "import", self.write("c.csv", "a,b\n1,2\n"))
        self.refused("councillor", "import", self.folder / "nowhere.csv", status=3)

    def test_a_dry_run_shows_the_changes_first(self):
        self.add_ward()
        file = self.write("c.csv", "name,ward,address\nC. Ward,Guildhall,cllr.ward@york.gov.uk\nN. New,X,new@york.gov.uk\n")
        before = self.councillors()
        dry = self.json("councillor", "import", file, "--dry-run")
        self.assertTrue(dry["dry_run"])
        self.assertEqual(dry["changes"], [
            'councillor cllr.ward@york.gov.uk: changed: ward: "Micklegate" becomes "Guildhall"',
            "councillor new@york.gov.uk: new"])
        self.assertEqual(self.councillors(), before)
        self.assertIn("dry run", self.done("councillor", "import", file, "--dry-run").out)
        self.assertEqual(self.json("councillor", "import", file)["changes"], dry["changes"])
        self.assertEqual(len(self.councillors()), 2)

    def test_an_import_names_those_who_are_not_in_the_file_and_takes_nobody_out(self):
        self.add_ward()
        done = self.done("councillor", "import", self.write("c.csv", "name,address\nN. New,new@york.gov.uk\n"))
        self.assertIn("warning: councillor cllr.ward@york.gov.uk: is not in", done.err)
        self.assertEqual(len(self.councillors()), 2)

    def test_rows_that_cannot_be_read_are_named_by_their_line(self):
        for text, line in (("Ward, C.,Guildhall,w@york.gov.uk\n", "c.csv:2: has 4 fields, but the first line names 3"),
                           ("C. Ward,w@york.gov.uk\n", "c.csv:2: has 2 fields"),
                           ('"C." Ward,X,w@york.gov.uk\n', "c.csv:2: there is text behind a closing quote"),
                           ('A,X,a@york.gov.uk\n"C. Ward,X,w@york.gov.uk\n', "c.csv:3: a quote never ends"),
                           ('"A\nB",X,a@york.gov.uk\n,X,b@york.gov.uk\n', "c.csv:4: the name is missing"),
                           ("A,X,a@york.gov.uk\rB,X,\r", "c.csv:3: the address is missing"),
                           (b"Fr\xe4nk,X,f@york.gov.uk\n", "c.csv:2: name is no UTF-8"),
                           ("A,X,a@york.gov.uk\nB,X,A@york.gov.uk\n", "c.csv:3: councillor A@york.gov.uk: one of its addresses")):
            body = text if isinstance(text, bytes) else text.encode()
            file = self.write("c.csv", b"name,ward,address\n" + body)
            for more in ([], ["--dry-run"]):
                self.assertIn(line, self.refused("councillor", "import", file, *more).err)
        self.assertIn('"phone" is no column', self.refused(
            "councillor", "import", self.write("c.csv", "name,phone,address\nA,1,a@york.gov.uk\n")).err)
        self.refused("councillor", "import", self.write("c.csv", ""))
        self.assertEqual(self.councillors(), [])

    def test_who_leaves_keeps_the_history(self):
        self.add_ward()
        self.done("councillor", "remove", "cllr.ward@york.gov.uk", "--why", "Term ended")
        self.done("audit", "verify")
        self.assertEqual(self.done("audit", "head").out.split()[0], "2")

    def test_protected_addresses_from_a_file(self):
        file = self.write("p.csv", 'address,why\nfoi@york.gov.uk,"Freedom of Information, requests"\ndpo@york.gov.uk,\n')
        changes = ["protected foi@york.gov.uk: new", "protected dpo@york.gov.uk: new"]
        self.assertEqual(self.json("protected", "import", file, "--dry-run")["changes"], changes)
        self.assertEqual(self.json("protected", "list"), [])
        self.assertEqual(self.json("protected", "import", file)["changes"], changes)
        self.assertEqual([one["why"] for one in self.json("protected", "list")], ["", "Freedom of Information, requests"])
        self.assertEqual(self.json("protected", "import", file)["changes"], [])
        bad = self.write("p.csv", "address,why\nnew@york.gov.uk,x\nx@example.org,y\n")
        self.assertIn("p.csv:3: protected x@example.org: ", self.refused("protected", "import", bad).err)
        self.assertEqual(len(self.json("protected", "list")), 2)

    def test_protected_addresses(self):
        self.done("protected", "add", "foi@york.gov.uk", "--why", "Freedom of Information requests")
        self.assertEqual(self.json("protected", "list"),
                         [{"address": "foi@york.gov.uk", "why": "Freedom of Information requests"}])
        self.refused("protected", "add", "foi@example.org")
        refused = self.refused("protected", "add", "FOI@york.gov.uk", "--why", "Something else")
        self.assertIn("is protected already, as foi@york.gov.uk", refused.err)
        self.assertEqual(self.json("protected", "list")[0]["why"], "Freedom of Information requests")
        self.done("protected", "remove", "FOI@york.gov.uk")
        self.assertEqual(self.json("protected", "list"), [])
        self.refused("protected", "remove", "foi@york.gov.uk")

    def test_patterns_are_refused_at_every_door(self):
        refused = self.refused("protected", "add", "*@york.gov.uk")
        self.assertIn("*@york.gov.uk is a pattern, and would stand for nobody; write each address", refused.err)
        self.refused("councillor", "add", "cllr.*@york.gov.uk", "--name", "C. Star")
        self.assertIn("write cllr@york.gov.uk", self.refused("councillor", "add", "cllr@@york.gov.uk", "--name", "C").err)
        whole = restriction().replace("alex@example.org", '"*@example.org"')
        refused = self.refused("apply", "-", stdin=rules(whole).encode())
        self.assertIn("or @example.org for the whole domain", refused.err)
        for key in ("m.manager@york.gov.uk", "housing@york.gov.uk"):
            refused = self.refused("apply", "-", stdin=rules(restriction().replace(key, '"*@york.gov.uk"')).encode())
            self.assertIn("*@york.gov.uk is a pattern", refused.err)
        self.assertEqual(self.json("list"), [])
        self.apply(rules())
        refused = self.refused("customer", "add-address", "RCC-2026-0001", "bob*@example.org", "--why", "Writes from it")
        self.assertIn("bob*@example.org is a pattern", refused.err)


if __name__ == "__main__":
    unittest.main()
