"""The least of an MTA's side of the milter protocol: a session that stops where a test wants it to."""
import socket
import struct

ACTIONS = 0x1FF


class MilterPeer:
    """Negotiated, and nothing more. Every command is answered, since no step is offered."""

    def __init__(self, path, patience=60):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(patience)
        self.socket.connect(str(path))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def send(self, command, data=b""):
        self.socket.sendall(struct.pack(">I", len(data) + 1) + command + data)

    def read(self, count):
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            if not more:
                raise ConnectionError("the filter has closed")
            data += more
        return data

    def answer(self):
        """The letter of the next packet, and what is in it."""
        [length] = struct.unpack(">I", self.read(4))
        data = self.read(length)
        return data[:1], data[1:]

    def ask(self, command, *texts):
        self.send(command, b"".join(text.encode() + b"\0" for text in texts))
        return self.answer()[0]

    def negotiate(self):
        self.send(b"O", struct.pack(">III", 6, ACTIONS, 0))
        return self.answer()[0]

    def up_to_the_body(self, sender, recipient, body):
        """One message whose end never comes. Answers with the reply to its body."""
        self.negotiate()
        self.send(b"C", b"client.test\0" + b"4" + struct.pack(">H", 25) + b"192.0.2.1\0")
        self.answer()
        self.send(b"D", b"M" + b"{mail_mailer}\0smtp\0")
        for command, text in ((b"H", "client.test"), (b"M", f"<{sender}>"), (b"R", f"<{recipient}>")):
            self.ask(command, text)
        self.ask(b"L", "From", sender)
        self.ask(b"N")
        self.send(b"B", body)
        return self.answer()[0]
