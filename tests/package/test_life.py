"""The life of the package on a machine: installed, configured, at work, upgraded, removed, purged."""
import pathlib
import tempfile
import unittest

import private_root

if __name__ == "__main__":
    private_root.enter_namespaces()

import built_package
import sample_rules
from private_mta import PrivateMta
from private_root import PrivateRoot
from unit import UNIT, Unit

CONFIGURATION = "/etc/postern/postern.yaml"
SOCKETS = "/var/spool/postfix/postern"
STORE = "/var/lib/postern/postern.db"
NEXT = built_package.VERSION + "+next"


def setUpModule():
    global package, next_package
    folder = tempfile.TemporaryDirectory(prefix="postern-package-")
    unittest.addModuleCleanup(folder.cleanup)
    package = built_package.build(pathlib.Path(folder.name))
    next_package = built_package.build(pathlib.Path(folder.name), NEXT)


class PackageCase(unittest.TestCase):
    def setUp(self):
        self.root = PrivateRoot(self.id().rpartition(".")[2])
        self.addCleanup(self.root.close)

    def configure(self):
        """As the README says it; then with the officer of the sample rules, and in earnest."""
        self.root.run("sh", "-e", text=built_package.readme_block("cat > /etc/postern/postern.yaml"))
        path = self.root.path / CONFIGURATION[1:]
        text = path.read_text()
        self.assertIn("enforcement: observe", text)
        path.write_text(text.replace("observe", "enforce").replace("{id: director,", "{id: director-cbss,"))
        self.root.run("postern", "apply", "-", text=sample_rules.EXAMPLE)

    def version(self):
        return self.root.run("dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}", "postern", check=False).stdout

    def schema(self):
        return self.root.run("sqlite3", STORE, "PRAGMA user_version").stdout.strip()


class Life(PackageCase):
    def test_from_the_first_installation_to_the_purge(self):
        self.install()
        self.configure()
        self.unit = Unit(self.root)
        self.addCleanup(self.unit.stop)
        checked = self.unit.check()
        self.assertEqual((checked.returncode, checked.stderr), (0, ""))
        self.unit.start()
        self.assertEqual(self.root.look(f"{SOCKETS}/postern.sock"), "660 postern:postfix")
        self.mta = PrivateMta(self.root)
        self.addCleanup(self.mta.stop)
        self.mta.attach()
        self.deliver("one")
        self.upgrade()
        self.deliver("two")
        self.remove()
        self.install_again()
        self.deliver("three")
        self.purge()

    def install(self):
        done = self.root.install(package)
        self.assertIn("README.md, step 2; nothing runs until then", done.stdout)
        self.assertEqual(self.version(), f"installed {built_package.VERSION}")
        self.assertRegex(self.root.run("getent", "passwd", "postern").stdout, r":/var/lib/postern:/usr/sbin/nologin\n$")
        for path, wanted in (("/etc/postern", "750 root:postern"), ("/var/lib/postern", "750 postern:postern"),
                             ("/var/lib/postern/quarantine", "700 postern:postern"), (SOCKETS, "2750 postern:postfix"),
                             ("/usr/sbin/posternd", "755 root:root"), (CONFIGURATION, None), (STORE, None),
                             ("/etc/systemd/system/multi-user.target.wants/posternd.service", "777 root:root")):
            self.assertEqual(self.root.look(path), wanted, path)
        # A start, at boot or by hand, asks this first.
        self.assertIn(f"\nConditionPathExists={CONFIGURATION}\n", (self.root.path / UNIT[1:]).read_text())
        verified = self.root.run("systemd-analyze", "verify", "--man=no", UNIT, check=False)
        self.assertEqual((verified.returncode, verified.stderr), (0, ""))

    def deliver(self, subject):
        """Through Postfix: a stranger, one who is forwarded, one who is refused, one who is kept."""
        send = self.mta.send
        self.assertEqual(send("other@example.com", "tax@york.gov.uk", f"stranger {subject}")[0], 250)
        self.assertEqual(self.mta.recipients_of(f"stranger {subject}"), ["tax@york.gov.uk"])
        self.assertEqual(send("alex@example.org", "tax@york.gov.uk", f"forwarded {subject}")[0], 250)
        self.assertEqual(self.mta.recipients_of(f"forwarded {subject}"), ["m.manager@york.gov.uk"])
        code, text = send("rejected@example.net", "tax@york.gov.uk", f"refused {subject}")
        self.assertEqual((code, text), (550, "5.7.1 Please write to m.manager@york.gov.uk only."))
        before = self.kept()
        self.assertEqual(send("quarantined@example.net", "tax@york.gov.uk", f"kept {subject}")[0], 250)
        self.assertEqual(len(self.kept()), len(before) + 1)

    def kept(self):
        return self.root.run("postern", "quarantine", "list").stdout.splitlines()

    def upgrade(self):
        exported = self.root.run("postern", "export").stdout
        self.root.install(next_package)
        self.assertEqual(self.version(), f"installed {NEXT}")
        # systemd restarts it; here, the test does.
        self.assertEqual(self.unit.stop(), 0)
        self.unit.start()
        self.assertEqual(self.root.run("postern", "export").stdout, exported)

    def remove(self):
        self.assertEqual(self.unit.stop(), 0)
        told = self.root.run("dpkg", "--remove", "postern").stdout
        self.assertIn("postern: Postfix still asks postern, and puts ALL MAIL OFF", told)
        self.assertNotIn("Sendmail", told)
        self.assertEqual(self.version(), f"config-files {NEXT}")
        for path in ("/usr/sbin/posternd", "/usr/bin/postern", UNIT, f"{SOCKETS}/postern.sock"):
            self.assertIsNone(self.root.look(path), path)
        self.assertEqual(self.root.look(STORE), "600 postern:postern")
        # While it is away, nothing passes unlooked at.
        self.assertEqual(self.mta.send("other@example.com", "tax@york.gov.uk", "meanwhile")[0], 451)

    def install_again(self):
        done = self.root.install(next_package)
        self.assertNotIn("step 2", done.stdout)
        self.unit.start()

    def purge(self):
        self.assertEqual(self.unit.stop(), 0)
        files = self.root.changed("var/lib/postern")
        done = self.root.run("dpkg", "--purge", "postern")
        [line] = [line for line in done.stdout.splitlines() if line.startswith("postern: kept")]
        self.assertRegex(line, r"kept, .*: /var/lib/postern /etc/postern$")
        self.assertEqual(self.version(), "")
        self.assertIn(STORE, files)
        self.assertTrue(any(path.endswith(".eml") for path in files), files)
        self.assertEqual(self.root.changed("var/lib/postern"), files)
        left = [path for path in self.root.changed("postern") if not path.startswith(("/var/lib/postern", "/etc/postern"))]
        self.assertEqual(left, [])
        self.assertEqual(self.root.look(STORE), "600 postern:postern")


