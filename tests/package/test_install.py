"""packaging/install and packaging/install_dependencies on machines that are not this one: both releases of Debian, not root,
a build that fails. Nothing is installed: what they call is a stand-in."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

PACKAGING = pathlib.Path(os.environ["POSTERN_SOURCE"]) / "packaging"
DEBIAN_12 = "libboost1.81-dev libboost-dev libldap-2.5-0 libdb5.3"
DEBIAN_13 = "libboost1.83-dev libboost-dev libldap2 libdb5.3t64"


class Machine(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="postern-install-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.programs = self.folder / "bin"
        self.programs.mkdir()
        self.stand_in("bin/id", "echo 0")

    def stand_in(self, path, script):
        path = self.folder / path
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def run_script(self, script, *words):
        return subprocess.run([script, *words], capture_output=True, text=True,
                              env={**os.environ, "PATH": f"{self.programs}:{os.environ['PATH']}"})


class Dependencies(Machine):
    def missing(self, part, offered, installed=""):
        self.stand_in("bin/dpkg-query", f'case " {installed} " in *" $4 "*) echo installed ;; *) exit 1 ;; esac')
        self.stand_in("bin/apt-cache", f'case " {offered} " in *" $2 "*) echo "  Candidate: 1" ;; *) echo "  Candidate: (none)" ;; esac')
        done = self.run_script(PACKAGING / "install_dependencies", "--list", part)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout.split()

    def test_each_release_of_debian_gets_its_own_names(self):
        on_12, on_13 = self.missing("test", DEBIAN_12), self.missing("test", DEBIAN_13)
        self.assertEqual(set(on_12) - set(on_13), {"libboost1.81-dev", "libldap-2.5-0", "libdb5.3"})
        self.assertEqual(set(on_13) - set(on_12), {"libboost-dev", "libldap2", "libdb5.3t64"})

    def test_either_name_that_is_installed_is_enough(self):
        self.assertIn("libboost1.81-dev", self.missing("build", DEBIAN_12))
        self.assertNotIn("libboost1.81-dev", self.missing("build", DEBIAN_12, "libboost-dev"))

    def test_nothing_is_installed_that_is_not_needed(self):
        self.assertEqual({"catch2", "ccache", "postfix"} & set(self.missing("package", DEBIAN_12)), set())
        self.assertEqual(set(self.missing("demo", DEBIAN_12)), {"python3", "tzdata", "postfix", "swaks"})
        self.assertTrue({"catch2", "ccache", "postfix"} < set(self.missing("test", DEBIAN_12)))


class Build(Machine):
    def build(self, then):
        self.stand_in("packaging/install_dependencies", "")
        shutil.copy(PACKAGING / "build_release", self.folder / "packaging")
        (self.folder / "build/release").mkdir(parents=True, exist_ok=True)
        self.stand_in("bin/cmake", f'case "$*" in *--build*) for n in 1 2 3 4; do echo "[$n/4] Building x"; done; {then} ;; esac')
        return self.run_script(self.folder / "packaging/build_release")

    def test_it_counts_what_is_built(self):
        done = self.build("true")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout.splitlines()[1:], [f"Building postern: {n} of 4" for n in (1, 2, 3, 4)])

    def test_what_does_not_compile_is_shown(self):
        done = self.build("echo 'x.cpp: error'; exit 1")
        self.assertEqual(done.returncode, 1)
        self.assertIn("x.cpp: error", done.stderr)
        self.assertEqual(self.build("true").returncode, 0)


class Install(Machine):
    def setUp(self):
        super().setUp()
        self.package = self.folder / "postern.deb"
        self.package.write_text("")
        self.stand_in("bin/apt-get", f'echo "$@" >> {self.folder}/asked')
        for name, script in (("install_dependencies", ""), ("build_release", ""), ("build_package", f"echo {self.package}")):
            self.stand_in("packaging/" + name, script)
        shutil.copy(PACKAGING / "install", self.folder / "packaging")

    def install(self):
        done = self.run_script(self.folder / "packaging/install")
        asked = self.folder / "asked"
        return done, asked.read_text() if asked.exists() else ""

    def test_it_installs_the_package_that_was_packed_and_says_what_is_next(self):
        done, asked = self.install()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(asked, f"-y install --no-install-recommends {self.package}\n")
        self.assertIn("Next: ", done.stdout.splitlines()[-1])

    def test_a_build_that_fails_installs_nothing(self):
        for name, script in (("build_package", "exit 1"), ("build_package", ""), ("build_package", "echo /no/such.deb"),
                             ("build_release", "exit 1"), ("install_dependencies", "exit 1")):
            self.stand_in("packaging/" + name, script)
            done, asked = self.install()
            self.assertEqual((done.returncode, asked), (1, ""), name)

    def test_without_root_it_says_sudo_and_does_nothing(self):
        self.stand_in("bin/id", "echo 1000")
        done, asked = self.install()
        self.assertEqual((done.returncode, asked), (1, ""))
        self.assertIn("sudo packaging/install", done.stderr)
        demo = self.run_script(PACKAGING / "demo", "--once")
        self.assertEqual(demo.returncode, 1)
        self.assertEqual(demo.stderr, "demo: a Postfix of its own needs root; run: sudo packaging/demo\n")


if __name__ == "__main__":
    unittest.main()
