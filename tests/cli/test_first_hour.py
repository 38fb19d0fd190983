"""The README's first hour as it stands: its configuration, its lists and its restriction, in its order."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

PROGRAM = pathlib.Path(os.environ["POSTERN_BUILD"]) / "admin" / "postern"
README = (pathlib.Path(os.environ["POSTERN_SOURCE"]) / "README.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def block(begin):
    return next(text for text in BLOCKS if text.startswith(begin))


class FirstHour(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="postern-first-hour-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        programs = self.folder / "bin"
        programs.mkdir()
        (programs / "postern").symlink_to(PROGRAM)
        (programs / "sudo").write_text('#!/bin/sh\nexec "$@"\n')
        (programs / "sudo").chmod(0o755)
        configuration = re.search(r"<<'END'\n(.*?)^END", block("cat > /etc/postern/postern.yaml"), re.MULTILINE | re.DOTALL).group(1)
        (self.folder / "postern.yaml").write_text(configuration + f"store: sqlite:{folder.name}/postern.db\n"
                                                  f"control: unix:{folder.name}/control.sock\nquarantine: {{directory: {folder.name}/quarantine}}\n")
        self.environment = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "POSTERN_CONFIG": f"{folder.name}/postern.yaml"}
        self.shell("postern init && postern check")

    def shell(self, script, status=0):
        done = subprocess.run(["sh", "-e"], input=script, capture_output=True, text=True, cwd=self.folder, env=self.environment)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout

    def test_every_step_does_what_it_says(self):
        people = self.shell(block("cat > councillors.csv"))
        self.assertIn("cllr.other@york.gov.uk", people)
        self.assertIn("RCC-", self.shell(block("cat > restriction.yaml")))
        explained = self.shell(block("sudo postern explain"))
        self.assertRegex(explained, r"tax@york\.gov\.uk.*\bforward")
        self.assertRegex(explained, r"foi@york\.gov\.uk.*\bdeliver")
        self.assertIn("councillor-access", self.shell("postern explain --from alex@example.org --to cllr.ward@york.gov.uk"))

    def test_without_step_3_a_councillors_mail_would_be_intercepted(self):
        self.shell(block("cat > restriction.yaml"))
        self.assertNotIn("councillor-access", self.shell("postern explain --from alex@example.org --to cllr.ward@york.gov.uk"))
        self.assertLess(README.index("cat > councillors.csv"), README.index("cat > restriction.yaml"))

    def test_the_sample_is_refused_where_something_of_it_is_missing(self):
        self.shell(block("cat > restriction.yaml").replace("    measures_considered", "    # "), status=1)


if __name__ == "__main__":
    unittest.main()
