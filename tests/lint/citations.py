"""What sources, tests and documents cite: a document with its section (`faults.md M5`), a paragraph of the policy (`¶7`), a
file, a link. And what of that is there."""
import pathlib
import re

import sources

DOCS = sources.ROOT / "docs"
# Where a document may lie that somebody names: beside them, at the top, or where it is installed from.
SHELVES = ("", "docs", "conf", "packaging")
INSTALLED = re.compile(r"^(?:/usr/share/doc/postern|/etc/postern)/")

BREAK = re.compile(r"\s*\n[ \t]*(?:///?<?|#|--|\*)?[ \t]*")
SECTION = r"[A-Z]?\d+"
CITED = re.compile(rf"\b([a-z]+\.md)(?:`?\)? ({SECTION}(?:(?:, | and | to ){SECTION}\b)*)|, ([A-Za-z ]+)(?=[);.:]))")
FILE = re.compile(r"(?<![\w./*${-])([\w./][\w./-]*\.md)\b")
PARAGRAPH = re.compile(r"¶ ?(\d+)(?:(?:–|-| to )¶? ?(\d+))?")
LINK = re.compile(r"\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def texts():
    """Every text of the project, as (name, text)."""
    paths = [path for path in sorted(sources.ROOT.iterdir()) if path.is_file()]
    for folder in (*sources.ROOMS, "tests", "packaging", "docs", "cmake"):
        paths += [path for path in sorted((sources.ROOT / folder).rglob("*")) if path.is_file() and path.suffix != ".pyc"]
    own = pathlib.Path(__file__).parent / "test_citations.py"  # it has wrong ones, to see that they are found
    return [(sources.name(path), path.read_text(errors="replace")) for path in paths if path.resolve() != own.resolve()]


def in_one_line(text):
    """Comments run over several lines, and citations with them."""
    return BREAK.sub(" ", text)


def spread(first, last):
    """M1 to M3: M1, M2, M3."""
    letter = first.rstrip("0123456789")
    return [f"{letter}{number}" for number in range(int(first.lstrip(letter)), int(last.lstrip(letter)) + 1)]


def sections_of(words):
    """`D1 to D3, M9 and H2` taken apart."""
    found = []
    for part in re.split(r", | and ", words):
        first, _, last = part.partition(" to ")
        found += spread(first, last) if last else [first]
    return found


def citations(text):
    """(document, section) for each section that a text cites."""
    for name, words, title in CITED.findall(in_one_line(text)):
        yield from ((name, section) for section in (sections_of(words) if words else [title.strip().lower()]))


def paragraphs(text):
    for first, last in PARAGRAPH.findall(text):
        yield from spread(first, last or first)


def files_named(text):
    yield from {INSTALLED.sub("", name).lstrip("/") for name in FILE.findall(text)}


def sections(text):
    """What of a document can be cited: numbered headings and facts, rows with an id, titles in small letters."""
    titles = HEADING.findall(text)
    numbered = [found.group(1) for title in titles if (found := re.match(r"(\d+)\. ", title))]
    facts = re.findall(r"^(\d+)\. ", text, re.MULTILINE)
    rows = re.findall(r"^\| ¶?([A-Z]?\d+) \|", text, re.MULTILINE)
    return {*numbered, *facts, *rows, *(title.lower() for title in titles)}


def is_there(name, beside):
    return any((shelf / name).is_file() for shelf in (beside, *(sources.ROOT / each for each in SHELVES)))


def anchors(text):
    """The anchors that a heading gives, as GitHub makes them."""
    return {re.sub(r"[^\w\- ]", "", title.replace("`", "").lower()).replace(" ", "-") for title in HEADING.findall(text)}


def broken_links(name, text):
    beside = (sources.ROOT / name).parent
    for link in LINK.findall(text):
        path, _, anchor = link.partition("#")
        target = beside / path if path else sources.ROOT / name
        if re.match(r"[a-z]+:", link):
            continue
        if not target.exists():
            yield f"{name}: the link {link} leads nowhere"
        elif anchor and anchor not in anchors(text if not path else target.read_text()):
            yield f"{name}: no heading for the link {link}"
