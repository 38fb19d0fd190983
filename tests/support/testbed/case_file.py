"""The text cases of tests/case (its README.md has the grammar), for a run through a mail server. case_file.cpp reads the
same files and is the one that checks them to the last word; here a line that makes no sense ends the run as well."""
import pathlib
import re
from dataclasses import dataclass, field

WORD = re.compile(r'(?:"[^"]*"?|[^\s,"])+')
GROUND = ("restriction", "councillor", "protected", "setting")
RESTRICTION_KEYS = ("to", "contacts", "councillors", "starts", "ends", "hours", "outside", "volume", "beyond", "reply")


class BrokenCase(Exception):
    """`FILE:LINE: what is wrong`."""


@dataclass
class Restriction:
    reference: str
    identifiers: list
    action: str
    terms: dict = field(default_factory=dict)  # by the keys of the line; lists of words, but `reply`, a text


@dataclass
class Ground:
    """What is in force. Two cases with equal ones can share a store."""
    restrictions: list = field(default_factory=list)
    councillors: dict = field(default_factory=dict)  # the first address: all addresses, and (action, target, customer)
    protected: list = field(default_factory=list)
    settings: dict = field(default_factory=dict)

    def copy(self):
        return Ground(list(self.restrictions), {first: (list(addresses), list(choices)) for first, (addresses, choices)
                                                in self.councillors.items()}, list(self.protected), dict(self.settings))


@dataclass
class Case:
    place: str
    title: str
    ground: Ground
    mail: str = ""
    recipients: list = field(default_factory=list)
    header: list = field(default_factory=list)
    login: str = ""
    report: bool = False
    smtputf8: bool = False
    at: str = ""
    used: dict = field(default_factory=dict)  # a reference: how many messages have counted before
    expected: list = field(default_factory=list)  # (recipient, action, rule, reference or "")
    arrives: list = field(default_factory=list)  # (recipient, original recipients, fields with, fields without)
    nothing: list = field(default_factory=list)
    kept: list = field(default_factory=list)  # (recipient, status)
    replied: dict = field(default_factory=dict)  # a recipient or `data`: (code, text)


class Line:
    def __init__(self, place, text):
        self.place, self.text = place, text
        self.found = list(WORD.finditer(text))

    def __bool__(self):
        return bool(self.found)

    def broken(self, why):
        raise BrokenCase(f"{self.place}: {why}")

    def next_is(self, word):
        return bool(self.found) and self.found[0].group() == word

    def word(self, *allowed):
        if not self.found:
            self.broken("the line is too short")
        word = self.found.pop(0).group()
        if allowed and word not in allowed:
            self.broken(f"{word} stands where {' or '.join(allowed)} is wanted")
        return word

    def addresses(self):
        taken = []
        while self.found and "@" in self.found[0].group():
            taken.append(self.word())
        return taken or self.broken("an address is wanted")

    def rest(self):
        text = self.text[self.found[0].start():] if self.found else ""
        self.found = []
        return text


def read_restriction(line):
    reference = line.word()
    line.word("of")
    made = Restriction(reference, line.addresses(), line.word("deliver", "junk", "forward", "quarantine", "reject"))
    while line:
        key = line.word(*RESTRICTION_KEYS)
        if key == "reply":
            made.terms[key] = line.rest()
        else:
            made.terms[key] = [line.word()]
            while line and not any(line.next_is(each) for each in RESTRICTION_KEYS):
                made.terms[key].append(line.word())
    return made


def read_councillor(ground, line):
    addresses = line.addresses()
    _, choices = ground.councillors.setdefault(addresses[0], (addresses, []))
    if line:
        line.word("chose")
        action, target = line.word("junk", "forward", "quarantine", "reject"), ""
        if action == "forward":
            line.word("to")
            target = line.word()
        line.word("for")
        choices.append((action, target, line.word()))


def read_ground(ground, what, line):
    if what == "restriction":
        ground.restrictions.append(read_restriction(line))
    elif what == "councillor":
        read_councillor(ground, line)
    elif what == "protected":
        ground.protected.append(line.word())
    else:
        key = line.word("at_border", "exempt_authenticated", "closed_days", "identities")
        ground.settings[key] = [line.word()]
        while line:
            ground.settings[key].append(line.word())


def read_message(case, what, line):
    if what == "mail":
        case.mail = line.word()
    elif what == "rcpt":
        case.recipients.append(line.word())
    elif what == "header":
        case.header.append(line.rest())
    elif what == "auth":
        case.login = line.word()
    elif what == "at":
        case.at = line.word()
    elif what == "used":
        count = int(line.word())
        line.word("of")
        case.used[line.word()] = count
    elif what in ("report", "smtputf8"):
        setattr(case, what, True)
    else:
        return False
    return True


def read_arrival(line):
    recipient, originals, fields = line.word(), [], {"with": [], "without": []}
    while line:
        key = line.word("for", "with", "without")
        if key == "for":
            originals = line.addresses()
        else:
            fields[key].append(line.word())
    return recipient, originals, fields["with"], fields["without"]


def read_outcome(case, what, line):
    if what == "expect":
        case.expected.append((line.word(), line.word(), line.word(), line.word() if line else ""))
    elif what == "arrives":
        case.arrives.append(read_arrival(line))
    elif what == "nothing":
        line.word("for")
        case.nothing.append(line.word())
    elif what == "kept":
        line.word("for")
        case.kept.append((line.word(), line.word("kept", "refused", "held") if line and line.word("as") else "kept"))
    elif what == "reply":
        name = line.word()
        case.replied[name] = (int(line.word("250", "550")), line.rest())
    else:
        line.broken(f"no line begins with {what}")


def read_line(case, line):
    what = line.word()
    if what in GROUND:
        read_ground(case.ground, what, line)
    elif case.place == "":
        line.broken(f"{what} stands above the first title")
    elif not read_message(case, what, line):
        read_outcome(case, what, line)
    if line:
        line.broken(f"nobody knows what is meant by {line.word()}")


def cases_in(text, file):
    common, cases = Case("", "", Ground()), []
    for number, written in enumerate(text.splitlines(), 1):
        place = f"{file}:{number}"
        if written.startswith("##") or not written.strip():
            continue
        if written.startswith("# "):
            cases.append(Case(place, written[2:], common.ground.copy()))
        else:
            read_line(cases[-1] if cases else common, Line(place, written))
    if not cases:
        raise BrokenCase(f"{file}:1: the file has no case")
    return cases


def cases_of_folder(folder):
    files = sorted(pathlib.Path(folder).glob("*.case"))
    if not files:
        raise BrokenCase(f"{folder}:0: there are no cases")
    return [case for file in files for case in cases_in(file.read_text(encoding="utf-8"), file.name)]
