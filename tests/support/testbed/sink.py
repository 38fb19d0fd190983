"""The far end: an SMTP server that records every message byte for byte, with its envelope, and can misbehave on demand."""
import socketserver
import threading
from dataclasses import dataclass, field


@dataclass
class Received:
    mail_from: str
    recipients: list
    content: bytes  # with dots taken away, CRLF at each line's end as it came
    arguments: str = ""
    helo: str = ""

    def header(self):
        return self.content.split(b"\r\n\r\n", 1)[0].decode("latin-1").replace("\r\n\t", " ").replace("\r\n ", " ")

    def body(self):
        parts = self.content.split(b"\r\n\r\n", 1)
        return parts[1] if len(parts) == 2 else b""

    def fields(self, name):
        wanted = name.lower() + ":"
        return [line[len(wanted):].strip() for line in self.header().split("\r\n") if line.lower().startswith(wanted)]


@dataclass
class Behaviour:
    """What the server does instead of its duty. `rcpt` maps an address to a reply; the others are replies for everybody."""
    greeting: str = ""
    mail: str = ""
    rcpt: dict = field(default_factory=dict)
    data: str = ""
    dot: str = ""
    drop_after_dot: bool = False  # takes the message, and the connection dies before the 250
    hang_after_dot: bool = False


class Handler(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b"\r\n")

    def handle(self):
        try:
            self.converse()
        except (ConnectionError, BrokenPipeError, ValueError):
            pass

    def converse(self):
        sink = self.server.sink
        behaviour = sink.behaviour
        self.say(behaviour.greeting or "220 sink.test ESMTP")
        envelope = None
        helo = ""
        while True:
            line = self.rfile.readline(100000)
            if not line:
                return
            text = line.decode("utf-8", "surrogateescape").rstrip("\r\n")
            verb = text[:4].upper()
            if verb in ("EHLO", "HELO"):
                helo = text[5:]
                self.say("250-sink.test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 104857600")
            elif verb == "MAIL":
                path, _, arguments = text[10:].partition(">")
                envelope = Received(path.lstrip("<").strip(), [], b"", arguments.strip(), helo)
                self.say(behaviour.mail or "250 2.1.0 Ok")
            elif verb == "RCPT":
                address = text[8:].strip().lstrip("<").rstrip(">")
                reply = behaviour.rcpt.get(address) or behaviour.rcpt.get("*") or "250 2.1.5 Ok"
                if reply.startswith("2"):
                    envelope.recipients.append(address)
                self.say(reply)
            elif verb == "DATA":
                if behaviour.data:
                    self.say(behaviour.data)
                    continue
                self.say("354 Go on")
                envelope.content = self.read_message()
                if not self.take(envelope):
                    return
            elif verb == "QUIT":
                self.say("221 2.0.0 Bye")
                return
            else:
                self.say("250 2.0.0 Ok")

    def read_message(self):
        lines = []
        while True:
            line = self.rfile.readline()
            if not line:
                raise ConnectionError
            if line == b".\r\n":
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b".") else line)

    def take(self, envelope):
        sink = self.server.sink
        behaviour = sink.behaviour
        if behaviour.dot:
            self.say(behaviour.dot)
            return True
        sink.record(envelope)
        if behaviour.hang_after_dot:
            sink.released.wait()
        if behaviour.drop_after_dot or behaviour.hang_after_dot:
            return False
        self.say("250 2.0.0 Ok")
        return True


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


class Sink:
    def __init__(self, port=0, on_message=None):
        """`on_message` is called with each message as it comes, on the thread of its connection."""
        self.behaviour = Behaviour()
        self.on_message = on_message
        self.released = threading.Event()
        self._lock = threading.Lock()
        self._received = []
        self._server = Server(("127.0.0.1", port), Handler)
        self._server.sink = self
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def record(self, received):
        with self._lock:
            self._received.append(received)
        if self.on_message:
            self.on_message(received)

    def received(self):
        with self._lock:
            return list(self._received)

    def to(self, address):
        """Messages that came for `address`, in the order of their arrival."""
        return [one for one in self.received() if address.lower() in [each.lower() for each in one.recipients]]

    def clear(self):
        with self._lock:
            self._received.clear()

    def stop(self):
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
