"""Peers that are no MTA, or one gone mad: each loses its own session and nobody else's (faults.md M14, M17)."""
import contextlib
import os
import random
import socket
import struct
import unittest

from protocol_case import SANITIZERS, ProtocolCase, resident, size
from testbed import ports
from testbed.gateway import CONFIGURATION
from testbed.milter_client import ALL_ACTIONS, ALL_STEPS, Closed, MilterClient, packet, strings

LENGTHS = (0, 1, 2, 65535, 65536, 1 << 21, 0x7FFFFFFF, 0xFFFFFFFF)
SESSION = [packet("O", struct.pack(">III", 6, ALL_ACTIONS, ALL_STEPS)),
           packet("D", b"C" + strings("j", "mx.york.gov.uk", "{daemon_name}", "smtpd")),
           packet("C", strings("client.test") + b"4" + struct.pack(">H", 4000) + strings("192.0.2.7")),
           packet("H", strings("client.test")), packet("D", b"M" + strings("i", "4AbC", "{mail_mailer}", "smtp")),
           packet("M", strings("<quarantined@example.net>", "SIZE=100")), packet("R", strings("<tax@york.gov.uk>")),
           packet("R", strings("<foi@york.gov.uk>", "NOTIFY=NEVER")), packet("T"),
           packet("L", strings("From", " alex@example.org, =?utf-8?q?x?= <b@c.test>")),
           packet("L", strings("Content-Type", " multipart/report; x=y")), packet("L", strings("X-Postern-Pass", " " + "0" * 32)),
           packet("N"), packet("B", b"Hello\r\n"), packet("E"), packet("A"), packet("M", strings("<other@example.com>")),
           packet("R", strings("<tax@york.gov.uk>")), packet("N"), packet("E"), packet("K"), packet("Q")]


def has_odd_macros(data):
    """Whether libmilter would find a macro without a value: smfi_getsymval then reads past the end of its list and may
    crash, which no filter can keep it from. MTAs send pairs."""
    while len(data) > 4:
        [length] = struct.unpack(">I", data[:4])
        if data[4:5] == b"D" and data[6:4 + length].count(b"\0") % 2 == 1:
            return True
        data = data[4 + length:]
    return False


class Peer:
    """A connection that says what it likes."""

    def __init__(self, where):
        self.socket = socket.create_connection(where, timeout=60)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def say(self, data):
        """Whether the daemon still listened."""
        try:
            self.socket.sendall(data)
            return True
        except ConnectionError:
            return False

    def until_closed(self, data):
        """Says it, hears everything, and answers with that once the daemon has closed."""
        self.say(data)
        heard = b""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionError):
            while more := self.socket.recv(65536):
                heard += more
        return heard


