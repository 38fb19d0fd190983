"""The demonstration behind packaging/demo: sends the sample messages, looks at what arrived, and prints
a row for each recipient as it comes, in 80 columns."""
import collections
import itertools
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


def as_decided(decision, result):
    """Whether what came out is what the decision says. A refusal in mixed company is kept instead, and marked."""
    wanted = {"deliver": "arrived", "junk": "arrived, marked as junk", "quarantine": "kept in the quarantine (kept)",
              "hold": "kept in the quarantine (held)"}
    if decision["action"] == "forward":
        return result in ["arrived at " + manager for manager in decision["forward_to"]]
    if decision["action"] == "reject":
        return result.startswith("refused: ") or result == "kept in the quarantine (refused)"
    return result == wanted[decision["action"]]


def short(text):
    return text.replace("@york.gov.uk", "")


def say(text, indent=""):
    print(textwrap.fill(text, 80, initial_indent=indent, subsequent_indent=" " * 21), flush=True)


def legend(bench):
    """Who the customers are and what is in force, as the store has it."""
    print("\nIn force (an address without a domain is @york.gov.uk):")
    for line in bench.gateway.json("list"):
        record = bench.gateway.json("show", line["reference"])
        terms = record["email"]
        to = [f"to {address}" for address in terms.get("managers", [])]
        contacts = ", ".join(terms.get("contacts", [])) or "nobody else"
        say(short(f"{record['reference']}      {', '.join(record['customer']['identifiers']['email'])}: {' '.join([terms['action'], *to])}; "
                  f"may write to {contacts}; councillors: {terms['councillors']}"), "  ")
    for councillor in bench.gateway.json("councillor", "list"):
        choices = [f"wants mail from {choice['customer']} as {choice['action']}" for choice in councillor.get("choices", [])]
        say(short(f"{', '.join(councillor['addresses'])}".ljust(31)) + f"a councillor; {'; '.join(choices) or 'made no choice'}", "  ")
    for address in bench.gateway.json("protected", "list"):
        say(short(address["address"]).ljust(19) + f"protected: {address['why']}", "  ")
    print(f"\n{'no. to':<16}{'what became of it':<33}why (rule, restriction)\n{'-' * 80}", flush=True)


def show(number, sent_by, rows):
    say(f"{number:>2}  from {sent_by}")
    for recipient, result, why in rows:
        cells = [textwrap.wrap(short(text), width) for text, width in ((recipient, 11), (result, 32), (why, 31))]
        for each in itertools.zip_longest(*cells, fillvalue=""):
            print("".join(cell.ljust(width) for cell, width in zip(("", *each), (4, 12, 33, 31))).rstrip(), flush=True)


def run_samples(bench):
    """How many recipients' mail became what was decided, something else, and nothing."""
    count = collections.Counter()
    for number, (mail_from, recipients, header_from, extra) in enumerate(MESSAGES, 1):
        text = text_of(mail_from, header_from, extra, number)
        decisions = explain(bench, mail_from, recipients, text)
        replies = bench.send(f"<{mail_from}>", [f"<{each}>" for each in recipients], text)
        bench.settled()
        sent_by = mail_from if not header_from else f"{mail_from}, From: {header_from}"
        sent_by += f", {extra.strip()}" if extra else ""
        rows = []
        for recipient in recipients:
            decision = decisions[recipient]
            result = came_out(bench, decision, recipient, replies, number)
            count["lost" if result == "LOST" else "right" if as_decided(decision, result) else "wrong"] += 1
            rows.append((recipient, result, f"{decision['rule']} {decision['restriction'] or ''}"))
        show(number, sent_by, rows)
    return count


def stay_up(bench, mailboxes):
    print(f"""
The gateway stays up on 127.0.0.1:{PORT} until Ctrl-C. In another terminal,
as root:
  cd {bench.folder}
  export PATH={programs()}/admin:$PATH
  export POSTERN_CONFIG=$PWD/postern/postern.yaml
  swaks --server 127.0.0.1:{PORT} --from alex@example.org --to parks@york.gov.uk
  postern events                  what was decided
  ls {mailboxes.folder.name}/*                    what arrived
A first change, by which the same message arrives:
  postern protected add parks@york.gov.uk --why 'A trial'
Another: in rules.yaml, add tax@york.gov.uk to the contacts of RCC-2026-0001.
New terms are a new decision, so give authorised and informed today's date, too:
  postern apply rules.yaml
Logs: postern/posternd.log and postfix/mail.log""", flush=True)
    signal.pause()


def closing(count):
    print(f"\n{count['right']} as decided, {count['lost']} lost; next: README.md, \"From nothing to a protected gateway\".", flush=True)


def demonstrate(folder, once):
    mailboxes = Mailboxes(folder / "arrived")
    (folder / "rules.yaml").write_text(moved(RULES.read_text()))
    bench = TestBench((folder / "rules.yaml").read_text(), folder=folder, port=PORT, on_message=mailboxes.keep)
    try:
        legend(bench)
        count = run_samples(bench)
        closing(count)
        if not once:
            stay_up(bench, mailboxes)
    finally:
        bench.close()
    return count["lost"] + count["wrong"]


def main():
    if ports.answers(PORT):
        sys.exit(f"demo: something answers on 127.0.0.1:{PORT} already; is another demo running? Stop it first.")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="postern-demo-", dir="/var/tmp"))
    faults = 0
    try:
        faults = demonstrate(folder, sys.argv[1:] == ["--once"])
    except KeyboardInterrupt:
        print("\nStopping, and removing", folder)
    except (AssertionError, OSError) as error:
        sys.exit(f"demo: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if faults:
        sys.exit(f"demo: what became of {faults} recipients' mail is not what was decided: this is a fault, please report it")


if __name__ == "__main__":
    main()
