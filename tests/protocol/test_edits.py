"""The edits that are asked of the MTA, and the replies it is given: whole, on top, and safe whatever the message says
(faults.md M9, M10, M11, M12, M19, M20)."""
import re
import unittest

import sample_rules
from protocol_case import ProtocolCase
from testbed.milter_client import ALL_STEPS, LEADING_SPACE

FORWARDED = [("<m.manager@york.gov.uk>",)]
NAMES = ["X-Postern-Action", "x-postern-action", "X-POSTERN-ACTION", "X-Postern-Pass", "x-Postern-pass", "X-Postern-Junk",
         "X-postern-JUNK", "X-Postern-Anything"]


def after(fields, answer):
    """The header as an MTA makes it of `fields` and the edits, in their order."""
    header = list(fields)
    for what, *arguments in answer.edits:
        if what == "insert-field":
            index, name, value = arguments
            assert value.startswith(" "), "the space after the colon was left to the filter"
            header.insert(index, (name, value[1:]))
        elif what == "change-field":
            index, name, value = arguments
            places = [i for i, field in enumerate(header) if field[0].lower() == name.lower()]
            assert value == "", "a field is only ever removed"
            del header[places[index - 1]]
    return header


class Fields(ProtocolCase):
    def sent(self, sender, fields, recipients=("tax@york.gov.uk",)):
        client = self.client()
        client.envelope(f"<{sender}>", [f"<{each}>" for each in recipients])
        return client.content(fields)

    def forged(self, sender):
        fields = [("Received", "from a by b")]
        for name in NAMES:
            fields += [(name, "forged"), ("X-Other", name)]
        return [*fields, ("From", sender), ("X-Posterns", "kept"), ("X-Postern", "kept")]

    def test_forged_fields_go_from_a_message_that_nothing_concerns(self):
        fields = self.forged("other@example.com")
        answer = self.sent("other@example.com", fields)
        self.assertEqual(after(fields, answer), [field for field in fields if field[1] != "forged"])
        self.assertEqual({edit[0] for edit in answer.edits}, {"change-field"})

    def test_each_name_is_removed_from_its_highest_index_down(self):
        answer = self.sent("other@example.com", self.forged("other@example.com"))
        indexes = {}
        for index, name, _ in answer.all("change-field"):
            indexes.setdefault(name.lower(), []).append(index)
        self.assertEqual(indexes, {"x-postern-action": [3, 2, 1], "x-postern-pass": [2, 1], "x-postern-junk": [2, 1],
                                   "x-postern-anything": [1]})

    def test_a_forwarded_message_has_exactly_posterns_own_fields_on_top(self):
        fields = self.forged("alex@example.org")
        answer = self.sent("alex@example.org", fields)
        own = ("X-Postern-Action", "forward; restriction=RCC-2026-0001; original-recipient=tax@york.gov.uk")
        self.assertEqual(after(fields, answer), [own, *[field for field in fields if field[1] != "forged"]])

    def test_a_junk_message_has_its_fields_on_top_in_their_order(self):
        fields = self.forged("junked@example.net")
        answer = self.sent("junked@example.net", fields)
        self.assertEqual(after(fields, answer)[:3], [("X-Spam-Flag", "YES"), ("X-Postern-Junk", "yes"), fields[0]])
        self.assertEqual({index for index, *_ in answer.all("insert-field")}, {0})

    def test_the_space_after_the_colon_comes_from_whom_the_negotiation_says(self):
        for steps, value in ((ALL_STEPS, " YES"), (ALL_STEPS & ~LEADING_SPACE, "YES")):
            with self.subTest(steps=hex(steps)):
                client = self.client(steps=steps)
                client.envelope("<junked@example.net>", ["<tax@york.gov.uk>"])
                answer = client.content([("From", "junked@example.net")])
                self.assertIn((0, "X-Spam-Flag", value), answer.all("insert-field"))

    def test_recipients_are_added_before_any_is_taken_off(self):
        answer = self.sent("two@example.net", [("From", "two@example.net")], ("tax@york.gov.uk", "parks@york.gov.uk"))
        order = [what for what, *_ in answer.edits]
        self.assertEqual(order, ["insert-field", "add-recipient", "add-recipient", "change-sender", "delete-recipient",
                                 "delete-recipient"])
        self.assertEqual(answer.all("change-sender"), [("<restricted-contact@york.gov.uk>",)])


