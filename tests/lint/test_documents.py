"""Parser, sample configuration, README, command line and schema say the same."""
import os
import re
import unittest

import programs
import sources


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

    def test_every_command_that_the_readme_names_exists(self):
        commands = set(re.findall(r"`(?:runuser -u postern -- )?postern ([a-z-]+)", (sources.ROOT / "README.md").read_text()))
        self.assertIn("quarantine", commands)
        for command in sorted(commands):
            self.assertEqual(programs.run(programs.POSTERN, command, "--help").returncode, 0, command)

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

    def test_the_license_is_named_by_its_spdx_name(self):
        self.assertIn("SPDX-License-Identifier: Apache-2.0", (sources.ROOT / "LICENSE").read_text())


if __name__ == "__main__":
    unittest.main()
