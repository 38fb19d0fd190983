"""The demonstration behind packaging/demo: sends the sample messages, looks at what arrived, and prints a table."""
import pathlib
import shutil
import signal
import sys
import tempfile
import textwrap

from testbed import ports
from testbed.bench import TestBench
from testbed.days import moved
from testbed.gateway import programs

PORT = 2525
RULES = pathlib.Path(__file__).with_name("demo-rules.yaml")

# Envelope sender, recipients, From (or the envelope sender), a further field.
MESSAGES = [
    ("neighbour@example.com", ["planning@york.gov.uk"], None, ""),
    ("Alex+x@Example.ORG", ["planning@york.gov.uk"], None, ""),
    ("alex@example.org", ["housing@york.gov.uk"], None, ""),
    ("alex@example.org", ["foi@york.gov.uk"], None, ""),
    ("alex@example.org", ["cllr.other@york.gov.uk", "cllr.ward@york.gov.uk", "tax@york.gov.uk", "parks@york.gov.uk"], None, ""),
    ("x@other.test", ["tax@york.gov.uk"], "Alex <alex@example.org>", ""),
    ("someone@other.test", ["tax@york.gov.uk"], '"alex@example.org" <someone@other.test>', ""),
    ("sam@example.net", ["tax@york.gov.uk"], None, ""),
    ("sam@example.net", ["cllr.other@york.gov.uk"], None, ""),
    ("x@other.test", ["tax@york.gov.uk", "legal@york.gov.uk"], "Sam <sam@example.net>", ""),
    ("kim@example.com", ["tax@york.gov.uk", "parks@york.gov.uk"], None, ""),
    ("form@website.test", ["parks@york.gov.uk"], None, "Reply-To: sam@example.net\n"),
]


def text_of(mail_from, header_from, extra, number):
    return (f"{extra}From: {header_from or mail_from}\nTo: undisclosed-recipients:;\nSubject: Sample message {number}\n"
            f"Message-ID: <sample-{number}@demo.test>\n\nThis is sample message {number}.\n")


class Mailboxes:
    """What arrived, a file a message, in a folder for each recipient."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    def keep(self, received):
        self.count += 1
        for recipient in received.recipients:
            mailbox = self.folder / recipient.replace("/", "_")
            mailbox.mkdir(parents=True, exist_ok=True)
            (mailbox / f"{self.count:04}.eml").write_bytes(received.content)


def explain(bench, mail_from, recipients, text):
    path = bench.folder / "sample.eml"
    path.write_text(text)
    words = ["explain", "--from", mail_from, "--message", str(path)]
    for recipient in recipients:
        words += ["--to", recipient]
    return {each["address"]: each for each in bench.gateway.json(*words)["recipients"]}


def came_out(bench, decision, recipient, replies, number):
    """What really happened to one recipient, looked up at the far end, in the quarantine and in the SMTP dialogue."""
    code, text = replies[f"<{recipient}>"]
    if code >= 500 or replies["data"][0] >= 500:
        return "refused: " + (text if code >= 500 else replies["data"][1])
    mine = f"Subject: Sample message {number}\r\n".encode()
    for received in bench.sink.to(recipient):
        if mine in received.content and not received.fields("X-Postern-Action"):
            return "arrived, marked as junk" if received.fields("X-Spam-Flag") else "arrived"
    for manager in decision["forward_to"]:
        for received in bench.sink.to(manager):
            if mine in received.content and recipient in " ".join(received.fields("X-Postern-Action")):
                return "arrived at " + manager
    for kept in bench.gateway.json("quarantine", "list"):
        if recipient in "".join(kept["recipients"]) and kept["message_id"] == f"<sample-{number}@demo.test>":
            return f"kept in the quarantine ({kept['status']})"
    return "LOST"


def show(rows):
    widths = [5, 30, 26, 36, 58]
    header = ["no.", "from", "to", "what came out", "why"]
    for row in [header, ["-" * (width - 2) for width in widths], *rows]:
        cells = [textwrap.wrap(cell, width - 2) or [""] for cell, width in zip(row, widths)]
        for i in range(max(len(cell) for cell in cells)):
            print("".join((cell[i] if i < len(cell) else "").ljust(width) for cell, width in zip(cells, widths)).rstrip())


def run_samples(bench):
    rows = []
    lost = 0
    for number, (mail_from, recipients, header_from, extra) in enumerate(MESSAGES, 1):
        text = text_of(mail_from, header_from, extra, number)
        decisions = explain(bench, mail_from, recipients, text)
        replies = bench.send(f"<{mail_from}>", [f"<{each}>" for each in recipients], text)
        bench.settled()
        sent_by = mail_from if not header_from else f"{mail_from}, From: {header_from}"
        sent_by += f", {extra.strip()}" if extra else ""
        for place, recipient in enumerate(recipients):
            decision = decisions[recipient]
            result = came_out(bench, decision, recipient, replies, number)
            lost += result == "LOST"
            rows.append([str(number) if place == 0 else "", sent_by if place == 0 else "", recipient, result,
                         f"{decision['rule']}: {decision['why']}"])
    show(rows)
    return lost


def stay_up(bench, mailboxes):
    folder = bench.folder
    print(f"""
The gateway stays up on 127.0.0.1:{PORT} until Ctrl-C. In another terminal:
  try a message:    swaks --server 127.0.0.1:{PORT} --from alex@example.org --to parks@york.gov.uk
  what arrived:     ls {mailboxes.folder}/*
  what was decided: {programs()}/admin/postern events --config {folder}/postern/postern.yaml
  change the rules: {programs()}/admin/postern apply FILE --config {folder}/postern/postern.yaml   (sample: {folder}/rules.yaml)
  posternd's log:   {folder}/postern/posternd.log
  Postfix' log:     {folder}/postfix/mail.log""", flush=True)
    try:
        signal.pause()
    except KeyboardInterrupt:
        print("\nStopping, and removing", folder)


def main():
    once = sys.argv[1:] == ["--once"]
    if ports.answers(PORT):
        sys.exit(f"demo: something answers on 127.0.0.1:{PORT} already; is another demo running? Stop it first.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="postern-demo-", dir="/var/tmp"))
    mailboxes = Mailboxes(folder / "arrived")
    bench = None
    try:
        (folder / "rules.yaml").write_text(moved(RULES.read_text()))
        bench = TestBench((folder / "rules.yaml").read_text(), folder=folder, port=PORT, on_message=mailboxes.keep)
        lost = run_samples(bench)
        if not once:
            stay_up(bench, mailboxes)
    finally:
        if bench:
            bench.close()
        shutil.rmtree(folder, ignore_errors=True)
    if lost:
        sys.exit(f"demo: {lost} recipients' mail was not found anywhere: this is a fault, please report it")


if __name__ == "__main__":
    main()
