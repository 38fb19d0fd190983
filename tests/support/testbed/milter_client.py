"""The MTA's side of the milter protocol, packet by packet: a client that may do what no MTA would."""
import contextlib
import socket
import struct
from dataclasses import dataclass, field

ALL_ACTIONS = 0x1FF
ALL_STEPS = 0x1FFFFF
SKIP = 0x400
LEADING_SPACE = 0x100000
NO_REPLY_TO = {"C": 0x1000, "H": 0x2000, "M": 0x4000, "L": 0x80}  # connect, HELO, MAIL, header field
STAGES = ("connect", "helo", "mail", "rcpt", "data", "eom", "eoh")  # as a filter numbers them where it asks for macros
LARGEST_CHUNK = 65535
EDITS = {"+": "add-recipient", "2": "add-recipient-with-arguments", "-": "delete-recipient", "e": "change-sender",
         "h": "add-field", "i": "insert-field", "m": "change-field", "b": "replace-body", "q": "quarantine"}


class Closed(Exception):
    """The filter closed the connection, where an answer was due or while it was spoken to."""


@dataclass
class Answer:
    """What the filter said at last, and the edits before it. `code` is the protocol's letter: `a` accept, `c` continue,
    `d` discard, `r` reject, `s` skip, `t` tempfail, `y` an SMTP reply, whose text is `text`; empty where none is due."""
    code: str
    text: str = ""
    edits: list = field(default_factory=list)  # (what, *arguments), in their order; an index is a number

    def all(self, what):
        return [edit[1:] for edit in self.edits if edit[0] == what]


def packet(command, data=b""):
    return struct.pack(">I", len(data) + 1) + command.encode() + data


def strings(*texts):
    return b"".join((text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")) + b"\0" for text in texts)


class MilterClient:
    """`where` is the path of a UNIX socket, or (host, port)."""

    def __init__(self, where, actions=ALL_ACTIONS, steps=ALL_STEPS, version=6, negotiate=True, patience=60):
        self.socket = socket.socket(socket.AF_INET if isinstance(where, tuple) else socket.AF_UNIX)
        self.socket.settimeout(patience)
        self.socket.connect(where if isinstance(where, tuple) else str(where))
        self.actions = self.steps = self.version = 0
        self.queue_id = ""
        self.asked = {}  # macros that the filter wants to be told, by stage
        try:
            if negotiate:
                self.negotiate(actions, steps, version)
        except (Closed, TimeoutError):
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send_bytes(self, data):
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise Closed(str(error)) from error

    def send(self, command, data=b""):
        self.send_bytes(packet(command, data))

    def _exactly(self, count):
        data = b""
        while len(data) < count:
            try:
                more = self.socket.recv(count - len(data))
            except ConnectionResetError as error:
                raise Closed(str(error)) from error
            if not more:
                raise Closed("end of file")
            data += more
        return data

    def receive(self):
        """One packet: its letter and its data."""
        [length] = struct.unpack(">I", self._exactly(4))
        data = self._exactly(length)
        return chr(data[0]), data[1:]

    def answer(self):
        """Reads edits until the answer to the last command."""
        edits = []
        while True:
            code, data = self.receive()
            if code == "p":
                continue
            if code not in EDITS:
                return Answer(code, data.rstrip(b"\0").decode("utf-8", "surrogateescape"), edits)
            number = (struct.unpack(">I", data[:4])[0],) if code in "im" else ()
            texts = data[4:] if number else data
            edits.append((EDITS[code], *number, *(each.decode("utf-8", "surrogateescape")
                                                  for each in texts.removesuffix(b"\0").split(b"\0"))))

    def ask(self, command, data=b""):
        self.send(command, data)
        return Answer("") if self.steps & NO_REPLY_TO.get(command, 0) else self.answer()

    def negotiate(self, actions, steps, version=6):
        code, data = self.ask_raw("O", struct.pack(">III", version, actions, steps))
        if code != "O":
            raise Closed("refused at negotiation")
        self.version, self.actions, self.steps = struct.unpack(">III", data[:12])
        self.asked = {}
        data = data[12:]
        while data:
            names, _, rest = data[4:].partition(b"\0")
            self.asked[STAGES[struct.unpack(">I", data[:4])[0]]] = names.decode().split()
            data = rest

    def ask_raw(self, command, data):
        self.send(command, data)
        return self.receive()

    def macros(self, stage, **values):
        """Those of the command that comes next, `stage` being its letter. A name of several letters gets its braces."""
        pairs = [text for name, value in values.items() for text in (name if len(name) == 1 else "{" + name + "}", value)]
        self.send("D", stage.encode() + strings(*pairs))

    def connect(self, name="client.test", address="192.0.2.7", family="4", port=4000):
        peer = struct.pack(">H", port) + strings(address) if address else b""
        return self.ask("C", strings(name) + family.encode() + peer)

    def helo(self, name="client.test"):
        return self.ask("H", strings(name))

    def mail(self, *arguments):
        return self.ask("M", strings(*arguments))

    def rcpt(self, *arguments):
        return self.ask("R", strings(*arguments))

    def header(self, name, value):
        """`value` as after the colon, without the space that belongs there: it is sent where it was negotiated."""
        space = b" " if self.steps & LEADING_SPACE else b""
        return self.ask("L", strings(name) + space + strings(value))

    def end_of_header(self):
        return self.ask("N")

    def body(self, data):
        return self.ask("B", data)

    def end_of_message(self, data=b""):
        return self.ask("E", data)

    def abort(self):
        self.send("A")

    def quit(self):
        with contextlib.suppress(Closed):
            self.send("Q")
        self.close()

    def greet(self, version="Postfix 3.7.11"):
        """`version` as the MTA tells it; empty for one that does not, such as Sendmail."""
        if version:
            self.macros("C", v=version)
        self.connect()
        self.helo()
        return self

    def envelope(self, sender, recipients, queue_id="4AbCdE", by_smtp=True):
        """MAIL and every RCPT as Postfix does it, which tells the queue id later; the answers to RCPT."""
        self.macros("M", **({"mail_mailer": "smtp"} if by_smtp else {}), mail_addr=sender.strip("<>"))
        self.mail(sender)
        self.queue_id = queue_id
        return [self.rcpt(recipient) for recipient in recipients]

    def up_to_the_body(self, sender, recipient, body):
        """One message whose end never comes. The reply to its body."""
        self.greet()
        self.envelope(f"<{sender}>", [f"<{recipient}>"])
        self.header("From", sender)
        self.end_of_header()
        return self.body(body)

    def content(self, fields, body=b"Hello\r\n"):
        """Header, body and end of message, as an MTA does it: it stops where it is told to. The last answer."""
        for name, value in fields:
            answer = self.header(name, value)
            if answer.code not in ("", "c"):
                return answer
        if self.queue_id:
            self.macros("N", i=self.queue_id)
        answer = self.end_of_header()
        if answer.code != "c":
            return answer
        for begin in range(0, len(body), LARGEST_CHUNK):
            answer = self.body(body[begin:begin + LARGEST_CHUNK])
            if answer.code == "s":
                break
            if answer.code != "c":
                return answer
        return self.end_of_message()

    def message(self, sender, recipients, header_from=None, body=b"Hello\r\n", fields=(), **words):
        """A whole message of `sender`. Answers with the last answer; after a refusal of every recipient, with that."""
        answers = self.envelope(f"<{sender}>", [f"<{each}>" for each in recipients], **words)
        if all(each.code != "c" for each in answers):
            return answers[-1]
        return self.content([("From", header_from or sender), ("Subject", "Test"), *fields], body)
