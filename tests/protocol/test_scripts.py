"""miltertest's scripts, each against a posternd that runs all the while."""
import pathlib
import subprocess
import unittest

from protocol_case import ProtocolCase

SCRIPTS = pathlib.Path(__file__).parent / "scripts"


class Scripts(ProtocolCase):
    def passes(self, name):
        done = subprocess.run(["miltertest", "-v", "-D", "SOCKET=" + self.gateway.milter, "-D", f"FOLDER={SCRIPTS}",
                               "-s", str(SCRIPTS / name)], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(done.stdout.splitlines()[-1], "done", done.stdout + done.stderr)
        self.still_serves()

    def test_two_messages_on_one_connection_leak_nothing_into_each_other(self):
        self.passes("two_messages.lua")

    def test_a_message_broken_off_in_the_middle_leaves_nothing(self):
        self.passes("abort.lua")
        self.no_half_state()

    def test_an_mta_that_lacks_an_ability_is_refused_and_the_log_says_so(self):
        self.passes("lacking_ability.lua")
        self.assertEqual(self.gateway.log().count("event=mta-refused"), 5)

    def test_each_stage_has_its_reply(self):
        self.passes("replies.lua")

    def test_forged_fields_are_taken_off(self):
        self.passes("forged_fields.lua")

    def test_every_script_has_its_test(self):
        used = pathlib.Path(__file__).read_text()
        for path in SCRIPTS.glob("*.lua"):
            self.assertTrue(path.name == "mta.lua" or f'"{path.name}"' in used, path.name)


if __name__ == "__main__":
    unittest.main()
