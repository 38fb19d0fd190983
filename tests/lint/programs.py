"""What the programs say of themselves: their options and commands by --help, their keys by --check."""
import os
import pathlib
import re
import subprocess
import tempfile

POSTERN = pathlib.Path(os.environ["POSTERN_BUILD"]) / "admin" / "postern"
POSTERND = pathlib.Path(os.environ["POSTERN_BUILD"]) / "daemon" / "posternd"


def run(program, *words):
    return subprocess.run([program, *words], capture_output=True, text=True)


def check(text):
    """What posternd says of a configuration."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(text)
        file.flush()
        done = run(POSTERND, "--check", "--config", file.name)
        return done.stderr.replace(file.name, "postern.yaml")


def part(text, title):
    """The lines under one title of a --help."""
    found = re.search(rf"^{title}:\n(.*?)(?:\n\n|\Z)", text, re.MULTILINE | re.DOTALL)
    return found.group(1) if found else ""


class Help:
    """One --help, read."""

    def __init__(self, program, *words):
        self.words = words
        self.text = run(program, *words, "--help").stdout
        self.subcommands = re.findall(r"^  ([a-z-]+) {2,}", part(self.text, "Subcommands"), re.MULTILINE)
        self.options = {}      # name: whether it must be given
        self.positionals = {}  # the same
        self.choices = set()   # the values that one of them may have
        for line in part(self.text, "Options").splitlines():
            if found := re.match(r"  (?:-\w,)?--([a-z-]+)", line):
                self.options[found.group(1)] = "REQUIRED" in line
        for line in part(self.text, "Positionals").splitlines():
            if found := re.match(r"  ([A-Z]+) ", line):
                self.positionals[found.group(1)] = "REQUIRED" in line
        for values in re.findall(r"\{([a-z,-]+)\}", self.text):
            self.choices.update(values.split(","))


def every_help(*words):
    """Of postern itself and of each of its commands, groups before what is in them."""
    own = Help(POSTERN, *words)
    return [own] + [one for word in own.subcommands for one in every_help(*words, word)]


def commands():
    """Every command of postern that does something: all but the groups."""
    return [one for one in every_help() if not one.subcommands]


def _document(path, value, lists):
    """A configuration in which `value` stands under the dotted path."""
    words = path.split(".") if path else []
    for at in range(len(words) - 1, -1, -1):
        inner = f"{words[at]}: {value}"
        above = ".".join(words[:at])
        if at:
            inner = f"domains: [york.gov.uk], {inner}" if above == "council" else inner
            inner = f"[{{{inner}}}]" if above in lists else f"{{{inner}}}"
        value = inner
    return value + ("" if words[:1] == ["council"] else "\ncouncil: {domains: [york.gov.uk]}") + "\n"


def _allowed(path, lists):
    """The keys of one map as the parser itself lists them when it meets an unknown one; none where there is no map, or
    one that takes any key."""
    probe = {"": "no_such_key: 1", "council": "{domains: [york.gov.uk], no_such_key: 1}"}.get(path, "{no_such_key: 1}")
    said = check(_document(path, probe, lists))
    if path and re.search(rf"{re.escape(path)}: must be a list$", said, re.MULTILINE):
        said = check(_document(path, "[{no_such_key: 1}]", lists))
        if "no_such_key: is no key" in said:
            lists.add(path)
    found = re.search(r"no_such_key: is no key; allowed: (.*)", said)
    return {key.strip() for key in found.group(1).split(",")} if found else set()


def keys(path="", lists=None):
    """Every key that the parser knows, with dots; those of the maps in a list too."""
    lists = set() if lists is None else lists
    found = set()
    for key in sorted(_allowed(path, lists)):
        dotted = f"{path}.{key}" if path else key
        found |= keys(dotted, lists) or {dotted}
    return found
