"""What MTAs tell beside the message, early, late or never: events carry what is known (faults.md M8)."""
import json
import sqlite3
import unittest

from protocol_case import ProtocolCase

FORWARDED = [("<m.manager@york.gov.uk>",)]


class Macros(ProtocolCase):
    def sent(self, client, sender="alex@example.org", recipients=("tax@york.gov.uk",), **at):
        """A message with macros where `at` says so, by the command's letter; the last answer."""
        def say(stage):
            if stage in at:
                client.macros(stage, **at[stage])

        say("M")
        client.mail(f"<{sender}>")
        for recipient in recipients:
            say("R")
            client.rcpt(f"<{recipient}>")
        if "T" in at:
            say("T")
            client.ask("T")
        client.header("From", sender)
        say("N")
        answer = client.end_of_header()
        if answer.code != "c":
            return answer
        client.body(b"Hello\r\n")
        say("E")
        return client.end_of_message()

    def event_of(self, *arguments, client=None, **words):
        self.sent(client or self.client(), *arguments, **words)
        event = self.last_event()
        self.assertNotIn("-", (event["queue_id"], event["client"], event["helo"], event["message_id"]))
        return event

    def test_the_queue_id_comes_with_mail_as_sendmail_does_it(self):
        self.assertEqual(self.event_of(M={"i": "8AB123"})["queue_id"], "8AB123")

    def test_the_queue_id_comes_with_the_second_recipient_as_postfix_does_it(self):
        client = self.client()
        client.mail("<alex@example.org>")
        client.rcpt("<tax@york.gov.uk>")
        client.macros("R", i="4PF001")
        client.rcpt("<parks@york.gov.uk>")
        client.content([("From", "alex@example.org")])
        self.assertEqual([event["queue_id"] for event in self.gateway.json("events")[-2:]], ["4PF001", "4PF001"])

    def test_the_queue_id_comes_with_data_or_later(self):
        data = self.client(steps=0)
        self.assertEqual(self.event_of(client=data, T={"i": "4DATA"})["queue_id"], "4DATA")
        self.assertEqual(self.event_of(N={"i": "4EOH"})["queue_id"], "4EOH")
        self.assertEqual(self.event_of(E={"i": "4EOM"})["queue_id"], "4EOM")

    def test_the_queue_id_never_comes(self):
        self.assertEqual(self.event_of()["queue_id"], "")
        self.assertEqual(self.event_of(M={"i": ""}, E={"i": ""})["queue_id"], "")

    def test_one_messages_queue_id_is_not_the_next_ones(self):
        client = self.client()
        self.assertEqual(self.event_of(client=client, M={"i": "FIRST"})["queue_id"], "FIRST")
        self.assertEqual(self.event_of(client=client, M={"mail_mailer": "smtp"})["queue_id"], "")
        self.assertEqual(self.event_of(client=client, N={"i": "THIRD"})["queue_id"], "THIRD")

    def test_a_client_without_address_and_helo(self):
        client = self.client(greeted=False)
        client.connect(name="localhost", address="", family="U")
        event = self.event_of(client=client)
        self.assertEqual((event["client"], event["helo"]), ("", ""))

    def test_clients_of_each_family(self):
        for family, address, wanted in (("4", "192.0.2.9", "192.0.2.9"), ("6", "2001:db8::9", "2001:db8::9"),
                                        ("6", "::ffff:192.0.2.9", "192.0.2.9"), ("L", "/run/some.sock", "")):
            client = self.client(greeted=False)
            client.connect(address=address, family=family)
            client.helo("mx.example.org")
            event = self.event_of(client=client)
            self.assertEqual((event["client"], event["helo"]), (wanted, "mx.example.org"))

    def test_a_kept_copy_says_what_is_known_and_no_more(self):
        bare = self.client(greeted=False)
        bare.connect(name="localhost", address="", family="U")
        self.sent(bare, recipients=("tax@york.gov.uk", "foi@york.gov.uk"))
        [bare_header] = self.outbox_headers()
        self.sent(self.client(), recipients=("tax@york.gov.uk", "foi@york.gov.uk"), M={"i": "8AB123"})
        [told_header] = [each for each in self.outbox_headers() if each != bare_header]
        self.assertIn("192.0.2.7", told_header)
        self.assertIn("8AB123", told_header)
        for unknown in ("(null)", "null", " - ", "[]", "id ;", "from ("):
            self.assertNotIn(unknown, bare_header.split("by", 1)[0])

    def outbox_headers(self):
        with sqlite3.connect(f"file:{self.gateway.folder}/postern.db?mode=ro", uri=True) as store:
            return [row[0] for row in store.execute("select header from outbox")]

    def test_an_authenticated_user_is_exempt_and_an_empty_name_is_none(self):
        client = self.client()
        self.assertEqual(self.sent(client, M={"auth_authen": "alex"}).code, "a")
        self.assertEqual(self.sent(client, M={"auth_authen": ""}).all("add-recipient"), FORWARDED)
        self.assertEqual(self.sent(client, M={"mail_mailer": "smtp"}).all("add-recipient"), FORWARDED)

    def test_mail_without_smtp_is_kept_instead_of_refused(self):
        self.assertEqual(self.client().message("rejected@example.net", ["tax@york.gov.uk"]).text[:3], "550")
        self.assertEqual(self.local_client().message("rejected@example.net", ["tax@york.gov.uk"]).text[:3], "550")
        self.assertEqual(self.local_client().message("rejected@example.net", ["tax@york.gov.uk"], by_smtp=False).code, "d")
        self.assertEqual(self.last_event()["action"], "quarantine")

    def test_another_host_came_by_smtp_whatever_the_macros_leave_out(self):
        self.assertEqual(self.client().message("rejected@example.net", ["tax@york.gov.uk"], by_smtp=False).text[:3], "550")
        unreadable = self.client()
        unreadable.macros("M", i="4PF001")
        unreadable.mail("<alex@example.org>")
        self.assertEqual(unreadable.rcpt("<<tax@york.gov.uk>>").text[:9], "553 5.1.3")

    def test_mail_by_the_door_of_sendmails_msp_is_kept_instead_of_refused(self):
        for door, code in (("MSP", "d"), ("MSP-v4", "d"), ("MSP-v6", "d"), ("MTA-v4", "y"), ("MSA", "y"), ("MSPARK", "y"),
                           ("msp.york.gov.uk", "y"), ("", "y")):
            with self.subTest(door):
                client = self.client(greeted=False)
                client.macros("C", daemon_name=door)
                client.greet(version="")
                self.assertEqual(client.message("rejected@example.net", ["tax@york.gov.uk"]).code, code)
                self.assertEqual(self.last_event()["action"], "quarantine" if code == "d" else "reject")

    def recipient_edits(self, version):
        answer = self.client(greeted=False).greet(version).message("alex@example.org", ["FOI@york.gov.uk", "cllr.other@york.gov.uk",
                                                                                        "tax@york.gov.uk"])
        return [edit for edit in answer.edits if edit[0] in ("add-recipient", "delete-recipient")]

    def test_a_recipient_whom_sendmail_refuses_is_none(self):
        for version, recipients in (("", ["tax@york.gov.uk"]), ("Postfix 3.7.11", ["nobody@york.gov.uk", "tax@york.gov.uk"])):
            with self.subTest(version):
                client = self.client(greeted=False).greet(version)
                client.macros("M", mail_mailer="local")
                client.mail("<rejected@example.net>")
                client.macros("R", rcpt_mailer="error", rcpt_host="5.1.1", rcpt_addr="550 5.1.1 User unknown")
                unknown = client.rcpt("<nobody@york.gov.uk>")
                client.macros("R", rcpt_mailer="local")
                self.assertEqual(client.rcpt("<tax@york.gov.uk>").text[:3], "550")
                self.assertEqual(unknown.code, "y" if len(recipients) == 2 else "c")
                self.assertEqual([event["recipient"] for event in self.gateway.json("events")][-len(recipients):], recipients)

    def test_who_stays_is_said_again_to_sendmail_and_to_whoever_says_nothing(self):
        delete = ("delete-recipient", "<tax@york.gov.uk>")
        again = [("add-recipient", "<FOI@york.gov.uk>"), ("add-recipient", "<cllr.other@york.gov.uk>")]
        self.assertEqual(self.recipient_edits("Postfix 3.7.11"), [delete])
        self.assertEqual(self.recipient_edits("Postcow 3.7.11"), [delete])
        self.assertEqual(self.recipient_edits("8.17.1.9"), [delete, *again])
        self.assertEqual(self.recipient_edits(""), [delete, *again])

    def test_what_the_mta_rewrote_in_macros_is_not_believed(self):
        client = self.client()
        answer = self.sent(client, recipients=("Tax@York.gov.uk",), M={"mail_addr": "other@example.com"},
                           R={"rcpt_addr": "foi@york.gov.uk"})
        self.assertEqual((answer.all("add-recipient"), answer.all("delete-recipient")), (FORWARDED, [("<Tax@York.gov.uk>",)]))

    def test_hostile_macros_are_text(self):
        event = self.event_of(M={"i": "%n%s\x1b]0;x\n\r" + "9" * 3000, "auth_authen": ""})
        json.dumps(event)
        self.assertNotIn("\x1b", self.gateway.log())
        self.still_serves()


if __name__ == "__main__":
    unittest.main()
