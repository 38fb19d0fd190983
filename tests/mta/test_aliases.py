"""Recipients that are aliases of one another, or of a manager, to the MTA: each gets what was decided for it, and nobody else's
copy goes with a recipient who is taken off, though Sendmail makes one recipient of two that come to the same mailbox."""
import subprocess
import unittest

import sample_rules
from sample_rules import message
from testbed.bench import TestBench
from testbed.postfix import Postfix
from testbed.sendmail import MOUNT, Sendmail
from testbed.unpacked import unpacked

ALIASES = {"hs@york.gov.uk": "housing@york.gov.uk", "mm@york.gov.uk": "m.manager@york.gov.uk", "info@york.gov.uk": "foi@york.gov.uk",
           "secretary@york.gov.uk": "cllr.ward@york.gov.uk"}
MANAGER, HOUSING, FOI, WARD = "m.manager@york.gov.uk", "housing@york.gov.uk", "foi@york.gov.uk", "cllr.ward@york.gov.uk"
NOBODY = "nobody@york.gov.uk"


class SendmailWithAliases(Sendmail):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        subprocess.run([unpacked("usr/libexec/sendmail/makemap"), "-C", self.folder / "sendmail.cf", "hash", self.folder / "virtusers"],
                       input="".join(f"{alias}\t{target}\n" for alias, target in ALIASES.items()) + f"{NOBODY}\terror:5.1.1:550 unknown\n",
                       text=True, check=True, capture_output=True)


class AliasesOnPostfix(unittest.TestCase):
    @classmethod
    def start(cls):
        table = "".join(f" {{ {alias} = {target} }}" for alias, target in ALIASES.items())
        return TestBench(sample_rules.EXAMPLE, extra_main=(
            f"virtual_alias_maps = inline:{{{table} }}\n"
            f"smtpd_recipient_restrictions = check_recipient_access inline:{{ {{ {NOBODY} = 550 5.1.1 unknown }} }}"))

    @classmethod
    def setUpClass(cls):
        cls.bench = cls.start()

    @classmethod
    def tearDownClass(cls):
        cls.bench.close()

    def received(self, sender, *recipients):
        """Who gets the message, and how many of the council's own fields are on each copy."""
        self.bench.clear()
        replies = self.bench.send(f"<{sender}>", [f"<{each}>" for each in recipients], message(sender))
        self.assertEqual({code for code, _ in replies.values()}, {250})
        self.bench.settled()
        return sorted((recipient, *(name for name in ("X-Postern-Action", "X-Postern-Junk") if one.fields(name)))
                      for one in self.bench.sink.received() for recipient in one.recipients)

    def test_aliases_are_expanded(self):
        for alias, target in ALIASES.items():
            self.assertEqual(self.received("other@example.com", alias), [(target,)])

    def test_an_alias_of_the_manager_is_forwarded_to_the_manager(self):
        self.assertEqual(self.received("alex@example.org", "mm@york.gov.uk"), [(MANAGER, "X-Postern-Action")])
        self.assertEqual(self.received("alex@example.org", "mm@york.gov.uk", "tax@york.gov.uk"), [(MANAGER, "X-Postern-Action")])

    def test_an_alias_of_the_manager_who_is_a_recipient_too(self):
        for recipients in (("mm@york.gov.uk", MANAGER), (MANAGER, "mm@york.gov.uk")):
            self.assertEqual({each[0] for each in self.received("alex@example.org", *recipients)}, {MANAGER})

    def test_a_permitted_contact_gets_the_message_beside_its_alias_that_is_restricted(self):
        for recipients in (("hs@york.gov.uk", HOUSING), (HOUSING, "hs@york.gov.uk")):
            with self.subTest(recipients):
                self.assertEqual(self.received("alex@example.org", *recipients), [(HOUSING,), (MANAGER, "X-Postern-Action")])

    def test_a_protected_address_gets_the_message_beside_its_alias_that_is_kept(self):
        for recipients in (("info@york.gov.uk", FOI), (FOI, "info@york.gov.uk")):
            with self.subTest(recipients):
                self.assertEqual(self.received("quarantined@example.net", *recipients), [(FOI,)])

    def test_a_councillor_gets_the_copy_that_was_chosen_beside_an_alias_that_is_forwarded(self):
        self.assertEqual(self.received("alex@example.org", "secretary@york.gov.uk", FOI, WARD),
                         [(WARD, "X-Postern-Junk"), (FOI,), (MANAGER, "X-Postern-Action")])

    def test_whom_the_mta_refuses_is_no_recipient(self):
        for recipients in ((NOBODY, "tax@york.gov.uk", FOI), (FOI, "tax@york.gov.uk", NOBODY)):
            with self.subTest(recipients):
                self.bench.clear()
                before = {each["id"] for each in self.bench.gateway.json("quarantine", "list")}
                replies = self.bench.send("<quarantined@example.net>", [f"<{each}>" for each in recipients], message("quarantined@example.net"))
                self.assertEqual([replies[f"<{each}>"][0] for each in (NOBODY, "tax@york.gov.uk", FOI)], [550, 250, 250])
                self.bench.settled()
                kept = [each for each in self.bench.gateway.json("quarantine", "list") if each["id"] not in before]
                self.assertEqual([each["recipients"] for each in kept], [["tax@york.gov.uk"]])
                self.assertEqual([each.recipients for each in self.bench.sink.received()], [[FOI]])


class AliasesOnSendmail(AliasesOnPostfix):
    @classmethod
    def start(cls):
        folder = SendmailWithAliases.__name__.lower()
        return TestBench(sample_rules.EXAMPLE, mta=SendmailWithAliases, extra_main=(
            f"FEATURE(`virtusertable', `hash {MOUNT}/{folder}/virtusers')dnl\nVIRTUSER_DOMAIN(`york.gov.uk')dnl"))


if __name__ == "__main__":
    unittest.main()
