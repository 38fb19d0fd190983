"""Bodies: kept byte for byte in pieces of any size, not asked for where nobody needs them, never held in memory
(faults.md M18, Q5)."""
import random
import unittest

from protocol_case import SANITIZERS, ProtocolCase, resident
from testbed.gateway import CONFIGURATION
from testbed.milter_client import LARGEST_CHUNK

HEADER = b"From: quarantined@example.net\r\nSubject: Test\r\n\r\n"
MEBIBYTE = 1 << 20


class Body(ProtocolCase):
    configuration = CONFIGURATION.replace("max_message: 50MiB", "max_message: 32MiB")

    def begun(self, sender="quarantined@example.net", **words):
        client = self.client(**words)
        client.envelope(f"<{sender}>", ["<tax@york.gov.uk>"])
        client.header("From", sender)
        client.header("Subject", "Test")
        self.assertEqual(client.end_of_header().code, "c")
        return client

    def kept(self, pieces, last=b""):
        """The file of a message with this body."""
        before = {row["id"] for row in self.gateway.json("quarantine", "list")}
        client = self.begun()
        for piece in pieces:
            self.assertEqual(client.body(piece).code, "c")
        self.assertEqual(client.end_of_message(last).code, "d")
        [row] = [row for row in self.gateway.json("quarantine", "list") if row["id"] not in before]
        [path] = (self.gateway.folder / "quarantine").glob(f"*/{row['id']}.eml")
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.assertEqual(row["size"], path.stat().st_size)
        return path.read_bytes()

    def test_one_byte_at_a_time(self):
        body = random.Random(18).randbytes(3000)
        self.assertEqual(self.kept(bytes([byte]) for byte in body), HEADER + body)

    def test_the_largest_pieces(self):
        body = random.Random(19).randbytes(20 * LARGEST_CHUNK + 1)
        pieces = [body[begin:begin + LARGEST_CHUNK] for begin in range(0, len(body), LARGEST_CHUNK)]
        self.assertEqual(self.kept(pieces), HEADER + body)

    def test_every_byte_and_line_end_is_kept_as_it_came(self):
        for body in (b"", bytes(range(256)), b".\r\n..\r\n", b"no end of line", b"\r\r\n\n\r", b"trailing \t \r\n", b"\0" * 100):
            with self.subTest(body=body[:20]):
                self.assertEqual(self.kept([body] if body else []), HEADER + body)

    def test_a_last_piece_that_comes_with_the_end_is_kept(self):
        self.assertEqual(self.kept([b"One\r\n"], b"Two\r\n"), HEADER + b"One\r\nTwo\r\n")

    def test_a_body_that_nobody_needs_is_skipped(self):
        for sender in ("alex@example.org", "junked@example.net"):
            client = self.begun(sender)
            self.assertEqual(client.body(b"Hello\r\n").code, "s")
            self.assertEqual(client.end_of_message().code, "c")

    @unittest.skipIf(SANITIZERS, "a sanitizer keeps what was freed")
    def test_thirty_megabytes_are_never_in_memory(self):
        self.kept([b"x" * LARGEST_CHUNK] * 10)
        before = resident(self.gateway.process)
        client, most = self.begun(), 0
        for _ in range(30 * MEBIBYTE // LARGEST_CHUNK):
            self.assertEqual(client.body(b"x" * LARGEST_CHUNK).code, "c")
            most = max(most, resident(self.gateway.process))
        self.assertEqual(client.end_of_message().code, "d")
        self.assertLess(most - before, 4 * MEBIBYTE)

    def test_a_message_over_the_limit_is_refused_and_leaves_nothing(self):
        kept = self.gateway.json("quarantine", "list")
        client = self.begun()
        for _ in range(33 * MEBIBYTE // LARGEST_CHUNK):
            answer = client.body(b"x" * LARGEST_CHUNK)
            if answer.code != "c":
                break
        self.assertEqual(answer.text[:9], "552 5.3.4")
        self.assertEqual(self.gateway.json("quarantine", "list"), kept)
        self.no_half_state()
        self.assertEqual(client.message("other@example.com", ["tax@york.gov.uk"]).code, "a")


if __name__ == "__main__":
    unittest.main()
