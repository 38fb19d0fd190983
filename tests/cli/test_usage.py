"""Words, exit statuses, and what is printed when something is wrong."""
import os
import pathlib
import subprocess
import unittest

from workplace import PROGRAM, CliTest, StoreTest

SCHEMA = pathlib.Path(os.environ["POSTERN_SOURCE"]) / "db" / "schema" / "sqlite"
COMMANDS = [
    ["init"], ["check"], ["apply"], ["export"], ["list"], ["show"], ["lift"], ["councillor"], ["councillor", "list"],
    ["councillor", "add"], ["councillor", "remove"], ["councillor", "import"], ["councillor", "choice"], ["protected"],
    ["protected", "list"], ["protected", "add"], ["protected", "remove"], ["explain"], ["events"], ["quarantine"],
    ["quarantine", "list"], ["quarantine", "show"], ["quarantine", "release"], ["quarantine", "delete"], ["outbox"],
    ["outbox", "list"], ["outbox", "retry"], ["audit"], ["audit", "verify"], ["audit", "head"], ["status"], ["reload"],
    ["evidence"], ["purge"], ["backup"], ["restore"], ["customer"], ["customer", "export"], ["customer", "erase"],
]


class Usage(CliTest):
    def test_help_of_every_command_shows_an_example(self):
        for words in COMMANDS:
            with self.subTest(" ".join(words)):
                done = self.done(*words, "--help")
                self.assertIn("Example:\n  postern " + words[0], done.out)
                self.assertEqual(done.err, "")

    def test_version(self):
        self.assertRegex(self.done("--version").out, r"^postern \d+\.\d+\.\d+\n$")

    def test_wrong_usage_is_2(self):
        for words in ([], ["nonsense"], ["list", "--nonsense"], ["list", "--status", "active"], ["show"],
                      ["list", "--format", "xml"], ["explain", "--from", "a@b.test"],
                      ["explain", "--from", "no address", "--to", "a@york.gov.uk"],
                      ["explain", "--from", "a@b.test", "--to", "a@york.gov.uk", "--at", "tomorrow"],
                      ["events", "--since", "yesterday"], ["quarantine", "show", "../../etc/passwd"]):
            with self.subTest(" ".join(words)):
                self.refused(*words, status=2)

    def test_common_options_are_taken_before_and_after_the_command(self):
        self.done("init")
        self.assertEqual(self.done("--format", "json", "list").json, [])
        self.assertEqual(self.done("list", "--format", "json", "--config", self.config, "--as", "somebody").json, [])
        self.assertEqual(self.done("councillor", "list", "--format", "json").json, [])

    def test_the_configuration_of_the_option_wins_over_the_environment(self):
        self.refused("list", "--config", self.folder / "nowhere.yaml")
        self.done("init", "--config", self.config, environment={"POSTERN_CONFIG": "/nowhere.yaml"})


class Configuration(CliTest):
    def test_every_problem_of_a_configuration_comes_in_one_go(self):
        broken = self.write("broken.yaml", "stor: x\ncouncil:\n  domains: york.gov.uk\n  time_zone: Mars/Olympus\n"
                                           "limits: {identities: none}\n")
        for command in (["check"], ["list"], ["init"]):
            done = self.refused(*command, "--config", broken)
            lines = done.err.splitlines()
            self.assertEqual(len(lines), 4, done.err)
            for line in lines:
                self.assertRegex(line, r"^postern: .*broken\.yaml:\d+: \S+: ")
            self.assertIn("broken.yaml:1: stor: is no key; allowed: address_rules", done.err)

    def test_a_billion_laughs_are_refused_in_bounded_memory(self):
        text = "a0: &a0 [x, x]\n" + "".join(
            f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 40))
        bomb = self.write("bomb.yaml", text)

        def limit():
            import resource
            resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))

        sanitized = "-fsanitize" in os.environ.get("CXXFLAGS", "") or "ASAN_OPTIONS" in os.environ
        run = subprocess.run([PROGRAM, "check", "--config", bomb], capture_output=True, timeout=60, env=self.environment,
                             preexec_fn=None if sanitized else limit)
        self.assertEqual(run.returncode, 1)
        self.assertIn(b"anchors are not allowed", run.stderr)

    def test_an_empty_configuration_names_what_it_needs(self):
        done = self.refused("check", "--config", self.write("empty.yaml", ""))
        self.assertIn("council: is needed", done.err)


