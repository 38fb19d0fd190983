"""What is in the package, and what Debian's and systemd's own checks say of it."""
import pathlib
import re
import subprocess
import tempfile
import unittest

import built_package

EXPOSURE = 2.0  # the most that `systemd-analyze security` may find; 0 to 10, OK below 4
CONFFILES = {"/etc/apparmor.d/usr.sbin.posternd", "/etc/logrotate.d/postern"}


def setUpModule():
    global folder, package, tree, control
    temporary = tempfile.TemporaryDirectory(prefix="postern-package-")
    unittest.addModuleCleanup(temporary.cleanup)
    folder = pathlib.Path(temporary.name)
    package = built_package.build(folder)
    tree, control = folder / "tree", folder / "control"
    subprocess.run(["dpkg-deb", "-x", package, tree], check=True)
    subprocess.run(["dpkg-deb", "-e", package, control], check=True)


def run(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, text=True)


class Contents(unittest.TestCase):
    def test_lintian_finds_no_error(self):
        [changes] = folder.glob("*.changes")
        done = run("lintian", "--allow-root", "--fail-on", "error", "--tag-display-limit", "0", changes)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        # That it looked at all:
        spoilt = folder / "spoilt"
        run("dpkg-deb", "-R", package, spoilt)
        (spoilt / "usr/share/doc/postern/copyright").unlink()
        run("dpkg-deb", "-b", spoilt, folder / "spoilt.deb")
        done = run("lintian", "--allow-root", "--fail-on", "error", folder / "spoilt.deb")
        self.assertIn("E: postern: no-copyright-file", done.stdout)
        self.assertNotEqual(done.returncode, 0)

    def test_only_what_people_may_change_is_a_conffile(self):
        self.assertEqual(set((control / "conffiles").read_text().split()), CONFFILES)
        self.assertFalse((tree / "etc/postern").exists())

    def test_everything_belongs_to_root_and_nothing_runs_as_another_user(self):
        for line in run("dpkg-deb", "-c", package).stdout.splitlines():
            mode, owner, *_ = line.split()
            self.assertEqual(owner, "root/root", line)
            self.assertNotRegex(mode, r"[sStT]|^-.......w|^d.......w", line)

    def test_what_the_documents_point_to_is_there(self):
        pages = [page.read_text() for page in (built_package.SOURCE / "packaging/man").glob("*")]
        text = "\n".join([*built_package.DOCUMENTS, *pages])
        paths = set(re.findall(r"(?:/usr/share/doc|/etc/apparmor\.d|/etc/logrotate\.d)/[\w./-]*\w", text))
        self.assertIn("/usr/share/doc/postern/postern.yaml", paths)
        self.assertEqual([path for path in sorted(paths) if not (tree / path[1:]).exists()], [])
        self.assertEqual([page[:200] for page in pages if "/usr/local" in page], [])
        for path in sorted((built_package.SOURCE / "docs").glob("*.md")):
            self.assertTrue((tree / "usr/share/doc/postern/docs" / path.name).exists(), path.name)

    def test_the_manual_pages_and_the_completion_are_there(self):
        for page in (built_package.SOURCE / "packaging/man").iterdir():
            self.assertTrue((tree / f"usr/share/man/man{page.suffix[1:]}/{page.name}.gz").exists(), page)
        for program in ("postern", "posternd"):
            self.assertIn("quarantine", (tree / "usr/share/bash-completion/completions" / program).read_text())

    def test_it_depends_on_the_libraries_that_the_programs_load(self):
        depends = re.search(r"^Depends: (.*)$", (control / "control").read_text(), re.MULTILINE).group(1)
        for library in ("libmilter1", "libsystemd0", "libsqlite3-0", "libgmime-3.0-0"):
            self.assertIn(library, depends)

    def test_what_is_needed_to_build_it_is_what_install_dependencies_installs(self):
        text = (built_package.SOURCE / "packaging/install_dependencies").read_text()
        lists = {name: set(words.split()) for name, words in re.findall(r"^(build|packing)='([^']*)'", text, re.MULTILINE)}
        source = (built_package.SOURCE / "packaging/debian/control").read_text()
        needed = re.search(r"^Build-Depends:\n((?: .*\n)+)", source, re.MULTILINE).group(1)
        needed = {re.sub(r" debhelper-compat \(.*", " debhelper", line).strip(" ,").replace(" | ", "|") for line in needed.splitlines()}
        # The compiler is there wherever packages are built.
        self.assertEqual(needed - {"debhelper", "dh-apparmor"}, lists["build"] - {"g++"})
        self.assertLessEqual(needed, lists["build"] | lists["packing"])


