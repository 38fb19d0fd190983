"""The whole way: an SMTP client, an MTA, posternd, the far end."""
import pathlib
import shutil
import smtplib
import tempfile

from . import ports
from .gateway import CONFIGURATION, Gateway
from .postfix import Postfix
from .sink import Sink


class TestBench:
    def __init__(self, rules="", extra_main="", extra_master="", extra_configuration="", configuration=CONFIGURATION,
                 folder=None, port=None, on_message=None, mta=Postfix):
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="postern-test-"))
        self.folder.chmod(0o755)
        self.sink = Sink(on_message=on_message)
        # The submission port is the MTA's own, which is chosen first.
        self.mta = mta(self.folder / mta.__name__.lower(), self.sink.port, "unix:" + str(self.folder / "postern/milter.sock"),
                       extra_main, extra_master, port)
        self.gateway = Gateway(self.folder / "postern", self.mta.port, configuration, extra_configuration)
        self.gateway.init()
        if rules:
            self.gateway.apply(rules)
        self.gateway.start()
        self.mta.start()

    @property
    def postfix(self):
        """The MTA, where a test asks for what only Postfix has."""
        return self.mta

    def close(self):
        try:
            self.mta.stop()
        finally:
            self.gateway.stop()
            self.sink.stop()
            shutil.rmtree(self.folder, ignore_errors=True)

    def connection(self):
        return smtplib.SMTP("127.0.0.1", self.mta.port, local_hostname="client.test", timeout=60)

    def send(self, mail_from, recipients, message, options=()):
        """One message in one dialogue. Answers with the reply to each RCPT and to the end of data, as (code, text)."""
        if isinstance(message, str):
            message = message.encode("utf-8")
        message = message.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return self.send_bytes(mail_from, recipients, message, options)

    def send_bytes(self, mail_from, recipients, message, options=()):
        replies = {}
        with self.connection() as client:
            client.ehlo()
            if "SMTPUTF8" in options:
                client.command_encoding = "utf-8"
            code, text = client.docmd("MAIL", " ".join(["FROM:" + mail_from, *options]))
            if code != 250:
                return {"mail": (code, text.decode())}
            for recipient in recipients:
                code, text = client.docmd("RCPT", "TO:" + recipient)
                replies[recipient] = (code, text.decode())
            code, text = client.docmd("DATA")
            if code == 354:
                stuffed = message.replace(b"\r\n.", b"\r\n..")
                if stuffed.startswith(b"."):
                    stuffed = b"." + stuffed
                client.send(stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n")
                code, text = client.getreply()
            replies["data"] = (code, text.decode())
        return replies

    def settled(self):
        """Waits until nothing is on its way: neither in the outbox nor in the MTA's queue."""
        ports.wait_for(lambda: self.gateway.outbox_is_empty() and self.mta.queue_is_empty(), "an empty outbox and queue")

    def clear(self):
        self.settled()
        self.sink.clear()
