"""The project's own source files, as the checks read them."""
import os
import pathlib

ROOT = pathlib.Path(os.environ["POSTERN_SOURCE"])
ROOMS = ("policy", "conf", "db", "mail", "milter", "admin", "daemon")


def files(*suffixes, under=ROOMS + ("tests",)):
    for folder in under:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and path.is_file():
                yield path


def name(path):
    return str(path.relative_to(ROOT))


def documents():
    """The documents for people, as (name, text): README.md, and those in docs/."""
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        yield name(path), path.read_text()
