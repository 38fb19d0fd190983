"""Shell scripts: shellcheck reads them all."""
import subprocess
import unittest

import sources

FOLDERS = ("packaging", "tests")


def scripts():
    """Every file that a shell runs, by its first line, and what shells read in."""
    for folder in FOLDERS:
        for path in sorted((sources.ROOT / folder).rglob("*")):
            if not path.is_file():
                continue
            with path.open("rb") as file:
                first = file.readline()
            if path.suffix == ".bash" or first.startswith(b"#!") and first.split()[0].endswith((b"/sh", b"/bash")):
                yield path


class Scripts(unittest.TestCase):
    def test_shellcheck_finds_nothing(self):
        found = {sources.name(path): path for path in scripts()}
        for name in ("packaging/build_package", "packaging/debian/postern.postinst", "packaging/completion/completion.bash"):
            self.assertIn(name, found)
        for name, path in found.items():
            shell = ["-s", "bash"] if path.suffix == ".bash" else []
            done = subprocess.run(["shellcheck", *shell, path], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, f"{name}\n{done.stdout}")

    def test_the_check_sees_what_it_looks_for(self):
        done = subprocess.run(["shellcheck", "-s", "sh", "-"], input="rm -r $folder\n", capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)


if __name__ == "__main__":
    unittest.main()