class AttackersText(ProtocolCase):
    def is_safe(self, answer):
        """Each field that postern writes is one field, foldable text of printable ASCII."""
        for _, name, value in answer.all("insert-field"):
            self.assertNotIn("\r", value)
            for number, line in enumerate(value.split("\n")):
                self.assertLess(len(line) + len(name) + 2, 998)
                self.assertTrue(number == 0 or line[:1] in (" ", "\t") and line.strip(), value)
                self.assertTrue(all(" " <= c <= "~" or c == "\t" for c in line), repr(line))

    def sent(self, recipients, **words):
        client = self.client()
        client.envelope("<alex@example.org>", recipients)
        return client.content([("From", words.get("header_from", "alex@example.org")), ("Subject", words.get("subject", "Test"))])

    def test_recipients_with_hostile_bytes(self):
        for local in ('"a\r\nBcc: x"', "\xff\xfe", "a%n%s%d", '"%s%n"', "jörg", '"a b"', '"a;restriction=RCC-2026-0002"', '"a,b"', "a" * 5000):
            with self.subTest(local=local[:30]):
                answer = self.sent([f"<{local}@york.gov.uk>"])
                self.assertEqual((answer.code, answer.all("add-recipient")), ("c", FORWARDED))
                self.assertEqual(answer.all("delete-recipient"), [(f"<{local}@york.gov.uk>",)])
                self.is_safe(answer)
        self.still_serves()

    def test_recipients_that_nobody_can_read_are_refused(self):
        for local in ('"a\\\r\\\nBcc: x"', "a\x1b]0;x\x07", "a;restriction=RCC-2026-0002", "a,b",
                      "\t", "a\x7f", "<a", "a>"):
            with self.subTest(local=local):
                client = self.client()
                [answer] = client.envelope("<alex@example.org>", [f"<{local}@york.gov.uk>"])
                self.assertEqual((answer.code, answer.text[:9]), ("y", "553 5.1.3"))
        self.still_serves()

    def test_very_many_recipients_are_folded(self):
        answer = self.sent([f"<recipient.number.{i}@york.gov.uk>" for i in range(400)])
        self.assertEqual((answer.code, len(answer.all("delete-recipient"))), ("c", 400))
        self.is_safe(answer)
        [(_, _, value)] = answer.all("insert-field")
        for i in (0, 399):
            self.assertIn(f"recipient.number.{i}@york.gov.uk", value)

    def test_a_header_with_hostile_text_is_never_repeated(self):
        for text in ("x\r\n Bcc: victim@example.net\r\n <alex@example.org>", "x" * 5000 + " <alex@example.org>",
                     "Jörg ☃ <alex@example.org>", "%n%s%n <alex@example.org>", b"\xff\xfe <alex@example.org>"):
            answer = self.sent(["<tax@york.gov.uk>"], header_from=text, subject=text)
            self.assertEqual(answer.all("add-recipient"), FORWARDED)
            self.is_safe(answer)
            self.assertNotIn("Bcc", str(answer.edits))
        self.assertNotIn("\x1b", self.gateway.log())


TEXTS = {  # by the number in the customer's address
    1: "Ring 100% sure of it: 01904 551550 %n%s%d %% %",
    2: "Bitte schreiben Sie Jörg Müller, Straße 5 – danke ☃",
    3: "Please write " + "to the manager " * 200,
    4: "%" * 2000,
}


