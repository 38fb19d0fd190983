"""The rooms of the house: what each holds, and whom it may include. Run by hand, it prints the table that
docs/architecture.md shows; with --write it puts the table there.

A room is a folder of sources. A .cpp and the header of its name are one source."""
import collections
import fnmatch
import os
import pathlib
import re
import sys

os.environ.setdefault("POSTERN_SOURCE", str(pathlib.Path(__file__).resolve().parents[2]))
import sources  # noqa: E402  (it reads POSTERN_SOURCE)

# The one order, from the ground up: a room includes its own headers and those of the floors below it, never a neighbour on
# its own floor. A floor lists its rooms, each with the order inside it; "." is what lies in the folder itself.
ORDER = [
    {"policy": [{"."}, {"address", "time"}, {"record"}, {"decision"}, {"words"}]},
    {"conf": [], "mail": [], "db": [{"chain", "json"}, {"."}, {"shared"}, {"sql"}, {"sqlite"}]},
    {
        "milter": [{"message"}, {"libmilter"}],
        "admin": [
            {"service": [{"log", "document"}, {"letters", "gate"}, {"reports", "apply", "kept"}, {"digests", "records", "life", "explain", "check"},
                         {"upkeep"}]},
            {"doctor": [{"facts"}, {"postfix", "sendmail"}, {"findings"}, {"."}]},
            {"cli": [{"."}, {"commands"}]},
            {"."},
        ],
    },
    {"daemon": [{"metrics"}, {"."}]},
]
MOST_SOURCES = 30
# What one header brings in: so many of the project's own headers, all the way down.
WIDEST = 48

BEGIN, END = "<!-- rooms:begin -->\n", "<!-- rooms:end -->"
DOCUMENT = sources.ROOT / "docs" / "architecture.md"
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
IMPLEMENTED = re.compile(r"^// Implemented in: (.+)$", re.MULTILINE)


def house():
    """Every source and header of production, by its name in the tree."""
    return {sources.name(path): path.read_text() for path in sources.files(".cpp", ".hpp", under=sources.ROOMS)}


def room(name):
    return str(pathlib.PurePosixPath(name).parent)


def stem(name):
    return pathlib.PurePosixPath(name).stem


def places(order=None, above=(), path=""):
    """Of each room the floors on the way to it, from the house inwards: ((floor, name), …)."""
    found = {}
    for floor, entries in enumerate(ORDER if order is None else order):
        for entry in sorted(entries):
            inner = entries[entry] if isinstance(entries, dict) else []
            here = path if entry == "." else f"{path}/{entry}".lstrip("/")
            way = (*above, (floor, entry))
            if inner:
                found.update(places(inner, way, here))
            else:
                found[here] = way
    return found


def may_include(here, there, where):
    """Whether the room `here` stands above the room `there`, or is the same."""
    for (floor, name), (other_floor, other) in zip(where[here], where[there]):
        if name != other:
            return floor > other_floor
    return here == there


def arrows(files):
    """(file, what it includes) for every include of one room's header in another."""
    for name, text in sorted(files.items()):
        for target in INCLUDE.findall(text):
            if target in files and room(target) != room(name):
                yield name, target


def upward(files):
    """Includes that go against the order, and rooms that have no place in it."""
    where = places()
    yield from (f"{one}: has no place in the order of tests/lint/rooms.py" for one in sorted({room(name) for name in files})
                if one not in where)
    yield from (f"{name} includes {target}" for name, target in arrows(files)
                if room(name) in where and room(target) in where and not may_include(room(name), room(target), where))


def below(files):
    """Each room and the rooms that it includes."""
    found = {room(name): set() for name in files}
    for name, target in arrows(files):
        found[room(name)].add(room(target))
    return found


def circles(files):
    """Rooms from which an include leads back to themselves."""
    graph = below(files)

    def reached(start):
        seen, ahead = set(), [start]
        while ahead:
            for there in graph[ahead.pop()] - seen:
                seen.add(there)
                ahead.append(there)
        return seen

    return sorted(one for one in graph if one in reached(one))


