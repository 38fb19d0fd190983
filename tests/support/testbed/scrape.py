"""What a posternd shows to Prometheus, read as Prometheus would, and the names that documents use."""
import re
import urllib.request

SAMPLE = re.compile(r"^([a-z_]+)(\{.*\})? (\S+)$")
# A histogram's series.
SUFFIX = re.compile(r"_(bucket|sum|count)$")
NAME = re.compile(r"\bpostern_[a-z_]+\b")


def text(where, patience=30):
    """`where` is HOST:PORT."""
    with urllib.request.urlopen(f"http://{where}/metrics", timeout=patience) as answer:
        return answer.read().decode()


def samples(metrics):
    """The value of each series, by its name with its labels as they are written."""
    found = (SAMPLE.match(line) for line in metrics.splitlines() if not line.startswith("#"))
    return {name + (labels or ""): float(value) for name, labels, value in (each.groups() for each in found)}


def families(metrics):
    return set(re.findall(r"^# TYPE (\S+)", metrics, re.MULTILINE))


def names_in(document, known):
    """The metrics that a query, a rule or a dashboard names; the series of a histogram that is known as its own name."""
    found = set(NAME.findall(document))
    return {SUFFIX.sub("", name) if SUFFIX.sub("", name) in known else name for name in found}
