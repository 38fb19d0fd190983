"""What the compiler and the linker put in an attacker's way is in the programs (faults.md F5)."""
import json
import os
import pathlib
import platform
import re
import subprocess
import tempfile
import unittest

import programs
import sources

BUILD = pathlib.Path(os.environ["POSTERN_BUILD"])
X86 = platform.machine() == "x86_64"
# What leaves no trace in the program, or needs an optimiser, which the tests' own build has not.
FLAGS = ["-fstack-protector-strong", "-fstack-clash-protection", "-D_GLIBCXX_ASSERTIONS", "-D_FORTIFY_SOURCE=3"]
FLAGS += ["-fcf-protection"] if X86 else []


def said(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}).stdout


def missing(program):
    """What a program lacks that the linker gives."""
    segments = said("readelf", "-lW", program)
    if not re.search(r"Type:\s+DYN", said("readelf", "-hW", program)) or "INTERP" not in segments:
        yield "a place in memory that is another at each start"
    if "GNU_RELRO" not in segments or not re.search(r"\bNOW\b", said("readelf", "-dW", program)):
        yield "tables of addresses that are read-only from the start"
    if re.search(r"^\s+\S+ .*\bRWE\b", segments, re.MULTILINE):
        yield "memory that is either written or run"
    if "__stack_chk_fail" not in said("readelf", "-sW", program):
        yield "guards on its stack"


def unmarked(program):
    """Whether nothing in main() marks where a jump may land."""
    return "endbr64" not in said("objdump", "-d", "--disassemble=main", program)


def compiled(folder, *flags):
    source, program = folder / "small.cpp", folder / "small"
    source.write_text("#include <cstdio>\nint main(int, char** words) { char a[64]; std::sprintf(a, \"%s\", words[0]); std::puts(a); }\n")
    subprocess.run(["g++", "-w", "-o", program, source, *flags], check=True)
    return program


def setting(build, name):
    found = re.search(rf"^{name}:\w+=(.*)$", (build / "CMakeCache.txt").read_text(), re.MULTILINE)
    return found.group(1) if found else ""


@unittest.skipUnless(setting(BUILD, "POSTERN_HARDENED") == "ON", "this build is for quick changes, and not hardened")
class TheProgramsTested(unittest.TestCase):
    def test_they_have_what_the_linker_gives(self):
        for program in (programs.POSTERN, programs.POSTERND):
            self.assertEqual(list(missing(program)), [], program)

    def test_the_library_checks_its_bounds(self):
        for program in (programs.POSTERN, programs.POSTERND):
            self.assertIn("glibcxx_assert_fail", said("readelf", "-sW", program), program)

    @unittest.skipUnless(X86, "no such mark on this processor")
    def test_a_jump_lands_where_it_may_only(self):
        for program in (programs.POSTERN, programs.POSTERND):
            self.assertFalse(unmarked(program), program)


class WhatIsInstalled(unittest.TestCase):
    def test_every_source_of_it_is_compiled_with_all_of_them(self):
        with tempfile.TemporaryDirectory() as folder:
            said("cmake", "-S", sources.ROOT, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", "-DBUILD_TESTING=OFF")
            commands = [one["command"].split() for one in json.loads((pathlib.Path(folder) / "compile_commands.json").read_text())]
        self.assertGreater(len(commands), 100)
        for words in commands:
            self.assertEqual([flag for flag in FLAGS if flag not in words], [], words[-1])
            self.assertLess(words.index("-U_FORTIFY_SOURCE"), words.index("-D_FORTIFY_SOURCE=3"), words[-1])


class TheChecks(unittest.TestCase):
    def test_they_see_what_is_not_there(self):
        with tempfile.TemporaryDirectory() as folder:
            bare = compiled(pathlib.Path(folder), "-no-pie", "-fno-stack-protector", "-Wl,-z,norelro,-z,lazy,-z,execstack",
                            *(["-fcf-protection=none"] if X86 else []))
            self.assertEqual(len(list(missing(bare))), 4)
            self.assertTrue(unmarked(bare) or not X86)
            lazy = compiled(pathlib.Path(folder), "-pie", "-fPIE", "-fstack-protector-strong", "-Wl,-z,relro,-z,lazy")
            self.assertEqual(list(missing(lazy)), ["tables of addresses that are read-only from the start"])


if __name__ == "__main__":
    unittest.main()
