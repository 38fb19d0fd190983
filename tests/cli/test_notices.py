"""What the command line says of notices to customers: when the last one went out, and why none does."""
import subprocess
import unittest

from mail_rows import statement
from workplace import CONFIGURATION, PROGRAM, StoreTest, restriction

POSTERND = PROGRAM.parent.parent / "daemon" / "posternd"


def reminding():
    return "restrictions:\n" + restriction(evidence="Memo 2").replace("councillors: all", "councillors: all\n      remind: true")


class Notices(StoreTest):
    configuration = CONFIGURATION + """\
milter: {{socket: "unix:{folder}/milter.sock"}}
notices: {{directory: {folder}/notices}}
"""

    def setUp(self):
        super().setUp()
        (self.folder / "notices").mkdir()

    def test_show_tells_when_the_last_notice_went_out(self):
        self.assertIsNone(self.json("show", "RCC-2026-0001")["last_notice"])
        self.assertNotIn("notice", self.done("show", "RCC-2026-0001").out)
        for row in (("a", 1793613600, 1793613605), ("b", 1793700000, None)):
            statement(self.folder, "INSERT INTO notice VALUES (?, 'RCC-2026-0001', ?, '', ?)", row)
        self.assertEqual(self.json("show", "RCC-2026-0001")["last_notice"], "2026-11-02T10:00:05Z")
        self.assertIn("# the customer was last sent a notice at 2026-11-02T10:00:05Z", self.done("show", "RCC-2026-0001").out)

    def test_check_warns_of_reminders_that_nobody_can_be_sent(self):
        self.assertNotIn("remind", self.done("check").out)
        self.done("apply", self.write("rules.yaml", reminding()))
        self.assertIn("RCC-2026-0001: remind is true, but council.authserv_ids is empty: no notices are sent",
                      self.done("check").out)
        text = self.configuration.format(folder=self.folder)
        self.write("postern.yaml", text.replace("council:\n", "council:\n  authserv_ids: [mx.york.gov.uk]\n"))
        self.assertNotIn("remind", self.done("check").out)

    def test_check_warns_of_a_language_without_a_template(self):
        text = self.configuration.format(folder=self.folder)
        self.write("postern.yaml", text.replace("/notices}", "/notices, language: cy}"))
        for kind in ("reminder", "refusal"):
            for each in ("txt", "html"):
                self.assertIn(f"there is no template in cy: notices use the shipped {kind}.{each}.mustache", self.done("check").out)
                self.write(f"notices/{kind}.cy.{each}.mustache", "Subject: Eich e-bost\n\nTestun\n")
        self.assertNotIn("notices use", self.done("check").out)

    def test_a_broken_template_of_the_councils_is_refused_in_one_line(self):
        for name, text in (("reminder.txt.mustache", "No subject\n"), ("refusal.html.mustache", "{{#refused}}<p>"),
                           ("reminder.html.mustache", "")):
            path = self.write("notices/" + name, text)
            daemon = subprocess.run([POSTERND, "--check", "--config", self.config], capture_output=True, text=True)
            self.assertEqual(daemon.returncode, 1, daemon.stderr)
            for said in (self.refused("check").err, daemon.stderr):
                self.assertEqual([str(path) in line for line in said.splitlines()], [True], said)
            path.unlink()
        self.done("check")


if __name__ == "__main__":
    unittest.main()
