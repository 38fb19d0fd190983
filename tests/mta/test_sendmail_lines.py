"""The lines for sendmail.mc that are shipped, in Sendmail's own m4: what an administrator's configuration becomes with them."""
import os
import pathlib
import subprocess
import unittest

from testbed.unpacked import unpacked

LINES = pathlib.Path(os.environ["POSTERN_SOURCE"]) / "packaging" / "sendmail" / "postern.m4"


class Lines(unittest.TestCase):
    def made(self, before="", lines=f"include(`{LINES}')dnl"):
        """The sendmail.cf, line by line, of a configuration with `before` above postern's lines."""
        folder = unpacked("usr/share/sendmail/cf")
        text = f"OSTYPE(`linux')dnl\n{before}\n{lines}\nMAILER(`smtp')dnl\n"
        done = subprocess.run(["m4", f"-D_CF_DIR_={folder}/", folder / "m4/cf.m4", "-"], input=text, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        # One line says who made it, where and at which second.
        return [line for line in done.stdout.splitlines() if not line.startswith("##### built by ")]

    def option(self, name, lines):
        [value] = [line.partition("=")[2] for line in lines if line.startswith(f"O {name}=")]
        return value.split(", ")

    def test_they_add_the_filter_and_change_nothing_else(self):
        bare, whole = self.made(lines="INPUT_MAIL_FILTER(`postern', `S=nowhere')dnl"), self.made()
        self.assertEqual([line for line in bare if line not in whole], ["Xpostern, S=nowhere"])
        self.assertEqual([line for line in whole if line not in bare],
                         ["Xpostern, S=unix:/run/postern/postern.sock, F=T, T=C:30s;S:30s;R:30s;E:5m"])
        self.assertEqual(self.option("InputMailFilters", whole), ["postern"])

    def test_other_filters_stay_before_it_and_the_socket_may_be_another(self):
        lines = self.made("INPUT_MAIL_FILTER(`dkim', `S=unix:/run/dkim.sock')dnl\n"
                          "define(`POSTERN_SOCKET', `inet:8899@127.0.0.1')dnl")
        self.assertEqual(self.option("InputMailFilters", lines), ["dkim", "postern"])
        self.assertIn("Xpostern, S=inet:8899@127.0.0.1, F=T, T=C:30s;S:30s;R:30s;E:5m", lines)

    def test_a_shorter_list_of_macros_is_completed(self):
        lines = self.made("define(`confMILTER_MACROS_CONNECT', `j, _')dnl\n"
                          "define(`confMILTER_MACROS_ENVFROM', ``i, {mail_addr}'')dnl\n"
                          "define(`confMILTER_MACROS_ENVRCPT', `{rcpt_addr}')dnl")
        self.assertEqual(self.option("Milter.macros.connect", lines), ["j", "_", "{daemon_name}"])
        self.assertEqual(self.option("Milter.macros.envfrom", lines), ["i", "{mail_addr}", "{auth_authen}", "{mail_mailer}"])
        self.assertEqual(self.option("Milter.macros.envrcpt", lines), ["{rcpt_addr}", "{rcpt_mailer}"])


if __name__ == "__main__":
    unittest.main()