class HostilePeers(ProtocolCase):
    unhindered = False

    @classmethod
    def setUpClass(cls):
        cls.where = ("127.0.0.1", ports.free_port())
        cls.configuration = CONFIGURATION.replace("unix:{folder}/milter.sock", f"inet:{cls.where[1]}@127.0.0.1")
        super().setUpClass()
        cls.gateway.socket = cls.where

    def heard(self, data):
        with Peer(self.where) as peer:
            return peer.until_closed(data)

    def mutated(self, random_source):
        """A session with a few accidents."""
        packets = list(SESSION)
        for _ in range(random_source.randint(1, 4)):
            place = random_source.randrange(len(packets))
            bytes_there = bytearray(packets[place])
            accident = random_source.randrange(8)
            if accident == 0 and bytes_there:  # another byte
                bytes_there[random_source.randrange(len(bytes_there))] = random_source.randrange(256)
            elif accident == 1:  # cut off
                del bytes_there[random_source.randint(0, len(bytes_there)):]
            elif accident == 2:  # another length
                bytes_there[:4] = struct.pack(">I", random_source.choice(LENGTHS))
            elif accident == 3:  # longer, with its length
                bytes_there += random_source.randbytes(random_source.randrange(300))
                bytes_there[:4] = struct.pack(">I", max(len(bytes_there) - 4, 0))
            elif accident == 4:  # without its zeros
                bytes_there = bytes_there[:4] + bytes_there[4:].replace(b"\0", random_source.choice((b"", b"x")))
                bytes_there[:4] = struct.pack(">I", max(len(bytes_there) - 4, 0))
            elif accident == 5:  # elsewhere
                packets.insert(random_source.randrange(len(packets)), packets[place])
            elif accident == 6:  # not at all
                del packets[place]
                continue
            elif len(bytes_there) > 4:  # another command
                bytes_there[4] = random_source.choice(b"ABCDEHKLMNOQRTUXabc\0\xff")
            packets[place] = bytes(bytes_there)
            if not packets:
                break
        return b"".join(packets)

    def test_mutated_sessions(self):
        seed = int(os.environ.get("SEED", "20261124"))
        source = random.Random(seed)
        for number in range(size(2000, 1_000_000)):
            while has_odd_macros(data := self.mutated(source)):
                pass
            try:
                self.heard(data)
            except (OSError, AssertionError) as error:
                raise AssertionError(f"seed {seed}, session {number}: {data!r}") from error
        self.still_serves()
        self.no_half_state()

    def test_packets_in_one_piece_and_byte_by_byte_are_answered_alike(self):
        session = [each for each in SESSION if each[4:5] not in (b"T", b"K")]
        whole = self.heard(b"".join(session))
        with Peer(self.where) as peer:
            peer.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for byte in b"".join(session)[:-1]:
                self.assertTrue(peer.say(bytes([byte])))
            self.assertEqual(peer.until_closed(b"".join(session)[-1:]), whole)
        self.assertIn(b"-<tax@york.gov.uk>\0", whole)
        self.still_serves()

    def test_lengths_that_lie(self):
        for length in (0, 1 << 21, (2 << 20) + 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF):
            for before in (b"", SESSION[0], b"".join(SESSION[:6])):
                self.heard(before + struct.pack(">I", length) + b"L" + b"x" * 100)
        self.still_serves()

    def test_packets_that_never_come_take_no_memory_and_pass_with_their_peers(self):
        """libmilter reads a packet to its end, so such peers may keep its threads busy while they stay."""
        before = resident(self.gateway.process)
        peers = [Peer(self.where) for _ in range(50)]
        for peer in peers:
            peer.say(SESSION[0] + struct.pack(">I", 2 << 20) + b"L")
        if not SANITIZERS:
            self.assertLess(resident(self.gateway.process) - before, 32 << 20)
        for peer in peers:
            peer.socket.close()
        self.still_serves()

    def test_unknown_commands(self):
        for command in range(256):
            self.heard(b"".join(SESSION[:6]) + struct.pack(">I", 4) + bytes([command]) + b"abc")
        self.still_serves()

    def test_short_negotiations(self):
        for length in range(12):
            with self.assertRaises(Closed):
                client = MilterClient(self.where, negotiate=False)
                self.addCleanup(client.close)
                client.ask_raw("O", b"\0\0\0\6\0\0\1\xff\0\x1f\xff\xff"[:length])
        self.still_serves()

    def test_commands_before_the_negotiation(self):
        for each in SESSION[1:]:
            self.heard(each + b"".join(SESSION[4:]))
        self.still_serves()

    def test_every_order_of_two_commands(self):
        for first in SESSION:
            for second in SESSION:
                self.heard(SESSION[0] + first + second + SESSION[5] + SESSION[6])
        self.still_serves()
        self.no_half_state()

    def test_clients_that_no_network_has(self):
        for data in (b"\0", b"x\0", b"x\0" b"4", b"x\0" b"9\0\0abc\0", b"x\0" b"4\0\0999.1.1.1\0", b"x\0" b"6\0\0::zz\0",
                     b"x\0U", b"x\0U\0\0\0", b"x\0" b"4\0\x19192.0.2.1", b"x\0L\0\0" + b"/" * 300 + b"\0",
                     b"x" * 5000 + b"\0" b"4\0\x19192.0.2.1\0", b"no zero"):
            self.heard(SESSION[0] + packet("C", data) + b"".join(SESSION[3:]))
        self.still_serves()

    def test_other_protocols(self):
        before = resident(self.gateway.process)
        tls_hello = b"\x16\x03\x01\x02\0\1\0\1\xfc\3\3" + b"x" * 500
        for greeting in (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"EHLO scanner.test\r\n", tls_hello,
                         b"SSH-2.0-scan\r\n", b"\0" * 1000, b"\r\n\r\n", b"*1\r\n$4\r\nPING\r\n", b""):
            self.assertEqual(self.heard(greeting), b"")
        source = random.Random(17)
        for _ in range(size(300, 1000)):
            self.heard(source.randbytes(source.randrange(2000)))
        self.still_serves()
        if not SANITIZERS:
            self.assertLess(resident(self.gateway.process) - before, 32 << 20)

    def test_idle_peers_keep_nobody_from_being_served(self):
        for said in (b"", SESSION[0], b"".join(SESSION[:6])):
            for _ in range(50):
                peer = Peer(self.where)
                self.addCleanup(peer.socket.close)
                peer.say(said)
        self.still_serves()


if __name__ == "__main__":
    unittest.main()
