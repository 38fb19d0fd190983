"""The text cases through one mail server: posternd gets a fresh store whenever another case has other rules.
An MTA is a class with the constructor of Postfix and the same start, stop, port, queue_is_empty, log_in and submit."""
import contextlib
import pathlib
import shutil
import sqlite3
import tempfile
import time

from . import case_rules
from .bench import TestBench
from .gateway import Gateway
from .postfix import Postfix
from .sink import Sink

DOMAIN_OF_IDS = "cases.test"
FIELDS = ("X-Postern-Action", "X-Postern-Junk", "X-Postern-Pass", "X-Spam-Flag")


class CaseBench(TestBench):
    def __init__(self, mta=Postfix):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="postern-case-"))
        self.folder.chmod(0o755)
        self.sink = Sink()
        self.mta = mta(self.folder / "mta", self.sink.port, "unix:" + str(self.folder / "postern/milter.sock"), mta.FOR_CASES)
        self.gateway = Gateway(self.folder / "postern", self.mta.port)
        self.ground = None
        self.login = ""
        self.seen = (0, set())
        self.mta.start()

    def prepare(self, ground):
        """Brings what `ground` says into force, and nothing else."""
        if ground != self.ground:
            self.gateway.kill()  # its store goes too; an orderly stop waits for the MTA's idle connections
            shutil.rmtree(self.folder / "postern", ignore_errors=True)
            self.gateway = Gateway(self.folder / "postern", self.mta.port, case_rules.configuration(ground.settings))
            self.gateway.init()
            self.gateway.apply(case_rules.document(ground))
            self.gateway.start()
            self.ground, self.seen = ground, (0, set())
        self.sink.clear()

    def count(self, used):
        """As if so many messages had been let through under each restriction just now, and none under any other."""
        with contextlib.closing(sqlite3.connect(self.gateway.folder / "postern.db", timeout=10)) as store, store:
            store.execute("DELETE FROM counted_message")
            store.executemany("INSERT INTO counted_message VALUES (?, ?, ?)",
                              [(reference, int(time.time()), f"used{number}") for reference, count in used.items()
                               for number in range(count)])

    def connection(self):
        client = super().connection()
        if self.login:
            client.ehlo()
            self.mta.log_in(client, self.login)
        return client

    def run(self, case):
        """Sends the case's message, waits until all is done with it, and answers with the replies."""
        self.prepare(case.ground)
        self.count(case.used)
        self.login = case.login
        path = case.mail if case.mail == "<>" else f"<{case.mail}>"
        header = list(case.header)
        if not any(each.lower().startswith("from:") for each in header):
            header.append("From: " + ("mailer-daemon@mx.other.test" if case.mail == "<>" else case.mail))
        if case.report:
            header.append("Content-Type: multipart/report; boundary=b")
        header.append(f"Subject: A case\nMessage-ID: <{case.place.replace(':', '.')}@{DOMAIN_OF_IDS}>")
        replies = self.send(path, [f"<{each}>" for each in case.recipients], "\n".join(header) + "\n\nHello\n",
                            ("SMTPUTF8",) if case.smtputf8 else ())
        self.settled()
        return {name.removeprefix("<").removesuffix(">"): reply for name, reply in replies.items()}

    def news(self):
        """The events of the last case, and what it left in the quarantine."""
        events, ids = self.gateway.json("events"), {each["id"] for each in self.gateway.json("quarantine", "list")}
        count, known = self.seen
        self.seen = (len(events), ids)
        return events[count:], [self.gateway.json("quarantine", "show", each) for each in ids - known]
