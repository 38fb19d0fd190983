"""A manual page in mdoc, as the checks read it: sections, and tagged items with the macros in their tags."""
import re
import shlex

import sources

FOLDER = sources.ROOT / "packaging" / "man"
MACROS = {"Ic", "Ar", "Fl", "Cm", "Op", "Pa", "Ev", "Ns", "Dv"}
PUNCTUATION = {"...", ",", ":", "|", "."}


def _words(line):
    """The words of a macro line. An escaped quotation mark stands for itself."""
    line = line.replace("'", "\\'").replace('\\&"', "\0")
    return [word.replace("\0", '"').replace("\\&", "") for word in shlex.split(line)]


def _tag(lines):
    """(macro, word, optional) for each word of a tag; `Op` reaches to the end of its line."""
    found = []
    for line in lines:
        macro, optional = "", False
        for word in _words(line.lstrip(".")):
            if word in MACROS:
                optional = optional or word == "Op"
                macro = macro if word in ("Op", "Ns") else word
            elif word not in PUNCTUATION:
                found.append((macro, word, optional))
    return found


class Item:
    """One `.It` of a list, in its section."""

    def __init__(self, section, lines):
        self.section = section
        self.tag = _tag(lines)
        self.body = []

    def words(self, macro):
        return [word for kind, word, _ in self.tag if kind == macro]

    def name(self):
        """A command's words, or a key."""
        return " ".join(self.words("Ic"))

    def usage(self):
        """Options and arguments, each with whether it must be given. What follows an option is its value."""
        options, arguments = {}, {}
        before = ""
        for macro, word, optional in self.tag:
            if macro == "Fl":
                options[word.lstrip("-")] = not optional
            elif macro == "Ar" and before != "Fl":
                arguments[word] = not optional
            before = macro
        return options, arguments

    def default(self):
        """The words behind `Default:`, as one text; None where it says `No default`. KeyError where it says neither."""
        for at, line in enumerate(self.body):
            if line.startswith("No default"):
                return None
            if line == "Default:":
                return " ".join(_words(self.body[at + 1])[1:]).removesuffix(" .")
        raise KeyError(self.name())

    def text(self):
        return " ".join(self.body)


class Page:
    def __init__(self, name, text=None):
        self.name = name
        self.text = (FOLDER / name).read_text() if text is None else text
        self.items = []
        self._read()

    def _read(self):
        section, item = "", None
        lines = iter(self.text.splitlines())
        for line in lines:
            if line.startswith(".Sh"):
                section, item = line[4:].strip(), None
            elif line.startswith(".It"):
                item = Item(section, iter(lines.__next__, ".Xc") if line == ".It Xo" else [line[4:]])
                self.items.append(item)
            elif line.startswith((".El", ".Ss")):
                item = None
            elif item:
                item.body.append(line)

    def tags(self, section, macro):
        """Every word behind the macro in the tags of one section."""
        return [word for item in self.items if item.section == section for word in item.words(macro)]

    def section(self, title):
        return re.search(rf"^\.Sh {title}\n(.*?)(?=^\.Sh |\Z)", self.text, re.MULTILINE | re.DOTALL).group(1)


def pages():
    return sorted(path.name for path in FOLDER.iterdir())
