"""The same matching whatever the locale: Turkish has another lower case of I (faults.md R11)."""
import os
import subprocess
import unittest

from fault_bench import FaultTest
from testbed.gateway import programs

TURKISH = "tr_TR.UTF-8"
#: Header names and addresses in the upper case that Turkish would take for other letters.
MESSAGE = "FROM: NOBODY@OTHER.TEST\nREPLY-TO: {}\nX-POSTERN-ACTION: FORGED\nMESSAGE-ID: <{}>\nSUBJECT: I\n\nHello\n"


class Locale(FaultTest):
    def prepare(self):
        subprocess.run(["localedef", "-i", "tr_TR", "-f", "UTF-8", self.folder / TURKISH], check=True, capture_output=True)

    def environment(self, locale):
        return {"LC_ALL": locale, "LANG": locale, "LOCPATH": str(self.folder)}

    def test_the_turkish_locale_is_there(self):
        for locale, charmap in ((TURKISH, "UTF-8"), ("tr_XX.UTF-8", "ANSI_X3.4-1968")):
            done = subprocess.run(["locale", "charmap"], env={**os.environ, **self.environment(locale)}, capture_output=True, text=True)
            self.assertEqual(done.stdout.strip(), charmap)

    def test_every_locale_decides_alike(self):
        explained = set()
        for number, locale in enumerate((TURKISH, "C", "C.UTF-8", "xx_XX", "")):
            with self.subTest(locale=locale):
                self.gateway.kill()
                self.gateway.environment = self.environment(locale)
                self.gateway.start()
                for mail_from, reply_to, message_id in (("<X@OTHER.TEST>", "QUARANTINED@EXAMPLE.NET", f"q{number}@test"),
                                                        ("<X@OTHER.TEST>", "NOBODY@OTHER.TEST", f"o{number}@test"),
                                                        ("<JÖRG@EXAMPLE.NET>", "NOBODY@OTHER.TEST", f"j{number}@test")):
                    options = ("SMTPUTF8",) if "Ö" in mail_from else ()
                    self.bench.send(mail_from, ["<TAX-INFO@YORK.GOV.UK>"], MESSAGE.format(reply_to, message_id), options)
                self.bench.settled()
                self.assertIn(f"<q{number}@test>", self.kept_ids())
                [passed] = self.bench.sink.to("tax-info@york.gov.uk")
                self.assertNotIn("FORGED", passed.header())
                [forwarded] = self.bench.sink.to("m.manager@york.gov.uk")
                self.assertIn("RCC-2026-0006", forwarded.fields("X-Postern-Action")[0])
                self.bench.clear()
                explained.add(self.explained(locale))
        self.assertEqual(len(explained), 1, explained)

    def explained(self, locale):
        done = subprocess.run([programs() / "admin" / "postern", "explain", "--from", "QUARANTINED@EXAMPLE.NET", "--to", "TAX-INFO@YORK.GOV.UK",
                               "--at", "2026-11-02T10:00:00Z", "--format", "json", "--config", self.gateway.configuration],
                              env={**os.environ, **self.environment(locale)}, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("RCC-2026-0002", done.stdout)
        return done.stdout


if __name__ == "__main__":
    unittest.main()
