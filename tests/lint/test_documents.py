"""Parser, sample configuration, README, command line and schema say the same."""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import sources

POSTERN = pathlib.Path(os.environ["POSTERN_BUILD"]) / "admin" / "postern"
POSTERND = pathlib.Path(os.environ["POSTERN_BUILD"]) / "milter" / "posternd"


def run(program, *words):
    return subprocess.run([program, *words], capture_output=True, text=True)


def check(text):
    """What posternd says of a configuration."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(text)
        file.flush()
        done = run(POSTERND, "--check", "--config", file.name)
        return done.stderr.replace(file.name, "postern.yaml")


def allowed_keys(section):
    """The keys of one map as the parser itself lists them when it meets an unknown one."""
    body = "council:\n  domains: [york.gov.uk]\n"
    if section == "council":
        text = body + "  no_such_key: 1\n"
    elif section:
        text = body + (f"{section}:\n  - no_such_key: 1\n" if section == "authorising_officers" else f"{section}: {{no_such_key: 1}}\n")
    else:
        text = body + "no_such_key: 1\n"
    found = re.search(r"no_such_key: .*?allowed: (.*)", check(text))
    if not found:
        raise AssertionError(f"{section or 'the top'}: no line says which keys are allowed: {check(text)}")
    return {key.strip() for key in found.group(1).split(",")}


def sample():
    return (sources.ROOT / "conf" / "postern.yaml").read_text()


class Documents(unittest.TestCase):
    def test_the_sample_configuration_is_read_without_a_complaint(self):
        # Its socket's folder is not there, so nothing beyond the reading is tried on this machine.
        said = check(sample().replace("/var/spool/postfix/postern/", "/nowhere/"))
        self.assertNotRegex(said, r"postern\.yaml:\d+")
        self.assertIn("the folder is not there", said)

    def test_every_key_is_in_the_sample_configuration(self):
        text = sample()
        sections = [key for key in allowed_keys("") if re.search(rf"^(# )?{key}:(\s*$|\s*\{{|\s*#)", text, re.MULTILINE)]
        self.assertIn("milter", sections)
        missing = [key for key in allowed_keys("") if not re.search(rf"^(# )?{key}:", text, re.MULTILINE)]
        for section in sections:
            missing += [f"{section}.{key}" for key in allowed_keys(section) if not re.search(rf"\b{key}:", text)]
        self.assertEqual(missing, [])

    def test_every_command_has_help_with_an_example(self):
        commands = re.findall(r"^  ([a-z-]+) {2,}", run(POSTERN, "--help").stdout.split("Subcommands:")[1], re.MULTILINE)
        self.assertIn("explain", commands)
        for command in commands:
            text = run(POSTERN, command, "--help").stdout
            self.assertIn("Example:\n  postern " + command, text)
            inner = re.findall(r"^  ([a-z-]+) {2,}", text.split("Subcommands:")[1], re.MULTILINE) if "Subcommands:" in text else []
            for below in inner:
                self.assertIn(f"Example:\n  postern {command} {below}", run(POSTERN, command, below, "--help").stdout)

    def test_every_command_that_the_readme_names_exists(self):
        commands = set(re.findall(r"`(?:runuser -u postern -- )?postern ([a-z-]+)", (sources.ROOT / "README.md").read_text()))
        self.assertIn("quarantine", commands)
        for command in sorted(commands):
            self.assertEqual(run(POSTERN, command, "--help").returncode, 0, command)

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