class Upgrade(PackageCase):
    def test_an_older_store_is_brought_up_to_date_and_a_missing_one_is_not_made(self):
        self.root.install(package)
        self.root.run("sh", "-e", text=built_package.readme_block("cat > /etc/postern/postern.yaml"))
        current = self.schema()
        (self.root.path / STORE[1:]).unlink()
        self.root.install(next_package)
        self.assertIsNone(self.root.look(STORE))
        schema = sorted((built_package.SOURCE / "db/schema/sqlite").glob("*.sql"))
        self.root.run("sqlite3", STORE, text="".join(path.read_text() for path in schema[:-1]), user="postern")
        self.assertEqual(self.schema(), str(int(current) - 1))
        self.assertEqual(self.root.run("postern", "list", check=False).returncode, 3)
        self.root.install(next_package)
        self.assertEqual(self.schema(), current)
        self.assertEqual(self.root.run("postern", "list").returncode, 0)

    def test_a_configuration_that_the_new_version_refuses_is_said_and_can_be_put_right(self):
        self.root.install(package)
        self.configure()
        path = self.root.path / CONFIGURATION[1:]
        good = path.read_text()
        path.write_text(good + "no_such_key: 1\n")
        done = self.root.install(next_package, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("no_such_key: is no key", done.stderr)
        self.assertIn("dpkg --configure postern", done.stderr)
        path.write_text(good)
        self.root.run("dpkg", "--configure", "postern")
        self.assertEqual(self.version(), f"installed {NEXT}")


class Elsewhere(PackageCase):
    def test_what_was_never_used_is_purged_without_a_trace(self):
        self.root.install(package)
        self.assertNotEqual(self.root.changed("postern"), [])
        done = self.root.run("dpkg", "--purge", "postern")
        self.assertNotIn("kept", done.stdout)
        self.assertNotIn("still asks", done.stdout)
        self.assertEqual(self.root.changed("postern"), [])
        # The user stays: what is left elsewhere, such as a backup, would belong to whoever gets its number.
        self.assertEqual(self.root.run("getent", "passwd", "postern").returncode, 0)

    def test_without_postfix_its_folder_is_made_when_it_comes(self):
        self.root.run("mv", "/var/spool/postfix", "/var/spool/elsewhere")
        self.root.run("groupmod", "--new-name", "nobodys", "postfix")
        self.root.install(package)
        self.assertIsNone(self.root.look("/var/spool/postfix"))
        self.root.run("mv", "/var/spool/elsewhere", "/var/spool/postfix")
        self.root.run("groupmod", "--new-name", "postfix", "nobodys")
        self.root.run("dpkg-trigger", "--by-package=postfix", "/usr/lib/postfix/sbin")
        self.root.run("dpkg", "--triggers-only", "--pending")
        self.assertEqual(self.root.look(SOCKETS), "2750 postern:postfix")
        self.assertEqual(self.version(), f"installed {built_package.VERSION}")

    def test_beside_sendmail_the_socket_lies_elsewhere_and_needs_no_group(self):
        self.root.run("mv", "/var/spool/postfix", "/var/spool/elsewhere")
        self.root.run("groupmod", "--new-name", "nobodys", "postfix")
        self.root.install(package)
        (self.root.path / CONFIGURATION[1:]).write_text(
            "milter: {socket: unix:/run/postern/postern.sock}\ncouncil: {domains: [york.gov.uk]}\n")
        self.root.run("postern", "init", user="postern")
        unit = Unit(self.root)
        self.addCleanup(unit.stop)
        self.assertEqual(unit.check().returncode, 0)
        unit.start()
        self.assertEqual(self.root.look("/run/postern/postern.sock"), "660 postern:postern")


if __name__ == "__main__":
    unittest.main()