class Unit(unittest.TestCase):
    def setUp(self):
        self.path = tree / "lib/systemd/system/posternd.service"
        self.text = self.path.read_text()

    def test_it_names_the_program_that_is_installed(self):
        programs = set(re.findall(r"^Exec(?:Start|StartPre)=(\S+)", self.text, re.MULTILINE))
        self.assertEqual(programs, {"/usr/sbin/posternd"})
        self.assertTrue((tree / "usr/sbin/posternd").exists())

    def test_it_is_checked_watched_limited_and_started_again(self):
        for line in ("Type=notify", "ExecStartPre=/usr/sbin/posternd --check", "Restart=always", "User=postern", "LimitCORE=0",
                     "StartLimitIntervalSec=0"):
            self.assertIn(f"\n{line}\n", self.text)
        for key in ("WatchdogSec", "LimitNOFILE", "TasksMax", "MemoryMax"):
            self.assertRegex(self.text, rf"\n{key}=[1-9]")

    def test_its_sandbox_leaves_little_open(self):
        def exposed(most, path):
            return run("systemd-analyze", "security", "--offline=true", f"--threshold={round(10 * most)}", path)
        done = exposed(EXPOSURE, self.path)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        opened = folder / "opened.service"
        opened.write_text(re.sub(r"^(SystemCallFilter|RestrictNamespaces|CapabilityBoundingSet)=.*\n", "", self.text,
                                 flags=re.MULTILINE))
        self.assertNotEqual(exposed(EXPOSURE, opened).returncode, 0)


class OtherPrograms(unittest.TestCase):
    def test_apparmor_reads_the_profile_which_only_complains(self):
        profile = tree / "etc/apparmor.d/usr.sbin.posternd"
        self.assertRegex(profile.read_text(), r"profile posternd /usr/sbin/posternd flags=\(.*\bcomplain\b.*\) \{")
        done = run("apparmor_parser", "--skip-kernel-load", "--skip-cache", profile)
        self.assertEqual(done.returncode, 0, done.stderr)
        broken = folder / "broken-profile"
        broken.write_text(profile.read_text().replace("network inet stream,", "network inet stream"))
        self.assertNotEqual(run("apparmor_parser", "--skip-kernel-load", "--skip-cache", broken).returncode, 0)

    def test_logrotate_reads_its_file(self):
        own = folder / "logrotate.conf"
        text = (tree / "etc/logrotate.d/postern").read_text()
        for spoil, status in (("", 0), ("no_such_word\n", 1)):
            own.write_text(spoil + text)
            done = run("logrotate", "--debug", "--state", folder / "state", own)
            self.assertEqual((done.returncode, "error:" in done.stderr), (status, bool(status)), done.stderr)

    def test_the_file_that_is_rotated_is_the_one_that_rsyslog_is_told_to_write(self):
        written = re.search(r" (/var/log/\S+)$", (tree / "usr/share/doc/postern/rsyslog/postern.conf").read_text(), re.MULTILINE)
        self.assertIn(f"\n{written.group(1)} {{\n", (tree / "etc/logrotate.d/postern").read_text())


if __name__ == "__main__":
    unittest.main()
