"""Ways round a restriction, and ways to forge postern's own fields: faults.md D1 to D9, M9, M20, H1 to H22 on the wire."""
import smtplib
import socket
import unittest

import sample_rules
from sample_rules import message
from testbed import ports
from testbed.bench import TestBench


NUL_IN_FROM = (b'From: "x\0" <alex@example.org>', b"From: alex@example.org\0", b"From: \0alex@example.org",
               b"From: al\0ex@example.org", b"From: <x@other.test>\0, alex@example.org")


class NoBypass(unittest.TestCase):
    @classmethod
    def start(cls):
        cls.lax_port, cls.strict_port = ports.free_port(), ports.free_port()
        return TestBench(sample_rules.EXAMPLE, extra_main="authorized_submit_users = static:all\n"
                         "non_smtpd_milters = $smtpd_milters\nlocal_header_rewrite_clients =\n"
                         "smtpd_forbid_bare_newline = yes\nsmtpd_forbid_bare_newline_exclusions =\n"
                         "smtpd_sasl_auth_enable = no",
                         extra_master=f"127.0.0.1:{cls.lax_port} inet n - n - - smtpd\n  -o smtpd_forbid_bare_newline=no\n"
                         f"127.0.0.1:{cls.strict_port} inet n - n - - smtpd\n  -o cleanup_service_name=strict\n"
                         "strict unix n - n - 0 cleanup\n  -o message_reject_characters=\\0\n")

    @classmethod
    def setUpClass(cls):
        cls.bench = cls.start()

    @classmethod
    def tearDownClass(cls):
        cls.bench.close()

    def setUp(self):
        self.bench.clear()
        self.before = {one["id"] for one in self.kept()}

    def kept(self):
        return self.bench.gateway.json("quarantine", "list")

    def newly_kept(self):
        return [one for one in self.kept() if one["id"] not in self.before]

    def send(self, mail_from, recipients, text, options=()):
        replies = self.bench.send(mail_from, recipients, text, options)
        self.bench.settled()
        return replies

    def recipients(self):
        return sorted(each for one in self.bench.sink.received() for each in one.recipients)

    def test_every_spelling_of_a_recipient_is_taken_off_byte_for_byte(self):
        taken = 0
        for spelling in ('<"First Last"@York.gov.uk>', "<TAX@york.gov.uk>", "<tax@york.gov.uk.>", "<@relay.test:tax@york.gov.uk>",
                         "<@one.test,@two.test:Tax@york.gov.uk>", "<tax+tag@York.GOV.uk>", "tax@york.gov.uk", '<"tax"@york.gov.uk>',
                         '<"t\\ax"@york.gov.uk>', "<tax@york.gov.uk (comment)>", "<(comment)tax@york.gov.uk>", "< tax@york.gov.uk >",
                         "<tax @ york.gov.uk>", '<Tax . Office@york.gov.uk>', "<tax%york.gov.uk@york.gov.uk>", "<tax@YORK.gov.UK>"):
            with self.subTest(spelling):
                self.bench.clear()
                replies = self.send("<alex@example.org>", [spelling], message())
                if replies[spelling][0] != 250:  # not every spelling is one that the MTA takes
                    continue
                taken += 1
                self.assertEqual(self.recipients(), ["m.manager@york.gov.uk"])
        self.assertGreaterEqual(taken, 8, "the MTA took too few of the spellings for this to show anything")

    def test_a_recipient_whose_spelling_hides_it_from_the_filter_is_refused(self):
        for spelling in ("<<tax@york.gov.uk>>", "<tax@york.gov.uk;>", "<T:tax@york.gov.uk;>", "<tax@york.gov.uk(>",
                         "< <tax@york.gov.uk> >", "<@relay.test:<tax@york.gov.uk>>", "<tax@york.gov.uk>>", "<,tax@york.gov.uk>"):
            with self.subTest(spelling):
                self.bench.clear()
                replies = self.send("<alex@example.org>", [spelling, "<parks@york.gov.uk>"], message())
                self.assertEqual(replies[spelling][0], 553, replies[spelling][1])
                self.assertEqual(self.recipients(), ["m.manager@york.gov.uk"])

    def test_two_spellings_of_one_recipient_make_one_forward(self):
        self.send("<alex@example.org>", ["<Tax@York.gov.uk>", "<tax@york.gov.uk>"], message())
        self.assertEqual(self.recipients(), ["m.manager@york.gov.uk"])

    def test_fifty_recipients_of_whom_one_is_permitted(self):
        others = [f"<officer{i}@york.gov.uk>" for i in range(49)]
        self.send("<alex@example.org>", others[:25] + ["<housing@york.gov.uk>"] + others[25:], message())
        self.assertEqual(self.recipients(), ["housing@york.gov.uk", "m.manager@york.gov.uk"])

    def test_forged_fields_are_removed_from_a_strangers_mail(self):
        forged = "".join(f"{name}: forged {i}\n" for i in range(4) for name in ("X-Postern-Action", "x-postern-PASS", "X-Postern-Junk"))
        self.send("<other@example.com>", ["<tax@york.gov.uk>"], message("other@example.com", extra=forged))
        [received] = self.bench.sink.received()
        self.assertNotIn("postern", received.header().lower().replace("testbed", ""))
        self.assertNotIn("forged", received.header())

    def test_forged_fields_are_replaced_by_the_genuine_one(self):
        forged = "X-Postern-Action: deliver; restriction=RCC-2026-0001\nX-POSTERN-ACTION: two\n"
        self.send("<alex@example.org>", ["<tax@york.gov.uk>"], message(extra=forged))
        [received] = self.bench.sink.to("m.manager@york.gov.uk")
        self.assertEqual(received.fields("X-Postern-Action"),
                         ["forward; restriction=RCC-2026-0001; original-recipient=tax@york.gov.uk"])
        self.assertTrue(received.header().split("\r\n")[1].startswith("X-Postern-Action") or
                        "X-Postern-Action" in received.header().split("From:")[0])

    def test_forged_fields_do_not_survive_in_a_copy(self):
        forged = "X-Postern-Pass: 0123456789abcdef0123456789abcdef\nX-Postern-Junk: no\n"
        self.send("<alex@example.org>", ["<foi@york.gov.uk>", "<tax@york.gov.uk>"], message(extra=forged))
        for received in self.bench.sink.received():
            self.assertEqual(received.fields("X-Postern-Pass") + received.fields("X-Postern-Junk"), [])

    def test_an_invented_pass_opens_nothing(self):
        self.send("<quarantined@example.net>", ["<tax@york.gov.uk>"],
                  message("quarantined@example.net", extra="X-Postern-Pass: " + "a" * 32 + "\n"))
        self.assertEqual(self.recipients(), [])
        self.assertEqual(len(self.newly_kept()), 1)

    def test_several_and_broken_from_fields_all_count(self):
        for spelling in ("From: nobody@other.test\nFrom: alex@example.org", "From: nobody@other.test, alex@example.org",
                         "From: Team: nobody@other.test, Alex <alex@example.org>;", "FROM : alex@example.org",
                         "From: Alex <alex@example.org", "From: =?utf-8?B?PGFsZXhAZXhhbXBsZS5vcmc+?=, <x@other.test>",
                         "From: x@other.test <alex@example.org>", "From: alex@example.org <x@other.test>",
                         "From:\n alex@\n example.org", "Sender: alex@example.org\nFrom: x@other.test"):
            with self.subTest(spelling):
                self.bench.clear()
                self.send("<x@other.test>", ["<tax@york.gov.uk>"], spelling + "\nSubject: s\n\nHello\n")
                self.assertEqual(self.recipients(), ["m.manager@york.gov.uk"])

    def test_what_is_no_identity_does_not_count(self):
        for spelling in ('From: "alex@example.org" <x@other.test>', "From: x@other.test (alex@example.org)",
                         "From: x@other.test\nX-Original-From: alex@example.org", "From: x@other.test\nTo: alex@example.org",
                         "Resent-From: alex@example.org\nFrom: x@other.test"):
            with self.subTest(spelling):
                self.bench.clear()
                self.send("<x@other.test>", ["<tax@york.gov.uk>"], spelling + "\nSubject: s\n\nFrom: alex@example.org\n")
                self.assertEqual(self.recipients(), ["tax@york.gov.uk"])

    def test_rewritten_envelope_senders_name_the_customer(self):
        for sender in ("<SRS0=abcd=XY=example.org=alex@forwarder.test>", "<prvs=1234abcdef=alex@example.org>"):
            with self.subTest(sender):
                self.bench.clear()
                self.send(sender, ["<tax@york.gov.uk>"], message("x@other.test"))
                self.assertEqual(self.recipients(), ["m.manager@york.gov.uk"])

    def test_a_hundred_kibibytes_of_header_before_the_from(self):
        filler = "".join(f"X-Filler-{i}: {'x' * 900}\n" for i in range(90))
        self.send("<x@other.test>", ["<tax@york.gov.uk>"], message(extra=filler))
        self.assertEqual(self.recipients(), ["m.manager@york.gov.uk"])

    def test_more_addresses_than_anyone_needs_are_refused(self):
        addresses = ",\n ".join(f"a{i}@other.test" for i in range(1100))
        replies = self.send("<x@other.test>", ["<tax@york.gov.uk>"], message(addresses))
        self.assertEqual(replies["data"][0], 550)
        self.assertIn("5.6.0", replies["data"][1])
        few = ",\n ".join(f"a{i}@other.test" for i in range(900))
        self.assertEqual(self.send("<x@other.test>", ["<tax@york.gov.uk>"], message(few))["data"][0], 250)

    def test_eight_bit_and_invalid_bytes_in_from_are_decided(self):
        for raw in (b"From: J\xf6rg <alex@example.org>", b"From: \xff\xfe alex@example.org"):
            with self.subTest(raw):
                self.bench.clear()
                self.send("<x@other.test>", ["<tax@york.gov.uk>"], raw + b"\nSubject: s\n\nHello\n")
                self.assertEqual(self.recipients(), ["m.manager@york.gov.uk"])
        self.bench.gateway.json("events")  # valid JSON whatever came

    def seen_as_the_reader_sees(self, headers):
        """Whatever the MTA cuts or takes away: where alex is not met, nobody reads alex's name. True for each that arrived."""
        met = 0
        for header in headers:
            with self.subTest(header[:40]):
                self.bench.clear()
                reply = self.send("<x@other.test>", ["<tax@york.gov.uk>"], header + b"\nSubject: s\n\nHello\n")["data"]
                if reply[0] != 250:  # not every one is taken by each MTA
                    self.assertEqual(self.bench.sink.received(), [])
                    continue
                [arrived] = self.bench.sink.received()
                if arrived.recipients == ["m.manager@york.gov.uk"]:
                    met += 1
                else:
                    self.assertFalse([field for field in arrived.fields("From") if "alex@example.org" in field.replace("\0", "")])
        self.assertGreaterEqual(met, 1, "none of them was met: this shows nothing")

    def test_a_nul_in_from_hides_nobody_from_the_filter_whom_the_reader_sees(self):
        self.seen_as_the_reader_sees(NUL_IN_FROM)

    def test_what_the_mta_cuts_from_a_long_header_hides_nobody_either(self):
        """Postfix cuts one field at its header_size_limit; many fields that are longer together are whole."""
        filler = b"\n ".join([b"x" * 900] * 125)
        many = b"".join(b"X-%d: %s\n" % (number, b"x" * 900) for number in range(125))
        self.seen_as_the_reader_sees((
            many + b"From: alex@example.org", b"X-Filler: " + filler + b"\nFrom: alex@example.org",
            b'From: "' + filler + b'" <alex@example.org>',
            b"From: " + b",\n ".join([b"a" * 60 + b"@other.test"] * 1700) + b",\n alex@example.org"))

    def test_a_message_with_no_header_at_all_is_from_its_envelope_alone(self):
        for sender, whom in (("x@other.test", "tax@york.gov.uk"), ("alex@example.org", "m.manager@york.gov.uk")):
            for text in (b"Hello\n", b"\nFrom: alex@example.org\n\nHello\n"):
                with self.subTest(sender=sender, text=text):
                    self.bench.clear()
                    self.send(f"<{sender}>", ["<tax@york.gov.uk>"], text)
                    self.assertEqual(self.recipients(), [whom])

    def test_where_the_mta_refuses_nul_none_of_it_comes_in(self):
        for raw in NUL_IN_FROM:
            with self.subTest(raw), smtplib.SMTP("127.0.0.1", self.strict_port, "client.test", timeout=60) as client:
                client.ehlo()
                client.mail("x@other.test")
                client.rcpt("tax@york.gov.uk")
                self.assertEqual(client.data(raw + b"\r\nSubject: s\r\n\r\nHello\r\n")[0], 550)
        self.bench.settled()
        self.assertEqual(self.recipients(), [])

    def smuggle(self, port, ending):
        """One message to parks, in whose body `ending` and a second message stand: for a server that takes the one for the end,
        two. The second is from a restricted customer, to one who must not get it and to one who may."""
        with socket.create_connection(("127.0.0.1", port)) as peer:
            peer.settimeout(20)
            replies = peer.makefile("rb")
            replies.readline()
            for line in (b"HELO client.test", b"MAIL FROM:<x@other.test>", b"RCPT TO:<parks@york.gov.uk>", b"DATA"):
                peer.sendall(line + b"\r\n")
                replies.readline()
            peer.sendall(b"From: x@other.test\r\nSubject: s\r\n\r\nfirst" + ending + b"MAIL FROM:<alex@example.org>\r\n"
                         b"RCPT TO:<tax@york.gov.uk>\r\nRCPT TO:<foi@york.gov.uk>\r\nDATA\r\nFrom: alex@example.org\r\n\r\n"
                         b"second\r\n.\r\nQUIT\r\n")
            replies.read()  # until the server has ended it
        self.bench.settled()

    def test_a_smuggled_second_message_does_not_appear(self):
        for ending in (b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r", b"\r.\r\n"):
            with self.subTest(ending):
                self.bench.clear()
                before = self.bench.gateway.json("events")
                self.smuggle(self.bench.mta.port, ending)
                self.assertIn(self.recipients(), ([], ["parks@york.gov.uk"]))
                self.assertEqual(self.bench.gateway.json("events"), before)

    def test_where_the_server_takes_it_for_two_the_second_is_decided_on_its_own(self):
        self.smuggle(self.lax_port, b"\n.\r\n")
        self.assertEqual(self.recipients(), ["foi@york.gov.uk", "m.manager@york.gov.uk", "parks@york.gov.uk"])

    def test_local_submission_is_kept_instead_of_refused(self):
        done = self.bench.mta.submit("rejected@example.net", ["tax@york.gov.uk"], message("rejected@example.net"))
        self.assertEqual(done.returncode, 0, done.stderr)
        ports.wait_for(self.newly_kept, "the message in the quarantine")
        self.assertEqual(self.recipients(), [])

    def test_local_submission_reaches_each_recipient_once(self):
        done = self.bench.mta.submit("alex@example.org", ["foi@york.gov.uk", "tax@york.gov.uk"], message())
        self.assertEqual(done.returncode, 0, done.stderr)
        ports.wait_for(lambda: self.bench.sink.to("m.manager@york.gov.uk"), "the forwarded copy")
        self.bench.settled()
        self.assertEqual(self.recipients(), ["foi@york.gov.uk", "m.manager@york.gov.uk"])

    def test_a_queue_requeued_by_its_administrator_is_forwarded_once(self):
        self.bench.sink.behaviour.mail = "451 4.3.0 not now"
        try:
            self.bench.send("<alex@example.org>", ["<tax@york.gov.uk>"], message(message_id="requeued@example.org"))
            self.bench.postfix.command("postsuper", "-r", "ALL")
        finally:
            self.bench.sink.behaviour.mail = ""
        self.bench.settled()
        self.assertEqual(self.recipients(), ["m.manager@york.gov.uk"])
        events = [one for one in self.bench.gateway.json("events") if one["message_id"] == "<requeued@example.org>"]
        self.assertEqual([one["action"] for one in events].count("forward"), 1)

    def test_a_forwarded_copy_that_comes_round_is_kept(self):
        text = message(message_id="round@example.org")
        self.send("<alex@example.org>", ["<tax@york.gov.uk>"], text)
        [first] = self.bench.sink.to("m.manager@york.gov.uk")
        self.bench.clear()
        replies = self.bench.send_bytes("<restricted-contact@york.gov.uk>", ["<parks@york.gov.uk>"], first.content)
        self.bench.settled()
        self.assertEqual(replies["data"][0], 250)
        self.assertEqual(self.recipients(), [])
        self.assertEqual(len(self.newly_kept()), 1)

    def test_a_copy_that_a_councillors_choice_forwarded_comes_round_only_once(self):
        self.send("<alex@example.org>", ["<cllr.round@york.gov.uk>"], message(message_id="choice@example.org"))
        [first] = self.bench.sink.to("office@york.gov.uk")
        self.assertEqual(first.fields("X-Postern-Action"),
                         ["forward; choice-of=cllr.round@york.gov.uk; original-recipient=cllr.round@york.gov.uk"])
        self.bench.clear()
        self.bench.send_bytes("<restricted-contact@york.gov.uk>", ["<cllr.round@york.gov.uk>"], first.content)
        self.bench.settled()
        self.assertEqual(self.recipients(), [])
        self.assertEqual(len(self.newly_kept()), 1)

    def test_a_stranger_can_not_be_sent_on_by_a_forged_action_field(self):
        self.send("<other@example.com>", ["<tax@york.gov.uk>"],
                  message("other@example.com", extra="X-Postern-Action: forward; restriction=RCC-2026-0001\n"))
        self.assertEqual(self.recipients(), ["tax@york.gov.uk"])


if __name__ == "__main__":
    unittest.main()
