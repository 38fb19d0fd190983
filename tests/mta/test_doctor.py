"""`postern doctor` against set-ups that are broken in one thing each: every one is found and named, and the set-up that is
right has none of it. Broken are copies of the configurations: the servers run on as they are."""
import json
import os
import pathlib
import pty
import re
import shutil
import socket
import subprocess
import tempfile
import unittest
from dataclasses import dataclass
from typing import Callable

import sample_rules
from testbed import ports
from testbed.bench import TestBench
from testbed.gateway import CONFIGURATION, programs

SETTINGS = CONFIGURATION.replace("  representations:", "  authserv_ids: [mx.york.gov.uk]\n  representations:")
HEALTHY = """\
non_smtpd_milters = $smtpd_milters
relay_domains = york.gov.uk
message_size_limit = 50000000
smtpd_forbid_bare_newline = yes
header_checks = regexp:{{/^Authentication-Results:/ IGNORE}}
"""
NOBODY = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


class Copy:
    """A copy of both configurations, to break."""

    def __init__(self, bench, folder):
        self.bench = bench
        self.folder = pathlib.Path(folder)
        self.postfix = self.folder / "etc"
        shutil.copytree(bench.mta.configuration, self.postfix)
        self.config = self.folder / "postern.yaml"
        self.config.write_text(bench.gateway.configuration.read_text())
        self.socket = bench.gateway.milter

    def main(self, text):
        """Lines at the end of main.cf: the last one of a name counts."""
        with open(self.postfix / "main.cf", "a") as file:
            file.write(text + "\n")

    def master(self, found, becomes):
        self._change(self.postfix / "master.cf", found, becomes)

    def door(self, options, port=None):
        """A further smtpd, on loopback."""
        with open(self.postfix / "master.cf", "a") as file:
            file.write(f"127.0.0.1:{port or ports.free_port()} inet n - n - - smtpd {options}\n")

    def own(self, found, becomes):
        self._change(self.config, found, becomes)

    def _change(self, path, found, becomes):
        text = path.read_text()
        assert found in text, found
        path.write_text(text.replace(found, becomes))

    def command(self, *words):
        return [programs() / "admin" / "postern", "doctor", "--config", self.config, "--mta", "postfix",
                "--mta-config", self.postfix, *words]

    def doctor(self, *words, wrapper=(), environment=None):
        return subprocess.run([*wrapper, *self.command(*words)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              env={**os.environ, **(environment or {})})

    def findings(self, **more):
        done = self.doctor("--format", "json", **more)
        assert done.returncode in (0, 1), done.stderr
        return json.loads(done.stdout)


@dataclass
class Case:
    name: str
    broken: Callable  # (Copy)
    check: str
    standing: str
    words: str  # a regular expression for what is said


FIRST = "smtpd\npickup"  # the end of the line of the only smtpd in the bench

CASES = [
    Case("wrong path", lambda c: c.main("smtpd_milters = unix:/run/elsewhere/postern.sock"),
         "socket-path", "fault", r"looks for posternd at /run/elsewhere/postern\.sock; its socket is unix:.*milter\.sock"),
    Case("chroot", lambda c: c.master("inet n - n", "inet n - y"),
         "chroot", "fault", r"runs in the chroot .*/queue and looks for .* at .*/queue/.*all mail is put off"),
    Case("no filter at all", lambda c: c.main("smtpd_milters =\nnon_smtpd_milters ="),
         "milter-missing", "fault", r"Postfix does not name posternd .*it names no filter at all"),
    Case("another filter only", lambda c: c.main("smtpd_milters = inet:127.0.0.1:8891"),
         "milter-missing", "fault", r"it names inet:127\.0\.0\.1:8891"),
    Case("filter at the wrong service", lambda c: (c.master(FIRST, "smtpd -o smtpd_milters=\npickup"),
                                                   c.door(f"-o smtpd_milters={c.socket}")),
         "milter-service", "fault", r"passes unchecked: posternd is named at .* only"),
    Case("filters turned off for a service", lambda c: (c.master(FIRST, "smtpd -o receive_override_options=no_milters\npickup"),
                                                        c.door("")),
         "milter-service", "fault", r"passes unchecked"),
    Case("local mail", lambda c: c.main("non_smtpd_milters ="),
         "local-mail", "warning", r"programs of this host"),
    Case("other filters for some clients", lambda c: c.main("smtpd_milter_maps = cidr:/etc/postfix/milters"),
         "milter-maps", "warning", r"cidr:/etc/postfix/milters"),
    Case("filter behind posternd", lambda c: c.main(f"smtpd_milters = {c.socket}, inet:127.0.0.1:8891"),
         "milter-order", "warning", r"8891 comes after posternd"),
    Case("default action", lambda c: c.main("milter_default_action = accept"),
         "default-action", "fault", r"passes unchecked: the default action is accept"),
    Case("default action of one filter", lambda c: c.main(f"smtpd_milters = {{ {c.socket}, default_action=accept }}"),
         "default-action", "fault", r"passes unchecked"),
    Case("default action reject", lambda c: c.main("milter_default_action = reject"),
         "default-action", "warning", r"refused for good"),
    Case("time too brief", lambda c: c.main("milter_content_timeout = 10s"),
         "timeouts", "warning", r"waits 10 s for posternd at the end of a message"),
    Case("time too long", lambda c: c.main("milter_command_timeout = 1h"),
         "timeouts", "warning", r"waits 3600 s .*send again"),
    Case("macro left out", lambda c: c.main("milter_connect_macros = j {daemon_name}"),
         "macros", "fault", r"has no v .*delivered twice"),
    Case("old protocol", lambda c: c.main("milter_protocol = 2"),
         "milter-protocol", "warning", r"milter_protocol is 2"),
    Case("twice through the filter", lambda c: (c.main("content_filter = smtp:[127.0.0.1]:10025"), c.door("-o content_filter=")),
         "passes-twice", "fault", r"mail passes posternd twice"),
    Case("content filter that is a program", lambda c: (c.main("content_filter = scan:dummy"),
                                                        c.master("pickup unix", "scan unix - n n - 10 pipe user=nobody argv=/bin/cat\npickup unix")),
         "passes-twice", "warning", r"the content filter scan is a program"),
    Case("before a proxy filter", lambda c: c.master(FIRST, "smtpd -o smtpd_proxy_filter=127.0.0.1:10025\npickup"),
         "proxy-filter", "fault", r"shows posternd no message there"),
    Case("TCP", lambda c: (c.main("smtpd_milters = inet:127.0.0.1:8899"), c.own(f'"{c.socket}"', '"inet:8899@127.0.0.1"')),
         "tcp", "warning", r"over TCP \(inet:127\.0\.0\.1:8899\)"),
    Case("dead submission port", lambda c: c.own(f"127.0.0.1:{c.bench.mta.port}", "127.0.0.1:9"),
         "submit-port", "fault", r"does not listen where mail\.submit \(127\.0\.0\.1, port 9\)"),
    Case("submission without the filter", lambda c: (c.master(FIRST, "smtpd -o smtpd_milters=\npickup"),
                                                     c.door(f"-o smtpd_milters={c.socket}")),
         "submit-unfiltered", "warning", r"one-time passes"),
    Case("domain that Postfix does not take", lambda c: c.main("relay_domains ="),
         "domains", "warning", r"york\.gov\.uk is in council\.domains, and Postfix does not list it"),
    Case("domain that is not the council's", lambda c: c.main("relay_domains = york.gov.uk, libraries.example"),
         "domains", "warning", r"mail for libraries\.example, which is not in council\.domains"),
    Case("delimiter", lambda c: c.main("recipient_delimiter = -"),
         "delimiter", "warning", r'at "-" \(recipient_delimiter\), postern at "\+"'),
    Case("larger messages", lambda c: c.main("message_size_limit = 104857600"),
         "message-size", "warning", r"up to 100 MiB .*quarantine\.max_message"),
    Case("original recipients forgotten", lambda c: c.main("enable_original_recipient = no\nvirtual_alias_maps = hash:/etc/v"),
         "original-recipient", "fault", r"mail is lost"),
    Case("smuggling", lambda c: c.main("smtpd_forbid_bare_newline = no"),
         "bare-newline", "warning", r"smuggle"),
    Case("only observing", lambda c: c.own("enforcement: enforce", "enforcement: observe"),
         "enforcement", "warning", r"goes by enforcement: enforce, and .* says observe"),
    Case("nobody authenticates", lambda c: c.own("  authserv_ids: [mx.york.gov.uk]\n", ""),
         "authserv-ids", "warning", r"council\.authserv_ids is empty"),
    Case("no quarantine", lambda c: c.own("/quarantine, max", "/nowhere, max"),
         "quarantine-folder", "fault", r"/nowhere is not there"),
    Case("no store", lambda c: c.own("/postern.db", "/other.db"),
         "store-file", "fault", r"/other\.db is not there"),
    Case("posternd asked at the wrong place", lambda c: c.own("/control.sock", "/other.sock"),
         "daemon", "fault", r"posternd does not answer at unix:.*/other\.sock"),
]


def matching(findings, check, standing, words=""):
    return [each for each in findings if each["check"] == check and each["standing"] == standing and re.search(words, each["what"])]


class Doctor(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bench = TestBench(sample_rules.EXAMPLE, extra_main=HEALTHY, configuration=SETTINGS)
        cls.gateway = cls.bench.gateway

    @classmethod
    def tearDownClass(cls):
        cls.bench.close()

    def copy(self):
        folder = tempfile.mkdtemp(prefix="postern-doctor-")
        os.chmod(folder, 0o755)
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        return Copy(self.bench, folder)

    def assert_found(self, findings, check, standing, words):
        found = matching(findings, check, standing, words)
        self.assertTrue(found, json.dumps([each for each in findings if each["standing"] != "fine"], indent=1))
        self.assertTrue(found[0]["mend"])
        return found[0]

    def test_each_broken_set_up_is_found_and_named_and_the_one_that_is_right_has_none_of_it(self):
        right = self.copy().findings()
        for case in CASES:
            with self.subTest(case.name):
                copy = self.copy()
                case.broken(copy)
                self.assert_found(copy.findings(), case.check, case.standing, case.words)
                self.assertEqual(matching(right, case.check, case.standing), [])

    def test_the_set_up_that_is_right_has_no_fault(self):
        done = self.copy().doctor()
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assertNotRegex(done.stdout, r"(?m)^fault")
        self.assertRegex(done.stdout, r"\d+ things are fine \(--all shows them\)\n$")
        findings = self.copy().findings()
        for check in ("socket-access", "milter-handshake", "submission", "bounces-address", "manager-address", "probe", "forged-results"):
            self.assertTrue(matching(findings, check, "fine"), check)
        self.assertIn("socket-access: the user postfix reaches", self.copy().doctor("--all").stdout)

    def test_faults_come_first_with_how_to_mend_them_and_the_exit_says_so(self):
        copy = self.copy()
        copy.main("milter_default_action = accept\nsmtpd_forbid_bare_newline = no")
        done = copy.doctor()
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"^postern: default-action: [^\n]+passes unchecked: the default action is accept\n$")
        lines = done.stdout.splitlines()
        self.assertTrue(lines[0].startswith("fault    default-action: "), lines[0])
        self.assertRegex(lines[1], r"^ +How to mend: postconf -c .* -e 'milter_default_action = tempfail'")
        self.assertTrue(any(line.startswith("warning  bare-newline: ") for line in lines[2:]), lines)

    def test_a_folder_that_postfix_may_not_enter_is_found_and_mended(self):
        copy = self.copy()
        folder = pathlib.Path(self.bench.mta.configuration).parent / "queue" / "postern"
        copy.own(self.gateway.milter, f"unix:{folder}/postern.sock")
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.assert_found(copy.findings(), "socket-folder", "fault", rf"{folder}, is not there")
        copy.doctor("--fix", "--yes")
        self.assertEqual((folder.group(), oct(folder.stat().st_mode & 0o7777)), ("postfix", "0o2750"))
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(folder / "postern.sock"))
            listener.listen()
            os.chmod(folder / "postern.sock", 0o666)
            os.chown(folder, 0, 0)
            self.assert_found(copy.findings(), "socket-access", "fault", rf"the user postfix .* may not enter {folder} \(drwxr-x---")
            copy.doctor("--fix", "--yes")
            self.assertTrue(matching(copy.findings(), "socket-access", "fine"))

    def test_a_folder_that_holds_more_than_the_socket_is_not_opened(self):
        folder = self.gateway.folder
        self.addCleanup(lambda: (os.chown(folder, 0, 0), os.chmod(folder, 0o755)))
        os.chmod(folder, 0o700)
        found = self.assert_found(self.copy().findings(), "socket-access", "fault", rf"the user postfix .* may not enter {folder} \(drwx------")
        self.assertIsNone(found["fix"])
        self.assertRegex(found["mend"], "^move the socket")
        self.copy().doctor("--fix", "--yes")
        self.assertEqual(oct(folder.stat().st_mode & 0o777), "0o700")

    def test_a_socket_that_postfix_may_not_use_is_found(self):
        self.addCleanup(os.chmod, self.gateway.socket, 0o666)
        os.chmod(self.gateway.socket, 0o600)
        found = self.assert_found(self.copy().findings(), "socket-access", "fault", r"the user postfix .* may not connect to .* \(srw-------")
        self.assertIsNone(found["fix"])

    def test_a_quarantine_that_others_may_read_is_found_and_mended(self):
        folder = self.gateway.folder / "quarantine"
        self.addCleanup(os.chmod, folder, 0o700)
        os.chmod(folder, 0o755)
        self.assert_found(self.copy().findings(), "quarantine-folder", "warning", r"drwxr-xr-x")
        self.copy().doctor("--fix", "--yes")
        self.assertEqual(oct(folder.stat().st_mode & 0o777), "0o700")

    def test_all_mail_put_off_since_nobody_listens_is_found(self):
        self.gateway.stop()
        self.addCleanup(self.gateway.start)
        findings = self.copy().findings()
        self.assert_found(findings, "socket-answers", "fault", r"nobody listens at .*: all mail is put off")
        self.assert_found(findings, "daemon", "fault", r"posternd does not answer")
        self.assert_found(findings, "milter-handshake", "fault", "")

    def test_a_full_disk_is_found(self):
        copy = self.copy()
        small = copy.folder / "small"
        small.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k,mode=0700", "postern-test", small], check=True)
        self.addCleanup(subprocess.run, ["umount", "--lazy", small], check=True)
        copy.own(str(self.gateway.folder / "quarantine"), str(small))
        self.assert_found(copy.findings(), "disk", "fault", rf"0 MiB are left for the quarantine \({small}\), less than limits.spool_free")
        self.assertEqual(matching(self.copy().findings(), "disk", "fault"), [])

    def test_a_clock_of_long_ago_is_found(self):
        library = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
        past = {"LD_PRELOAD": str(library), "FAKETIME": "@2019-01-01 00:00:00", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        self.assert_found(self.copy().findings(environment=past), "clock", "fault", r"2019-01-01.*which cannot be")

    def test_what_only_root_can_try_is_unknown_to_others(self):
        copy = self.copy()
        self.assert_found(copy.findings(wrapper=NOBODY), "socket-access", "unknown", r"only root can try it")
        self.assertEqual(matching(copy.findings(wrapper=NOBODY), "socket-access", "fine"), [])
        self.assertTrue(matching(copy.findings(), "socket-access", "fine"))

    def test_a_change_is_shown_and_made_only_when_somebody_agrees(self):
        copy = self.copy()
        copy.main("milter_default_action = accept")
        before = (copy.postfix / "main.cf").read_text()
        refused = copy.doctor("--fix")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("--yes", refused.stderr)
        self.assertRegex(refused.stdout, r"(?m)^fault    default-action: ")
        self.assertIn("Change: postconf -c", refused.stdout)
        self.assertEqual((copy.postfix / "main.cf").read_text(), before)
        made = copy.doctor("--fix", "--yes")
        self.assertEqual(made.returncode, 0, made.stdout + made.stderr)
        self.assertIn("Change: postconf -c", made.stdout)
        self.assertNotRegex(made.stdout, r"(?m)^\w+ +default-action")
        self.assertEqual(matching(copy.findings(), "default-action", "fault"), [])
        self.assertNotIn("Change", copy.doctor("--fix", "--yes").stdout)

    def test_on_a_terminal_each_change_is_asked_about(self):
        copy = self.copy()
        copy.main("milter_default_action = accept")
        for answer, standing in (("n", "fault"), ("", "fault"), ("y", "fine")):
            keyboard, terminal = pty.openpty()
            os.write(keyboard, (answer + "\n").encode())
            try:
                done = subprocess.run(copy.command("--fix"), stdin=terminal, capture_output=True, text=True)
            finally:
                os.close(keyboard)
                os.close(terminal)
            self.assertIn("Make it? [y/N]", done.stderr)
            self.assertTrue(matching(copy.findings(), "default-action", standing), answer)

    def test_with_json_the_changes_are_said_beside_it(self):
        copy = self.copy()
        copy.main("milter_default_action = accept")
        [fix] = [each["fix"] for each in copy.findings() if each["fix"]]
        self.assertRegex(fix, r"^postconf -c .* -e 'milter_default_action=tempfail' \(for every filter of Postfix\)$")
        done = copy.doctor("--fix", "--yes", "--format", "json")
        self.assertIn("postern: Change: " + fix, done.stderr)
        self.assertTrue(matching(json.loads(done.stdout), "default-action", "fine"))

    def test_a_change_that_fails_is_said_and_the_others_are_made(self):
        copy = self.copy()
        quarantine = self.gateway.folder / "quarantine"
        self.addCleanup(os.chmod, quarantine, 0o700)
        os.chmod(quarantine, 0o755)
        copy.main("milter_default_action = accept")
        broken = copy.folder / "bin"
        broken.mkdir()
        (broken / "setpriv").write_text("#!/bin/sh\necho no such luck >&2\nexit 1\n")
        (broken / "setpriv").chmod(0o755)
        done = copy.doctor("--fix", "--yes", "--format", "json", environment={"PATH": f"{broken}:{os.environ['PATH']}"})
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertRegex(done.stderr, r"(?m)^postern: setpriv .*: failed: no such luck$")
        self.assertIn("postfix reload", done.stderr)
        findings = json.loads(done.stdout)
        self.assertTrue(matching(findings, "default-action", "fine"))
        self.assertTrue(matching(findings, "quarantine-folder", "warning"))

    def test_with_json_nobody_to_be_asked_leaves_the_findings_whole(self):
        copy = self.copy()
        copy.main("milter_default_action = accept")
        done = copy.doctor("--fix", "--format", "json")
        self.assertEqual(done.returncode, 1)
        self.assertIn("--yes", done.stderr)
        self.assertTrue(matching(json.loads(done.stdout), "default-action", "fault"))

    def test_the_filter_itself_is_never_added(self):
        copy = self.copy()
        copy.main("smtpd_milters =\nnon_smtpd_milters =")
        before = (copy.postfix / "main.cf").read_text()
        done = copy.doctor("--fix", "--yes")
        self.assertRegex(done.stdout, r"(?m)^unknown  probe: no test message was sent.*\n +How to mend: Mend milter-missing first")
        self.assertIn(f"postconf -c {copy.postfix} -e 'smtpd_milters = {self.gateway.milter}'", done.stdout)
        self.assertEqual((copy.postfix / "main.cf").read_text(), before)

    def test_a_configuration_that_cannot_be_read_is_no_finding_but_a_failure(self):
        copy = self.copy()
        copy.main("smtpd_milters = $non_smtpd_milters")
        done = copy.doctor()
        self.assertEqual(done.returncode, 3)
        self.assertIn("postconf cannot read the configuration in", done.stderr)
        shutil.rmtree(copy.postfix)
        self.assertEqual(copy.doctor().returncode, 3)

    def test_domains_in_a_table_are_asked_for(self):
        copy = self.copy()
        table = copy.folder / "domains"
        table.write_text("york.gov.uk ok\n")
        copy.main(f"relay_domains = texthash:{table}")
        self.assertEqual(matching(copy.findings(), "domains", "warning"), [])
        names = copy.folder / "names"
        names.write_text("# ours\nyork.gov.uk\n")
        copy.main(f"relay_domains = {names}")
        self.assertEqual([each for each in copy.findings() if each["check"] == "domains" and each["standing"] != "fine"], [])
        copy.main(f"relay_domains = texthash:{table}")
        table.write_text("other.example ok\n")
        self.assert_found(copy.findings(), "domains", "warning", r"york\.gov\.uk is in council\.domains")
        copy.main("relay_domains = nonexistent:/x")
        self.assert_found(copy.findings(), "domains", "unknown", r"nonexistent:/x could not be asked")


if __name__ == "__main__":
    unittest.main()
