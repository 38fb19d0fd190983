"""Rows as the gateway writes them, and the files of kept messages."""
import contextlib
import hashlib
import sqlite3
import time

ALEX = "alex@example.org"
MESSAGE = b"From: Alex <alex@example.org>\r\nSubject: x\r\n\r\n\x00 .\r\n..\r\nBody \xff\r\n"


def identifier(number):
    return f"{number:032x}"


@contextlib.contextmanager
def opened(path):
    """The database at `path`; what was written is committed, and nothing keeps it open."""
    database = sqlite3.connect(path)
    try:
        with database:
            yield database
    finally:
        database.close()


def statement(folder, text, values=()):
    with opened(folder / "postern.db") as database:
        return database.execute(text, values).fetchall()


def path_of(folder, number):
    return folder / "quarantine" / identifier(number)[:2] / (identifier(number) + ".eml")


def keep(folder, number, restriction="RCC-2026-0001", status="kept", message=MESSAGE, at=None, address=ALEX):
    """One message with one recipient, its event and its file."""
    at = int(time.time()) - 3600 if at is None else at
    kept = identifier(number)
    path = path_of(folder, number)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(message)
    with opened(folder / "postern.db") as database:
        database.execute("INSERT INTO event (enforcement, at, restriction, identity, address, recipient, action, rule, queue_id,"
                         " message_id, client, helo, authenticated, choice_of, copy_id, note) VALUES (?, ?, ?, 'from', ?,"
                         " 'tax@york.gov.uk', 'quarantine', 'restricted', 'Q1', '<1@example.org>', '192.0.2.1', 'mx.test', 0, '',"
                         " ?, '')", (kept, at, restriction, address, kept))
        database.execute("INSERT INTO kept_message VALUES (?, ?, ?, ?, 'Q1', '<1@example.org>', '192.0.2.1', 'mx.test', ?, ?, 0, 1)",
                         (kept, kept, at, f"<{address}>", len(message), hashlib.sha256(message).hexdigest()))
        database.execute("INSERT INTO kept_recipient VALUES (?, 0, '<tax@york.gov.uk>', ?, ?, '', NULL, '')",
                         (kept, status, restriction))
    return kept
