"""The settings as the shipped configuration and the sources have them: values, defaults, what a reload takes up."""
import re

import yaml

import sources

# Where the parser keeps a key, if not in the field of its name of the struct of its map.
FIELDS = {
    "metrics.listen": ("Config", "metrics_listen"),
    "console.listen": ("Config", "console_listen"),
    "council.authserv_ids": ("Config", "authserv_ids"),
    "mail.bounces": ("Council", "bounces"),
    "junk.headers": ("Config", "junk_headers"),
    "reminders.every": ("Config", "reminders_every"),
}
# Keys that name a file and are gone once it is read: without a default.
FILES = {"address_rules", "guarded_domains"}
SECTIONS = {"council": "Council", "authorising_officers": "AuthorisingOfficer"}


def loaded(text):
    """YAML with every value as the text it is."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def _flat(node, path, found):
    if isinstance(node, yaml.SequenceNode) and node.value and isinstance(node.value[0], yaml.MappingNode):
        node = node.value[0]
    if not isinstance(node, yaml.MappingNode) or path == "junk.headers":
        found[path] = node
        return found
    for key, value in node.value:
        _flat(value, f"{path}.{key.value}" if path else key.value, found)
    return found


class Sample:
    """conf/postern.yaml. A setting that is commented out counts. The line of one that has a default, and shows another
    value, says `KEY: an example`."""

    def __init__(self, text=None):
        text = text or (sources.ROOT / "conf" / "postern.yaml").read_text()
        self.text = re.sub(r"^(\s*)# (?=[a-z_]+: (?:\{.*\}|\S+)\s*(?:#.*)?$)", r"\1", text, flags=re.MULTILINE)
        lines = self.text.splitlines()
        nodes = _flat(yaml.compose(self.text, Loader=yaml.BaseLoader), "", {})
        self.values = {key: loaded(yaml.serialize(node)) for key, node in nodes.items()}
        self.examples = {key for key, node in nodes.items()
                         if re.search(rf"# (.* )?{key.split('.')[-1]}: an example", lines[node.start_mark.line])}


def _code(*path):
    return sources.ROOT.joinpath(*path).read_text()


def _structs():
    """Each struct's fields with their initialisers."""
    text = "\n".join(_code(*path) for path in (("conf", "config.hpp"), ("policy", "record", "council.hpp"), ("policy", "record", "activation.hpp")))
    text = re.sub(r"//.*", "", text)
    found = {}
    for name, body in re.findall(r"^struct (\w+) \{\n(.*?)^\};", text, re.MULTILINE | re.DOTALL):
        fields = re.findall(r"^\s+([\w:<>*, ]+?)\s+\*?(\w+)(?:\s*=\s*([^;]*)|\{([^;]*)\})?;", body, re.MULTILINE | re.DOTALL)
        found[name] = {field: (kind.strip(), first or second) for kind, field, first, second in fields}
    return found


def _number(text, unit):
    number, shift = re.fullmatch(r"(\d[\d']*)\w*(?: << (\d+)U?)?", text).groups()
    size = {None: "", "10": "KiB", "20": "MiB", "30": "GiB"}[shift]
    return number.replace("'", "") + (size or unit)


def written(kind, initialiser):
    """An initialiser of C++ as the configuration writes it; nothing where it is empty."""
    text = " ".join((initialiser or "").split())
    if text in ("", "{}", '""', "nullptr"):
        return "[]" if kind.startswith("std::vector") else None
    if found := re.fullmatch(r"std::chrono::(days|hours|minutes|seconds)\{(\d+)\}", text):
        if kind == "std::chrono::minutes":  # since midnight
            return f'"{int(found.group(2)):02}:00"'
        return found.group(2) + found.group(1)[0]
    if text.startswith("{{"):
        return "{" + ", ".join(f"{name}: {value}" for name, value in re.findall(r'\{("[^"]*"), ("[^"]*")\}', text)) + "}"
    if text.startswith("{"):
        return "[" + ", ".join(word.split("::")[-1].strip().replace("_", "-") for word in text.strip("{}").split(",")) + "]"
    if re.fullmatch(r"\d[\d'UL]*(?: << \d+U?)?", text):
        return _number(text, "")
    return text.split("::")[-1]


def _special(structs):
    """Keys that the parser makes of something else, or splits."""
    mail, log = structs["MailSettings"], structs["LogSettings"]
    zone = re.search(r'text\("time_zone"\)\.value_or\("([^"]*)"\)', _code("conf", "council_settings.cpp"))
    return {
        "mail.submit": f'smtp://{mail["submit_host"][1].strip(chr(34))}:{mail["submit_port"][1]}',
        "log.format": "json" if log["json"][1] == "true" else "text",
        "council.time_zone": zone.group(1),
    }


class Defaults:
    """The parser's own, by key: its value, None where there is none. `unknown` are keys without a field."""

    def __init__(self, keys):
        structs = _structs()
        self.values = _special(structs)
        self.unknown = []
        for key in keys - set(self.values):
            kind, initialiser = self._field(key, structs) or (None, None)
            if kind is None:
                self.unknown.append(key)
                continue
            text = written(kind, initialiser)
            self.values[key] = None if text is None or key == "council.domains" else loaded(text)

    @staticmethod
    def _field(key, structs):
        if key in FILES:
            return ("std::string", None)
        section, _, name = key.rpartition(".")
        kind, initialiser = structs["Config"].get(section, ("Config", ""))
        struct = SECTIONS.get(section) or kind.split("::")[-1]
        struct, name = FIELDS.get(key, (struct if section else "Config", name))
        field = structs.get(struct, {}).get(name)
        own = re.search(rf'\.{name} = ("[^"]*"|[^,}}]+)', initialiser)
        return (field[0], own.group(1)) if field and own else field


def restart_keys():
    """The keys that a reload does not take up."""
    return set(re.findall(r'compare\([^;]*?"([\w.]+)"\);', _code("conf", "config.cpp")))
