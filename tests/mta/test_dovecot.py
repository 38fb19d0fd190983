"""Junk lands in the Junk folder: through Postfix, posternd, and Dovecot with the shipped Sieve script, into maildirs."""
import pathlib
import shutil
import tempfile
import unittest

import sample_rules
from sample_rules import message
from testbed.bench import TestBench
from testbed.dovecot import Dovecot

WARD, OTHER, MANAGER = "cllr.ward@york.gov.uk", "cllr.other@york.gov.uk", "m.manager@york.gov.uk"
MASTER = "lmtp unix - - n - - lmtp\n"


class Junk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(tempfile.mkdtemp(prefix="postern-dovecot-"))
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        cls.dovecot = Dovecot(folder / "dovecot")
        cls.dovecot.start()
        cls.addClassCleanup(cls.dovecot.stop)
        cls.bench = TestBench(sample_rules.EXAMPLE, extra_master=MASTER, folder=folder, extra_main=(
            f"relayhost =\ndefault_transport = lmtp:inet:127.0.0.1:{cls.dovecot.port}"))
        cls.addClassCleanup(cls.bench.close)

    def setUp(self):
        self.dovecot.clear()

    def send(self, sender, recipients, **words):
        replies = self.bench.send(f"<{sender}>", [f"<{each}>" for each in recipients], message(sender, **words))
        self.assertEqual(replies["data"][0], 250, replies)
        self.bench.settled()

    def lies_in(self, recipient):
        """How many messages lie in the recipient's inbox and in the Junk folder."""
        return len(self.dovecot.messages(recipient)), len(self.dovecot.messages(recipient, "Junk"))

    def test_one_councillors_copy_is_junk_and_the_others_is_not(self):
        self.send("alex@example.org", [WARD, OTHER, "tax@york.gov.uk"])
        self.assertEqual([self.lies_in(each) for each in (WARD, OTHER, MANAGER, "tax@york.gov.uk")], [(0, 1), (1, 0), (1, 0), (0, 0)],
                         self.dovecot.log())
        self.assertIn(b"X-Postern-Junk: yes", self.dovecot.messages(WARD, "Junk")[0])
        self.assertNotIn(b"X-Postern", self.dovecot.messages(OTHER)[0])

    def test_mail_that_is_junk_for_all_its_recipients_is_filed_so_in_place(self):
        self.send("junked@example.net", ["tax@york.gov.uk", "parks@york.gov.uk"])
        self.assertEqual([self.lies_in(each) for each in ("tax@york.gov.uk", "parks@york.gov.uk")], [(0, 1), (0, 1)])

    def test_a_stranger_can_not_get_mail_filed_as_junk_by_forging_the_field(self):
        self.send("other@example.com", [WARD], extra="X-Postern-Junk: yes\n")
        self.send("other@example.com", [OTHER])
        self.assertEqual([self.lies_in(each) for each in (WARD, OTHER)], [(1, 0), (1, 0)])


if __name__ == "__main__":
    unittest.main()