class Replies(ProtocolCase):
    rules = "restrictions:" + "".join(sample_rules.restriction(
        f"RCC-2026-000{i}", f"r{i}@example.net", '{action: reject, councillors: all, reply: "' + text + '"}', f"R{i}")
        for i, text in TEXTS.items())

    def replies(self, number):
        """At RCPT, and at the end of the message."""
        sender = f"r{number}@example.net"
        return [self.client().message(sender, ["tax@york.gov.uk"]),
                self.client().message("other@example.com", ["tax@york.gov.uk"], header_from=sender)]

    def still_serves(self):
        self.assertEqual(self.client().message("other@example.com", ["tax@york.gov.uk"]).code, "a")

    def test_every_reply_is_one_line_that_an_mta_can_say(self):
        for number in TEXTS:
            for answer in self.replies(number):
                with self.subTest(number=number, reply=answer.text[:60]):
                    self.assertEqual(answer.code, "y")
                    self.assertRegex(answer.text, r"^550 5\.7\.1 [ -~]+$")
                    self.assertEqual(re.findall("%", answer.text.replace("%%", "")), [], "a single percent sign loses the text")
                    self.assertLessEqual(len(answer.text), 980 + len("550 5.7.1 "))
        self.still_serves()
        self.assertNotIn("reply-text-refused", self.gateway.log())

    def test_what_can_be_said_is_said_in_full(self):
        for answer in self.replies(1):
            self.assertEqual(answer.text, "550 5.7.1 " + TEXTS[1].replace("%", "%%"))
        for answer in self.replies(2):
            self.assertEqual(answer.text, "550 5.7.1 " + re.sub("[^ -~]", "?", TEXTS[2]))
        for answer in self.replies(3):
            self.assertTrue(("550 5.7.1 " + TEXTS[3]).startswith(answer.text) and len(answer.text) > 900)


class Recipients(ProtocolCase):
    def test_the_same_recipient_in_other_spellings_is_decided_once(self):
        spellings = ["<tax@york.gov.uk>", "<Tax@York.Gov.UK>", "<tax@york.gov.uk>", "<tax+bills@york.gov.uk>",
                     '<"tax"@york.gov.uk>']
        client = self.client()
        client.envelope("<alex@example.org>", spellings)
        answer = client.content([("From", "alex@example.org")])
        self.assertEqual(answer.all("add-recipient"), FORWARDED)
        self.assertEqual({each for each, in answer.all("delete-recipient")}, set(spellings))
        self.assertEqual(len(answer.all("insert-field")), 1)
        self.assertEqual(self.gateway.json("outbox", "list"), [])

    def test_a_manager_who_is_a_recipient_in_another_spelling_gets_one_copy(self):
        client = self.client()
        client.envelope("<alex@example.org>", ["<M.Manager@York.gov.uk>", "<tax@york.gov.uk>"])
        answer = client.content([("From", "alex@example.org")])
        managers = 1 + len(answer.all("add-recipient")) - answer.all("delete-recipient").count(("<M.Manager@York.gov.uk>",))
        self.assertEqual((managers, self.gateway.json("outbox", "list")), (1, []))

    def test_after_every_recipient_was_refused_nothing_is_left_to_decide(self):
        client = self.client()
        answers = client.envelope("<rejected@example.net>", ["<tax@york.gov.uk>", "<parks@york.gov.uk>"])
        self.assertEqual([answer.text[:9] for answer in answers], ["550 5.7.1"] * 2)
        events, kept = len(self.gateway.json("events")), self.gateway.json("quarantine", "list")
        # No MTA goes on here; one that does gets no edit and leaves no trace.
        answer = client.content([("From", "rejected@example.net")])
        self.assertEqual(answer.edits, [])
        self.assertEqual((len(self.gateway.json("events")), self.gateway.json("quarantine", "list")), (events, kept))
        self.assertEqual(client.message("alex@example.org", ["tax@york.gov.uk"]).all("add-recipient"), FORWARDED)

    def test_a_message_without_recipients_disturbs_nothing(self):
        client = self.client()
        client.mail("<alex@example.org>")
        client.send("N")
        client.send("E")
        self.assertEqual(client.message("alex@example.org", ["tax@york.gov.uk"]).all("add-recipient"), FORWARDED)

    def test_only_accepted_recipients_are_acted_on(self):
        client = self.client()
        answers = client.envelope("<rejected@example.net>", ["<tax@york.gov.uk>", "<housing@york.gov.uk>"])
        self.assertEqual([answer.code for answer in answers], ["y", "c"])
        answer = client.content([("From", "rejected@example.net")])
        self.assertEqual((answer.code, answer.edits), ("c", []))


if __name__ == "__main__":
    unittest.main()