def full(files):
    """Rooms that hold more than a reader can see at once."""
    held = collections.defaultdict(set)
    for name in files:
        held[room(name)].add(stem(name))
    return [f"{one}: {len(stems)} sources" for one, stems in sorted(held.items()) if len(stems) > MOST_SOURCES]


def twice(files):
    """Stems that stand in more than one room: a name must lead to one place."""
    held = collections.defaultdict(set)
    for name in files:
        held[stem(name)].add(room(name))
    return {one: sorted(rooms) for one, rooms in held.items() if len(rooms) > 1}


def implemented_in(text):
    """The sources that a header names as its own, beside the one of its name: in its folder, or in one inside it."""
    return [word.strip() for line in IMPLEMENTED.findall(text) for word in line.split(",")]


def implementing(header, pattern, files):
    whole = f"{room(header)}/{pattern}"
    return fnmatch.filter((name for name in files if room(name) == room(whole)), whole)


def without_header(files):
    """Sources that no header declares, and declarations of sources that are not there."""
    declared = set()
    for header, text in sorted(files.items()):
        for pattern in implemented_in(text) if header.endswith(".hpp") else ():
            found = implementing(header, pattern, files)
            declared.update(found)
            if not found:
                yield f"{header}: there is no {pattern}"
    for name, text in sorted(files.items()):
        if not name.endswith(".cpp") or name in declared or re.search(r"^int main\(", text, re.MULTILINE):
            continue
        if name.removesuffix(".cpp") + ".hpp" not in files:
            yield f"{name}: has no header of its name, and none in its folder says `// Implemented in: {name.rsplit('/', 1)[1]}`"


def brought_in(files):
    """Of each file the project's own headers that it brings in, all the way down."""
    direct = {name: {target for target in INCLUDE.findall(text) if target in files} for name, text in files.items()}

    def follow(name, seen):
        for target in direct[name] - seen:
            seen.add(target)
            follow(target, seen)
        return seen

    return {name: follow(name, set()) for name in files}


def wide(files):
    """Headers that bring in too many others."""
    return [f"{name}: brings in {len(targets)} headers" for name, targets in sorted(brought_in(files).items())
            if name.endswith(".hpp") and len(targets) > WIDEST]


def shortened(one, others):
    """The rooms that a room includes, the own top folder's without its name."""
    top = one.split("/")[0]
    return ", ".join(sorted(other.removeprefix(top + "/") if other.startswith(top + "/") else other for other in others))


def table(files):
    """The rooms with their sizes and arrows, as docs/architecture.md has them: a room stands below those it includes."""
    held, lines = collections.defaultdict(set), collections.Counter()
    for name, text in files.items():
        held[room(name)].add(stem(name))
        lines[room(name)] += len(text.splitlines())
    graph = below(files)
    rows = [f"| `{one}/` | {len(held[one])} | {lines[one]} | {shortened(one, graph[one])} |" for one in places() if one in held]
    return "\n".join(["| room | sources | lines | includes |", "| --- | ---: | ---: | --- |", *rows,
                      f"| all | {sum(map(len, held.values()))} | {sum(lines.values())} | |", ""])


def shown(text):
    """The table that the document shows now; None where it has no place for one."""
    return text[text.index(BEGIN) + len(BEGIN):text.index(END)] if BEGIN in text and END in text else None


def same_table(shown, made):
    """Whether the document's table is right: to the letter, but for lines, which may be a fifth and a hundred off."""
    def parts(table):
        rows = [row.split("|") for row in (table or "").splitlines()]
        return [row[:3] + row[4:] for row in rows], [int(row[3]) for row in rows[2:]]

    (shown_cells, shown_lines), (made_cells, made_lines) = parts(shown), parts(made)
    return shown_cells == made_cells and all(abs(a - b) <= b / 5 + 100 for a, b in zip(shown_lines, made_lines))


def main():
    made = table(house())
    if sys.argv[1:] == ["--write"]:
        text = DOCUMENT.read_text()
        DOCUMENT.write_text(text.replace(BEGIN + shown(text) + END, BEGIN + made + END))
    else:
        print(made, end="")


if __name__ == "__main__":
    main()