class Stores(CliTest):
    def test_init_is_harmless_when_repeated(self):
        self.done("init")
        self.done("protected", "add", "foi@york.gov.uk", "--why", "FOI")
        self.assertEqual(self.json("init")["ready"], True)
        self.assertEqual(len(self.json("protected", "list")), 1)

    def test_init_of_what_exists_creates_nothing(self):
        done = self.done("init", "--existing")
        self.assertIn("is not there; nothing was done", done.out)
        self.assertEqual(self.json("init", "--existing")["ready"], False)
        self.assertFalse((self.folder / "postern.db").exists())
        self.done("init")
        self.assertEqual(self.json("init", "--existing")["ready"], True)

    def test_init_of_what_exists_brings_an_older_store_up_to_date(self):
        import sqlite3
        with sqlite3.connect(self.folder / "postern.db") as database:
            database.executescript((SCHEMA / "0001-central-log.sql").read_text())
        self.refused("list", status=3)
        self.done("init", "--existing")
        self.assertEqual(self.json("list"), [])

    def test_init_of_what_exists_refuses_what_is_no_store(self):
        self.write("postern.db", "this is no store")
        self.refused("init", "--existing", status=3)
        self.assertEqual((self.folder / "postern.db").read_text(), "this is no store")

    def test_a_store_that_is_missing_or_none_is_never_an_empty_list(self):
        self.refused("list", status=self.refused_status())
        self.write("postern.db", "this is no store")
        self.refused("list", status=self.refused_status())

    def refused_status(self):
        status = self.postern("list").status
        self.assertIn(status, (1, 3))
        return status

    def test_a_store_of_postgresql_is_refused_with_a_line_that_says_so(self):
        config = self.write("pg.yaml", "store: postgresql://postern@db.test/postern\ncouncil: {domains: [york.gov.uk]}\n")
        done = self.postern("init", "--config", config)
        self.assertIn(done.status, (1, 3))
        self.assertIn("PostgreSQL", done.err)


class Printing(StoreTest):
    def test_a_broken_pipe_is_harmless(self):
        for command in ("list", "export", "list --format json"):
            run = subprocess.run(f"set -o pipefail; {PROGRAM} {command} | head -c 0", shell=True, executable="/bin/bash",
                                 capture_output=True, timeout=60, env=self.environment)
            self.assertEqual((run.returncode, run.stderr), (0, b""))

    def test_a_full_disk_under_the_output_is_3(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full here")
        with open("/dev/full", "wb") as full:
            run = subprocess.run([PROGRAM, "list"], stdout=full, stderr=subprocess.PIPE, timeout=60, env=self.environment)
        self.assertEqual(run.returncode, 3)
        self.assertTrue(run.stderr.startswith(b"postern: standard output: "))

    def test_no_colour_but_on_a_terminal(self):
        self.assertNotIn("\x1b", self.done("list", environment={"TERM": "xterm"}).out)

    def test_hostile_text_cannot_drive_a_terminal(self):
        self.done("protected", "add", "dpo@york.gov.uk", "--why", "\x1b]0;owned\x07 \u009b31m \u202e")
        shown = self.done("protected", "list").out
        self.assertIn("\\x1b]0;owned\\x07", shown)
        for harmful in ("\x1b", "\x07", "\u009b", "\u202e"):
            self.assertNotIn(harmful, shown)
        self.assertEqual(self.json("protected", "list")[0]["why"], "\x1b]0;owned\x07 \u009b31m \u202e")
        self.assertNotIn("\x1b", self.refused("show", "\x1b[31mred").err)

    def test_bytes_that_are_no_utf8_never_break_the_json(self):
        done = self.postern("show", b"\xff\xfe".decode("utf-8", "surrogateescape"), "--format", "json")
        self.assertEqual(done.status, 1)
        self.done("protected", "add", "dpo@york.gov.uk", "--why", b"caf\xe9".decode("utf-8", "surrogateescape"))
        self.assertIn("caf\ufffd", self.json("protected", "list")[0]["why"])


class Actors(StoreTest):
    def audit(self):
        import sqlite3
        with sqlite3.connect(self.folder / "postern.db") as database:
            return database.execute("SELECT actor, login FROM audit ORDER BY sequence DESC LIMIT 1").fetchone()

    def logged_in(self):
        """As the kernel has it; None in a container, or where no login set it."""
        import pathlib
        import pwd
        uid = int(pathlib.Path("/proc/self/loginuid").read_text())
        return None if uid == 2**32 - 1 else pwd.getpwuid(uid).pw_name

    def test_the_login_is_recorded_beside_a_name_given_with_as(self):
        self.done("protected", "add", "dpo@york.gov.uk", "--as", "m.manager")
        actor, login = self.audit()
        self.assertEqual(actor, "m.manager")
        self.assertRegex(login, r".* \(no login\)$") if self.logged_in() is None else self.assertEqual(login, self.logged_in())

    def test_a_variable_of_the_environment_makes_nobody_somebody_else(self):
        import os
        self.done("protected", "add", "dpo@york.gov.uk", environment={"SUDO_USER": "director"})
        actor, login = self.audit()
        self.assertEqual(actor, login)
        self.assertNotEqual(login, "director")
        if self.logged_in() is None and os.geteuid() == 0:
            self.assertEqual(login, "root (no login; SUDO_USER says director)")

    def test_without_as_the_login_acts(self):
        self.done("protected", "add", "dpo@york.gov.uk")
        actor, login = self.audit()
        self.assertEqual(actor, login)
        self.assertNotEqual(actor, "")


if __name__ == "__main__":
    unittest.main()
