"""`postern doctor` and Sendmail's configuration: what is broken in it is found and named. Only posternd runs."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import sample_rules
from testbed.gateway import CONFIGURATION, Gateway, programs
from testbed.sendmail import Sendmail

# Sendmail takes only sockets below folders that nobody else can write to, which /tmp is not.
SAFE = "/run"
LOCAL = "define(`POSTERN_SOCKET', `{socket}')dnl\nLOCAL_DOMAIN(`york.gov.uk')dnl\ndefine(`confMAX_MESSAGE_SIZE', `50000000')dnl\n"

# Name, what is found in sendmail.cf, what it becomes, check, standing, words.
CASES = [
    ("no F=T", ", F=T, T=C", ", T=C", "default-action", "fault", r"passes unchecked: the default action is accept"),
    ("F=R", ", F=T, T=C", ", F=R, T=C", "default-action", "warning", r"refused for good"),
    ("wrong path", "/postern/milter.sock, F=T", "/elsewhere/milter.sock, F=T", "socket-path", "fault", r"/elsewhere/milter\.sock; its socket is"),
    ("no filter", "O InputMailFilters=postern", "O InputMailFilters=", "milter-missing", "fault", r"Sendmail does not name posternd"),
    ("filter at the wrong door", "Name=MTA, Family=inet", "Name=MTA, InputMailFilters=, Family=inet", "milter-service", "fault", r"comes in by MTA"),
    ("time too brief", "R:30s;E:5m", "R:30s;E:5s", "timeouts", "warning", r"waits 5 s for posternd at the end of a message"),
    ("times left out", "T=C:30s;S:30s;R:30s;E:5m", "T=C:30s;R:2s", "timeouts", "warning", r"waits 2 s for posternd for an answer"),
    ("macro left out", ", {mail_mailer}", "", "macros", "fault", r"has no mail_mailer .*refuses nothing"),
    ("TCP where posternd has a Unix socket", "S=unix:", "S=inet:8899@127.0.0.1, X=", "socket-path", "fault",
     r"looks for posternd at inet:8899@127\.0\.0\.1; its socket is unix:"),
    ("another user", "V10/Berkeley", "V10/Berkeley\nO RunAsUser=mail", "socket-access", "fault", r"the user mail \(Sendmail\) may not connect"),
    ("local mail without a door of its own", "Name=MSP-v4", "Name=Second", "local-mail", "warning", r"none whose name begins with MSP"),
    ("larger messages", "O MaxMessageSize=50000000", "O MaxMessageSize=104857600", "message-size", "warning", r"Sendmail takes messages of up to 100 MiB"),
    ("domain that Sendmail does not take", "C{w}york.gov.uk", "C{w}other.example", "domains", "warning", r"york\.gov\.uk is in council\.domains"),
]


class DoctorOfSendmail(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="postern-doctor-", dir=SAFE))
        cls.folder.chmod(0o755)
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        socket = f"unix:{cls.folder}/postern/milter.sock"
        cls.mta = Sendmail(cls.folder / "sendmail", 9, socket, extra=LOCAL.format(socket=socket))
        settings = CONFIGURATION.replace("0666", "0600").replace("  representations:", "  authserv_ids: [mx.york.gov.uk]\n  representations:")
        cls.gateway = Gateway(cls.folder / "postern", cls.mta.port, settings)
        cls.gateway.init()
        cls.gateway.apply(sample_rules.EXAMPLE)
        cls.gateway.start()
        cls.addClassCleanup(cls.gateway.stop)

    def findings(self, found="", becomes=""):
        text = (self.mta.folder / "sendmail.cf").read_text()
        self.assertIn(found, text)
        broken = self.folder / "broken.cf"
        broken.write_text(text.replace(found, becomes) if found else text)
        done = subprocess.run([programs() / "admin" / "postern", "doctor", "--config", self.gateway.configuration, "--mta", "sendmail",
                               "--mta-config", broken, "--format", "json"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return json.loads(done.stdout)

    @staticmethod
    def matching(findings, check, standing, words=""):
        return [each for each in findings if each["check"] == check and each["standing"] == standing and re.search(words, each["what"])]

    def test_each_broken_set_up_is_found_and_named_and_the_one_that_is_right_has_none_of_it(self):
        right = self.findings()
        for name, found, becomes, check, standing, words in CASES:
            with self.subTest(name):
                findings = self.findings(found, becomes)
                self.assertTrue(self.matching(findings, check, standing, words),
                                json.dumps([each for each in findings if each["standing"] != "fine"], indent=1))
                self.assertEqual(self.matching(right, check, standing), [])

    def test_a_socket_below_a_folder_of_everybodys_is_found(self):
        self.assertEqual(self.matching(self.findings(), "socket-unsafe", "fault"), [])
        os.chmod(self.folder, 0o775)
        self.addCleanup(os.chmod, self.folder, 0o755)
        [found] = self.matching(self.findings(), "socket-unsafe", "fault")
        self.assertIn(str(self.folder), found["what"])

    def test_a_file_that_is_none_of_sendmails_is_a_failure(self):
        done = subprocess.run([programs() / "admin" / "postern", "doctor", "--config", self.gateway.configuration,
                               "--mta-config", "/etc/passwd"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 3)
        self.assertIn("no configuration of Sendmail", done.stderr)


if __name__ == "__main__":
    unittest.main()
