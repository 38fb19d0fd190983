"""Sizes, format, and words that must not occur."""
import pathlib
import re
import shutil
import subprocess
import unittest

import sources

LONGEST = 400
# A shell never sees anything of a message (faults.md S1), and nothing depends on a thread (M5) or a locale (R11).
FORBIDDEN = re.compile(r"\b(popen|system|execl|execlp|execvp|strtok|gets|setlocale)\s*\(|\bthread_local\b|\bpthread_kill\b")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


class Sources(unittest.TestCase):
    def test_no_file_is_too_long(self):
        long = [f"{sources.name(path)}: {lines}" for path in sources.files(".cpp", ".hpp", ".py", ".lua", ".sql")
                if (lines := len(path.read_text(errors="replace").splitlines())) > LONGEST]
        self.assertEqual(long, [])

    def test_no_shell_no_thread_storage_no_locale(self):
        found = [f"{sources.name(path)}: {hit.group(0)}" for path in sources.files(".cpp", ".hpp", under=sources.ROOMS)
                 for hit in FORBIDDEN.finditer(path.read_text())]
        self.assertEqual(found, [])
        self.assertTrue(FORBIDDEN.search("popen (command)"))

    def test_nothing_is_marked_unfinished(self):
        found = [sources.name(path) for path in sources.files(".cpp", ".hpp", ".py", ".lua", ".sql")
                 if path.name != pathlib.Path(__file__).name and UNFINISHED.search(path.read_text(errors="replace"))]
        self.assertEqual(found, [])

    def test_headers_are_included_once(self):
        without = [sources.name(path) for path in sources.files(".hpp") if "#pragma once" not in path.read_text()]
        self.assertEqual(without, [])

    def test_a_header_opens_with_what_it_is_for(self):
        without = [sources.name(path) for path in sources.files(".hpp", under=sources.ROOMS)
                   if not path.read_text().startswith("// ")]
        self.assertEqual(without, [])

    def test_a_switch_over_an_enum_has_no_default(self):
        found = [sources.name(path) for path in sources.files(".cpp", ".hpp", under=("policy", "milter"))
                 if re.search(r"^\s*default:", path.read_text(), re.MULTILINE)]
        self.assertEqual(found, [])

    @unittest.skipUnless(shutil.which("clang-format"), "clang-format is not installed")
    def test_the_format_is_clang_formats(self):
        paths = [str(path) for path in sources.files(".cpp", ".hpp")]
        done = subprocess.run(["clang-format", "--dry-run", "--Werror", *paths], cwd=sources.ROOT, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr[:2000])


if __name__ == "__main__":
    unittest.main()
