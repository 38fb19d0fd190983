"""What bash completes: asked of bash itself, with the file that is installed."""
import os
import pathlib
import subprocess
import unittest

BUILD = pathlib.Path(os.environ["POSTERN_BUILD"])
COMPLETION = BUILD / "completion" / "postern"
ASK = """\
source /usr/share/bash-completion/bash_completion
source "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*"
COMP_POINT=${#COMP_LINE}
compopt() { :; }  # only while a line is edited
_postern
printf '%s\\n' "${COMPREPLY[@]}"
"""


def completed(*words, folder="/"):
    """What may stand for the last word."""
    done = subprocess.run(["bash", "--norc", "-c", ASK, "ask", COMPLETION, *words], capture_output=True, text=True, cwd=folder)
    if done.stderr:
        raise AssertionError(done.stderr)
    return set(done.stdout.split())


class Completion(unittest.TestCase):
    def test_commands_and_the_commands_in_them(self):
        self.assertLessEqual({"init", "check", "quarantine", "explain", "status"}, completed("postern", ""))
        self.assertEqual(completed("postern", "quar"), {"quarantine"})
        self.assertLessEqual({"list", "show", "release", "delete"}, completed("postern", "quarantine", ""))
        self.assertNotIn("init", completed("postern", "quarantine", ""))
        self.assertEqual(completed("postern", "nonsens"), set())

    def test_options_are_those_of_the_command_and_those_of_every_command(self):
        options = completed("postern", "quarantine", "release", "--")
        self.assertLessEqual({"--only", "--to", "--config", "--format"}, options)
        self.assertNotIn("--since", options)
        self.assertIn("--since", completed("postern", "events", "--"))
        self.assertEqual(completed("posternd", "--ch"), {"--check"})

    def test_values_of_options_and_arguments(self):
        self.assertLessEqual({"draft", "in-force", "ended"}, completed("postern", "list", "--status", ""))
        self.assertEqual(completed("postern", "list", "--status", "end"), {"ended"})
        self.assertEqual(completed("postern", "list", "--format", "j"), {"json"})
        self.assertEqual(completed("postern", "list", "--format=j"), {"json"})
        self.assertLessEqual({"on", "off"}, completed("postern", "legal-hold", "RCC-2026-0001", ""))
        self.assertEqual(completed("postern", "list", "--customer", ""), set())

    def test_the_value_of_an_option_is_no_command(self):
        self.assertIn("quarantine", completed("postern", "--as", "list", ""))
        self.assertLessEqual({"list", "show"}, completed("postern", "--format", "json", "quarantine", ""))

    def test_files_where_files_are_taken(self):
        folder = BUILD / "completion"
        for words in (("apply",), ("list", "--config"), ("explain", "--message")):
            self.assertEqual(completed("postern", *words, "post", folder=folder), {"postern"}, words)
        self.assertEqual(completed("postern", "history", "post", folder=folder), set())

    def test_every_command_of_the_program_is_there(self):
        def follow(*words):
            text = subprocess.run([BUILD / "admin" / "postern", *words, "--help"], capture_output=True, text=True).stdout
            _, _, listed = text.partition("\nSubcommands:\n")
            names = {line.split()[0] for line in listed.partition("\n\n")[0].splitlines() if line[2:3].isalpha()}
            if names:
                self.assertEqual(completed("postern", *words, ""), names, words)
            for name in names:
                follow(*words, name)
        self.assertTrue(COMPLETION.exists())
        follow()


if __name__ == "__main__":
    unittest.main()
