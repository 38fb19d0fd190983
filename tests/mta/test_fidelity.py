"""Bytes: what is kept, released and forwarded is what came, and signatures still verify."""
import base64
import hashlib
import os
import pathlib
import re
import subprocess
import unittest

import sample_rules
from sample_rules import message
from testbed.bench import TestBench
from testbed.postfix import Postfix


class Fidelity(unittest.TestCase):
    mta = Postfix

    @classmethod
    def setUpClass(cls):
        cls.bench = TestBench(sample_rules.EXAMPLE, mta=cls.mta)

    @classmethod
    def tearDownClass(cls):
        cls.bench.close()

    def setUp(self):
        self.bench.clear()

    def kept_and_released(self, body):
        """The message as the far end gets it after its release, beside what a stranger's same message looks like there."""
        header = b"Subject: bytes\r\nFrom: quarantined@example.net\r\nMIME-Version: 1.0\r\n\tX\r\n\r\n"
        self.bench.send_bytes("<quarantined@example.net>", ["<tax@york.gov.uk>"], header + body, ("BODY=8BITMIME",))
        [kept] = self.bench.gateway.json("quarantine", "list")
        self.assertEqual(self.bench.sink.received(), [])
        self.bench.gateway.command("quarantine", "release", kept["id"])
        self.bench.settled()
        [received] = self.bench.sink.to("tax@york.gov.uk")
        return received

    def test_awkward_bodies_survive_the_quarantine(self):
        bodies = {
            "eight bits": bytes(range(128, 256)) + b"\r\n",
            "dots": b".\r\n..\r\n.a\r\n...\r\n",
            "trailing spaces": b"a  \r\n\t\r\n\r\n\r\n",
            "long line": b"x" * 900 + b"\r\n",
        }
        for name, body in bodies.items():
            with self.subTest(name):
                self.bench.clear()
                self.assertEqual(self.kept_and_released(body).body(), body)

    def test_thirty_megabytes_survive_the_quarantine(self):
        body = b"\r\n".join(base64.b64encode(os.urandom(54)) for _ in range(30 * 1024 * 1024 // 74)) + b"\r\n"
        received = self.kept_and_released(body)
        self.assertEqual(hashlib.sha256(received.body()).hexdigest(), hashlib.sha256(body).hexdigest())
        self.assertIn("(postern)", received.header())
        rss = int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{self.bench.gateway.process.pid}/status").read_text())[1])
        self.assertLess(rss, 200 * 1024, "kibibytes of memory at its highest")

    def test_a_message_released_elsewhere_goes_there_only(self):
        self.bench.send("<quarantined@example.net>", ["<tax@york.gov.uk>"], message("quarantined@example.net"))
        [kept] = self.bench.gateway.json("quarantine", "list")
        refused = self.bench.gateway.command("quarantine", "release", kept["id"], "--to", "x@other.test", check=False)
        self.assertEqual(refused.returncode, 1)
        self.bench.gateway.command("quarantine", "release", kept["id"], "--to", "legal@york.gov.uk")
        self.bench.settled()
        self.assertEqual([one.recipients for one in self.bench.sink.received()], [["legal@york.gov.uk"]])
        again = self.bench.gateway.command("quarantine", "release", kept["id"], check=False)
        self.assertEqual(again.returncode, 1)

    def test_a_signed_message_verifies_after_forwarding_in_place_and_as_a_copy(self):
        signed = self.signed(b"From: alex@example.org\r\nTo: tax@york.gov.uk\r\nSubject: signed\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n"
                             b"Message-ID: <signed@example.org>\r\n\r\nHello  there\r\n.dot\r\n")
        for recipients in (["<tax@york.gov.uk>"], ["<foi@york.gov.uk>", "<tax@york.gov.uk>"]):
            with self.subTest(recipients):
                self.bench.clear()
                self.bench.send_bytes("<alex@example.org>", recipients, signed)
                self.bench.settled()
                [received] = self.bench.sink.to("m.manager@york.gov.uk")
                self.assertTrue(received.fields("X-Postern-Action"))
                self.assertTrue(self.verifies(received.content))
                self.assertFalse(self.verifies(received.content.replace(b"Hello", b"Hallo")))

    # A signature of our own making (RFC 6376, relaxed/relaxed), checked by the same rules at the far end, with openssl:
    # opendkim-testmsg would look the key up in the DNS, and no test leaves this machine.
    def openssl(self, *words, data):
        return subprocess.run(["openssl", *words], input=data, capture_output=True, check=False)

    @staticmethod
    def relaxed_body(body):
        lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
        while lines and not lines[-1]:
            lines.pop()
        return b"\r\n".join(lines) + b"\r\n"

    @staticmethod
    def relaxed_field(name, value):
        return name.lower().strip() + b":" + re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip()

    def signing_input(self, header, signature_value):
        wanted = [b"from", b"to", b"subject", b"date", b"message-id"]
        unfolded = re.sub(rb"\r\n(?=[ \t])", b"", header).split(b"\r\n")
        fields = [line.partition(b":")[::2] for line in unfolded]
        lines = [self.relaxed_field(*next(f for f in reversed(fields) if f[0].lower().strip() == name)) for name in wanted]
        return b"\r\n".join([*lines, self.relaxed_field(b"DKIM-Signature", re.sub(rb"b=[^;]*$", b"b=", signature_value))])

    def signed(self, text):
        folder = self.bench.folder
        subprocess.run(["openssl", "genrsa", "-out", folder / "key.pem", "2048"], capture_output=True, check=True)
        subprocess.run(["openssl", "rsa", "-in", folder / "key.pem", "-pubout", "-out", folder / "public.pem"], capture_output=True,
                       check=True)
        header, _, body = text.partition(b"\r\n\r\n")
        digest = base64.b64encode(hashlib.sha256(self.relaxed_body(body)).digest())
        value = (b" v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=test; h=from:to:subject:date:message-id; bh=" + digest + b"; b=")
        signature = self.openssl("dgst", "-sha256", "-sign", str(folder / "key.pem"), data=self.signing_input(header, value)).stdout
        return b"DKIM-Signature:" + value + base64.b64encode(signature) + b"\r\n" + text

    def verifies(self, content):
        folder = self.bench.folder
        header, _, body = content.partition(b"\r\n\r\n")
        value = re.search(rb"(?im)^DKIM-Signature:((?:.*)(?:\r\n[ \t].*)*)", header)[1]
        unfolded = re.sub(rb"\r\n[ \t]+", b" ", value)
        digest = re.search(rb"bh=([^;]*)", unfolded)[1].replace(b" ", b"")
        if base64.b64decode(digest) != hashlib.sha256(self.relaxed_body(body)).digest():
            return False
        signature = base64.b64decode(re.search(rb"; ?b=(.*)$", unfolded)[1])
        (folder / "signature").write_bytes(signature)
        return self.openssl("dgst", "-sha256", "-verify", str(folder / "public.pem"), "-signature", str(folder / "signature"),
                            data=self.signing_input(header, unfolded)).returncode == 0


if __name__ == "__main__":
    unittest.main()
