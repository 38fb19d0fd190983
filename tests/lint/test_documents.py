"""Parser, sample configuration, README and docs/, command line and schema say the same."""
import os
import re
import unittest

import programs
import sources


COMMAND = r"(?:sudo |runuser -u postern -- )?postern ([a-z][^`\n]*)"
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


def command_lines(text):
    """The words behind `postern` wherever a document shows a command, in a line or in a block for the shell."""
    blocks = "\n".join(SHELL.findall(text))
    lines = re.findall("`" + COMMAND, text) + re.findall("^" + COMMAND, blocks, re.MULTILINE)
    return [line.split("#")[0].split() for line in lines]


def commands_in(text):
    return {words[0] for words in command_lines(text)}


def options_in(text, helps):
    """(command, options) for each command line whose command is known, and one."""
    for words in command_lines(text):
        known = [name for name in (" ".join(words[:2]), words[0]) if name in helps]
        if known and not any("|" in word for word in words[:2]):
            yield known[0], re.findall(r"--([a-z-]+)", " ".join(words))


class Documents(unittest.TestCase):
    def test_the_sample_configuration_is_read_without_a_complaint(self):
        text = (sources.ROOT / "conf" / "postern.yaml").read_text()
        # Its socket's folder is not there, so nothing beyond the reading is tried on this machine.
        said = programs.check(text.replace("/var/spool/postfix/postern/", "/nowhere/"))
        self.assertNotRegex(said, r"postern\.yaml:\d+")
        self.assertIn("the folder is not there", said)

    def test_every_command_has_help_with_an_example(self):
        commands = programs.every_help()
        self.assertIn(("quarantine", "list"), [one.words for one in commands])
        for one in commands:
            self.assertIn("Example:\n  postern " + " ".join(one.words), one.text)

    def test_every_command_that_the_documents_name_exists(self):
        known = {one.words[0] for one in programs.every_help() if one.words}
        for name, text in sources.documents():
            named = commands_in(text)
            self.assertEqual(sorted(named - known), [], name)
            self.assertTrue(named or name not in ("README.md", "docs/operations.md", "docs/interfaces.md"), name)

    def test_options_that_the_documents_give_a_command_exist(self):
        helps = {" ".join(one.words): one for one in programs.every_help()}
        common = set(helps[""].options)
        wrong = [f"{name}: postern {command} --{option}" for name, text in sources.documents()
                 for command, options in options_in(text, helps) for option in options
                 if option not in helps[command].options and option not in common]
        self.assertEqual(wrong, [])

    def test_the_readmes_paths_exist(self):
        text = (sources.ROOT / "README.md").read_text()
        for path in re.findall(r"^((?:packaging|tests)/[a-z_]+)", text, re.MULTILINE):
            self.assertTrue(os.access(sources.ROOT / path, os.X_OK), path)

    def test_schema_files_are_numbered_without_gaps(self):
        for folder in (sources.ROOT / "db" / "schema").iterdir():
            files = sorted(path.name for path in folder.glob("*.sql"))
            self.assertEqual([name[:4] for name in files], [f"{n:04}" for n in range(1, len(files) + 1)])
            for number, name in enumerate(files, 1):
                self.assertIn(f"PRAGMA user_version = {number};", (folder / name).read_text(), name)

    def test_the_license_is_the_whole_of_apache_2(self):
        text = (sources.ROOT / "LICENSE").read_text()
        self.assertIn("SPDX-License-Identifier: Apache-2.0", text)
        for words in ("Apache License\n                           Version 2.0, January 2004", "9. Accepting Warranty",
                      "END OF TERMS AND CONDITIONS"):
            self.assertIn(words, text)

    def test_the_readme_is_for_one_hour(self):
        self.assertTrue(200 <= len((sources.ROOT / "README.md").read_text().splitlines()) <= 250)

    def test_samples_for_today_have_the_shell_make_their_dates(self):
        for block in re.findall(r"^```sh\n(.*?)^```", (sources.ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL):
            self.assertNotRegex(block.replace("from: 2024-04-01", ""), r"\b20\d\d-\d\d-\d\d\b")

    def test_the_checks_see_what_they_look_for(self):
        text = "postern is good\n`postern nonsense REF`\n```sh\nsudo postern list --due  # --no\npostern audit verify --wrong X\n```\n"
        self.assertEqual(commands_in(text), {"nonsense", "list", "audit"})
        self.assertEqual(list(options_in(text, {"list": 1, "audit": 1, "audit verify": 1})),
                         [("list", ["due"]), ("audit verify", ["wrong"])])


if __name__ == "__main__":
    unittest.main()
