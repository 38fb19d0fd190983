"""The probe of `postern doctor` through real MTAs: what the daemon tells of it is what the MTA does, and nobody gets it."""
import json
import pathlib
import shutil
import socket
import tempfile
import unittest

from testbed import ports
from testbed.bench import TestBench
from testbed.gateway import CONFIGURATION
from testbed.postfix import Postfix
from testbed.sendmail import Sendmail

BOUNCES = "restricted-contact@york.gov.uk"
SERVER = "mx.york.gov.uk"
# As admin/service/doctor/probe.cpp spells them.
SPELLINGS = {"plain": SERVER, "folded": "\n " + SERVER, "comment": "(probe) " + SERVER, "quoted": f'"{SERVER}"'}


class ProbeCase(unittest.TestCase):
    def bench(self, **words):
        configuration = CONFIGURATION.replace("council:\n", f"council:\n  authserv_ids: [{SERVER}]\n")
        bench = TestBench(configuration=configuration, **words)
        self.addCleanup(bench.close)
        return bench

    def folder(self):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="postern-test-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        return folder

    def ask(self, bench, request):
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(60)
            control.connect(str(bench.gateway.folder / "control.sock"))
            control.sendall(request.encode() + b"\n")
            return json.loads(b"".join(iter(lambda: control.recv(65536), b"")))

    def message(self, token):
        forged = "".join(f"Authentication-Results: {written}; spf=pass smtp.mailfrom=x@{name}.invalid\n"
                         for name, written in SPELLINGS.items())
        return (f"X-Postern-Probe: {token}\n{forged}From: {BOUNCES}\nTo: {BOUNCES}\nSubject: probe\n"
                f"Message-ID: <{token}@york.gov.uk>\n\nHello\n")

    def probed(self, bench):
        """The reply to the message, and what the daemon tells of it."""
        token = self.ask(bench, "probe")["token"]
        replies = bench.send("<>", [f"<{BOUNCES}>"], self.message(token))
        return replies["data"], lambda: self.ask(bench, "probe " + token)

    def assert_nobody_got_anything(self, bench):
        bench.settled()
        self.assertEqual(bench.sink.received(), [])
        self.assertEqual(bench.gateway.json("events"), [])
        self.assertEqual(bench.gateway.json("quarantine", "list"), [])

    def assert_seen(self, bench, believed):
        (code, text), told = self.probed(bench)
        self.assertEqual((code, text), (550, "5.7.0 This is postern's own probe; nothing was delivered"))
        self.assertEqual(told()["times"], 1)
        [seen] = told()["seen"]
        self.assertEqual((seen["client"], seen["by_smtp"], seen["refused"]), ("127.0.0.1", True, True))
        self.assertEqual(sorted(seen["believed"]), sorted(f"{name}.invalid" for name in believed))
        self.assert_nobody_got_anything(bench)


class ThroughPostfix(ProbeCase):
    def header_checks(self, line):
        table = self.folder() / "header_checks"
        table.write_text(line + "\n")
        table.parent.chmod(0o755)
        return f"header_checks = regexp:{table}"

    def test_every_forged_field_comes_through_an_mta_that_removes_none(self):
        self.assert_seen(self.bench(), SPELLINGS)

    def test_what_the_doctor_tells_to_put_into_header_checks_removes_every_one(self):
        line = r"/^Authentication-Results:.*mx\.york\.gov\.uk/ IGNORE"
        self.assert_seen(self.bench(extra_main=self.header_checks(line)), [])

    def test_a_rule_that_knows_one_spelling_only_is_found_out(self):
        line = r"/^Authentication-Results: mx\.york\.gov\.uk/ IGNORE"
        self.assert_seen(self.bench(extra_main=self.header_checks(line)), set(SPELLINGS) - {"plain"})

    def test_an_mta_that_knows_no_filter_delivers_it_and_the_daemon_has_seen_nothing(self):
        bench = self.bench(extra_main="smtpd_milters =")
        (code, _), told = self.probed(bench)
        bench.settled()
        self.assertEqual((code, told()), (250, {"ok": True, "times": 0, "seen": []}))
        self.assertEqual([one.recipients for one in bench.sink.received()], [[BOUNCES]])

    def test_behind_a_content_filter_it_is_refused_after_it_was_accepted_and_nobody_is_told(self):
        inner = ports.free_port()
        bench = self.bench(
            extra_main=f"smtpd_milters =\ncontent_filter = smtp:[127.0.0.1]:{inner}\n",
            extra_master=f"127.0.0.1:{inner} inet n - n - - smtpd -o content_filter= -o "
                         "smtpd_milters=unix:$queue_directory/../../postern/milter.sock\n")
        (code, _), told = self.probed(bench)
        self.assertEqual(code, 250)
        ports.wait_for(lambda: told()["times"], "the probe behind the content filter")
        self.assertEqual(told()["seen"][0]["refused"], True)
        self.assert_nobody_got_anything(bench)

    def test_from_a_program_of_the_host_it_is_discarded(self):
        bench = self.bench(extra_main="non_smtpd_milters = $smtpd_milters")
        token = self.ask(bench, "probe")["token"]
        done = bench.mta.submit("<>", [BOUNCES], self.message(token))
        self.assertEqual(done.returncode, 0, done.stderr)
        told = ports.wait_for(lambda: self.ask(bench, "probe " + token)["seen"], "the probe")
        self.assertEqual([(one["by_smtp"], one["refused"]) for one in told], [(False, False)])
        self.assert_nobody_got_anything(bench)

    def test_a_token_that_the_daemon_did_not_give_is_a_forged_field(self):
        bench = self.bench()
        self.assertEqual(bench.send("<>", [f"<{BOUNCES}>"], self.message("0" * 32))["data"][0], 250)
        bench.settled()
        [received] = bench.sink.received()
        self.assertEqual(received.fields("X-Postern-Probe"), [])


class ThroughSendmail(ProbeCase):
    def test_every_forged_field_comes_through_an_mta_that_removes_none(self):
        self.assert_seen(self.bench(mta=Sendmail), SPELLINGS)

    def test_by_the_door_of_the_host_it_is_discarded(self):
        bench = self.bench(mta=Sendmail)
        token = self.ask(bench, "probe")["token"]
        bench.mta.submit("<>", [BOUNCES], self.message(token))
        told = ports.wait_for(lambda: self.ask(bench, "probe " + token)["seen"], "the probe")
        self.assertEqual([one["refused"] for one in told], [False])
        self.assert_nobody_got_anything(bench)


if __name__ == "__main__":
    unittest.main()
