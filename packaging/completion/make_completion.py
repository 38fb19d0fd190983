"""Writes the bash completion: completion.bash with what the programs say of themselves by --help.
Usage: make_completion.py OUTPUT PROGRAM..."""
import pathlib
import re
import subprocess
import sys

TEMPLATE = pathlib.Path(__file__).with_name("completion.bash")
FILES = {"--config", "--message", "--output", "FILE"}
FORMATS = "text json csv html"


def help_of(program, words):
    return subprocess.run([program, *words, "--help"], check=True, capture_output=True, text=True).stdout


def part(text, title):
    """The lines under one title of a --help."""
    found = re.search(rf"^{title}:\n(.*?)(?:\n\n|\Z)", text, re.MULTILINE | re.DOTALL)
    return found.group(1).splitlines() if found else []


def values(name, line):
    """What an option or an argument takes, by its line of the --help."""
    if name in FILES:
        return "FILE"
    if name == "--format":
        return FORMATS
    if choices := re.search(r"\{([a-z,-]+)\}", line):
        return choices.group(1).replace(",", " ")
    takes_one = re.search(r"^  (?:-\w,)?(?:--)?\S+ ([A-Z]+)\b", line)
    return "VALUE" if takes_one or not name.startswith("-") else ""


def grammar(program, words=()):
    """The lines of the grammar: this command's own, then those of the commands in it."""
    text = help_of(program, words)
    lead = f"{program.name}|{' '.join(words)}"
    for line in part(text, "Options"):
        if found := re.match(r"  (?:-\w,)?(--[a-z-]+)", line):
            yield f"{lead}|option|{found[1]}|{values(found[1], line)}"
    for line in part(text, "Positionals"):
        if found := re.match(r"  ([A-Z.a-z]+)", line):
            yield f"{lead}|argument|{found[1]}|{values(found[1], line)}"
    for line in part(text, "Subcommands"):
        if found := re.match(r"  ([a-z-]+) {2,}", line):
            yield f"{lead}|command|{found[1]}|"
            yield from grammar(program, (*words, found[1]))


def main(output, *programs):
    lines = [line for program in programs for line in grammar(pathlib.Path(program))]
    output = pathlib.Path(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(TEMPLATE.read_text().replace("@GRAMMAR@", "\n".join(lines)))


if __name__ == "__main__":
    main(*sys.argv[1:])
