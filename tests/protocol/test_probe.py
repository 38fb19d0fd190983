"""The probe of `postern doctor`: the control socket gives a token, and tells what was seen of the message that carries it."""
import json
import socket
import unittest

from protocol_case import ProtocolCase
from testbed.gateway import CONFIGURATION

BOUNCES = "restricted-contact@york.gov.uk"
FORGED = " mx.york.gov.uk; spf=pass smtp.mailfrom=x@forged.invalid"


class Probe(ProtocolCase):
    configuration = CONFIGURATION.replace("council:\n", "council:\n  authserv_ids: [mx.york.gov.uk]\n")

    def ask(self, request):
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(60)
            control.connect(str(self.folder / "control.sock"))
            control.sendall(request.encode() + b"\n")
            return json.loads(b"".join(iter(lambda: control.recv(65536), b"")))

    def sent(self, client, token, recipients=(BOUNCES,), fields=(), **words):
        return client.message("", recipients, BOUNCES, fields=[*fields, ("X-Postern-Probe", token)], **words)

    def test_a_probe_is_refused_and_told_of(self):
        token = self.ask("probe")["token"]
        client = self.client()
        answer = self.sent(client, token, fields=[("Authentication-Results", FORGED)])
        self.assertEqual((answer.code, answer.edits), ("y", []))
        self.assertEqual(answer.text, "550 5.7.0 This is postern's own probe; nothing was delivered")
        told = self.ask("probe " + token)
        self.assertEqual((told["ok"], told["times"]), (True, 1))
        [seen] = told["seen"]
        self.assertEqual((seen["queue_id"], seen["client"], seen["by_smtp"], seen["refused"], seen["believed"]),
                         (client.queue_id, "192.0.2.7", True, True, ["forged.invalid"]))
        self.assertIn("stage=eom event=probe client=192.0.2.7", self.gateway.log())
        self.assertEqual(self.gateway.json("events"), [])

    def test_a_field_that_was_removed_is_not_believed(self):
        token = self.ask("probe")["token"]
        self.sent(self.client(), token)
        self.assertEqual(self.ask("probe " + token)["seen"][0]["believed"], [])

    def test_mail_without_smtp_is_discarded_where_the_token_is_known_and_only_there(self):
        token = self.ask("probe")["token"]
        self.assertEqual(self.sent(self.local_client(), token, by_smtp=False).code, "d")
        [seen] = self.ask("probe " + token)["seen"]
        self.assertEqual((seen["by_smtp"], seen["refused"]), (False, False))
        other = self.sent(self.local_client(), "0" * 32, by_smtp=False)
        self.assertEqual((other.code, other.all("change-field")), ("c", [(1, "X-Postern-Probe", "")]))

    def test_what_is_for_somebody_else_is_no_probe(self):
        token = self.ask("probe")["token"]
        answer = self.sent(self.client(), token, [BOUNCES, "tax@york.gov.uk"])
        self.assertEqual((answer.code, answer.all("change-field")), ("c", [(1, "X-Postern-Probe", "")]))
        self.assertEqual(self.ask("probe " + token), {"ok": True, "times": 0, "seen": []})

    def test_requests_that_nobody_knows_are_told_what_there_is(self):
        for request in ("prob", "status now", "", "reload probe"):
            self.assertEqual(self.ask(request), {"ok": False, "problems": ["the control socket knows probe, reload, status"]})
        self.assertEqual(self.ask("probe " + "0" * 32)["ok"], False)
        self.assertEqual(self.ask("status")["ok"], True)


if __name__ == "__main__":
    unittest.main()
