"""Manual pages, programs, parser and shipped configuration say the same: nothing in one that is missing in another."""
import pathlib
import re
import subprocess
import tempfile
import textwrap
import unittest

import manual
import programs
import settings
import sources


def apart(one, other, here, there):
    """What is in one set alone, a line each, so that a failure says what to write, and where."""
    return ([f"{name}: in {here}, but not in {there}" for name in sorted(set(one) - set(other))]
            + [f"{name}: in {there}, but not in {here}" for name in sorted(set(other) - set(one))])


def words_of(function, text):
    """The words that a to_text() of the sources returns."""
    body = re.search(rf"to_text\({function} \w+\) \{{(.*?)^\}}", text, re.MULTILINE | re.DOTALL).group(1)
    return set(re.findall(r'return "([a-z-]+)";', body))


def events(text):
    return set(re.findall(r"\bevent=([a-z]+(?:-[a-z]+)*)", text))


def checks(text):
    """The words of the findings of `postern doctor`."""
    forms = (r'\b(?:fine|fault|warning|unknown)\(\s*"{0}"', r'\{{\s*"{0}",\s*(?:Standing::|standing\b)', r'heck = "{0}"')
    return {word for form in forms for word in re.findall(form.format("([a-z]+(?:-[a-z]+)*)"), text)}


def variables(*folders):
    return {name for path in sources.files(".cpp", under=folders) for name in re.findall(r'getenv\("(\w+)"\)', path.read_text())}


def wrong_usage(command, item):
    """How a command's --help and its item in the manual differ."""
    name = " ".join(command.words)
    options, arguments = item.usage()
    own = {option: needed for option, needed in command.options.items() if option != "help"}
    for kind, program, page in (("--", own, options), ("", command.positionals, arguments)):
        yield from (f"{name}: {line}" for line in apart([kind + one for one in program], [kind + one for one in page],
                                                        "--help", "the manual"))
        yield from (f"{name}: {kind}{one} {'must' if program[one] else 'need not'} be given, by --help"
                    for one in sorted(set(program) & set(page)) if program[one] != page[one])
    shown = set(re.findall(r"\.Cm (\S+)", "\n".join(item.body)))
    yield from (f"{name}: the value {value} is not in the manual" for value in sorted(command.choices - shown))


class Check(unittest.TestCase):
    def assert_nothing(self, lines):
        found = list(lines)
        self.assertFalse(found, "\n  ".join(["", *found]))


class Manual(Check):
    def test_mandoc_finds_nothing_to_warn_of(self):
        for page in manual.pages():
            done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", manual.FOLDER / page], capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stdout), (0, ""), page)

    def test_every_page_is_installed_and_named_in_the_readme(self):
        build, readme = ((sources.ROOT / name).read_text() for name in ("CMakeLists.txt", "README.md"))
        for page in manual.pages():
            name, _, part = page.rpartition(".")
            self.assertTrue(f"packaging/man/{page}" in build, f"CMakeLists.txt does not install packaging/man/{page}")
            self.assertTrue(f"{name}({part})" in readme, f"README.md does not name {name}({part})")
            self.assertRegex(manual.Page(page).text, rf"\.Dt {name.upper()} {part}\n\.Os\n\.Sh NAME\n\.Nm {name}\n")

    def test_pages_refer_to_pages_that_exist(self):
        own = {page.rpartition(".")[0] for page in manual.pages()}
        for page in manual.pages():
            for name, part in re.findall(r"^\.Xr (\S+) (\d)", manual.Page(page).text, re.MULTILINE):
                if name in own or name.startswith("postern"):
                    self.assertIn(f"{name}.{part}", manual.pages(), page)


class Commands(Check):
    def setUp(self):
        self.page = manual.Page("postern.1")
        self.items = {item.name(): item for item in self.page.items if item.section == "COMMANDS"}
        self.commands = {" ".join(one.words): one for one in programs.commands()}

    def test_every_command_is_in_the_manual_and_the_other_way_round(self):
        self.assertIn("quarantine release", self.commands)
        self.assert_nothing(apart(self.commands, self.items, "postern --help", "postern(1)"))

    def test_every_option_of_a_command_is_in_the_manual_and_the_other_way_round(self):
        self.assert_nothing([line for name, command in self.commands.items() if name in self.items
                         for line in wrong_usage(command, self.items[name])])

    def test_the_options_of_every_command_are_in_the_manual(self):
        own = programs.Help(programs.POSTERN).options
        shown = {word.lstrip("-") for word in self.page.tags("DESCRIPTION", "Fl")} - {"h"}
        self.assert_nothing(apart(own, shown, "postern --help", "postern(1)"))

    def test_every_option_of_posternd_is_in_its_manual(self):
        own = programs.Help(programs.POSTERND).options
        shown = {word.lstrip("-") for word in manual.Page("posternd.8").tags("DESCRIPTION", "Fl")} - {"h"}
        self.assert_nothing(apart(own, shown, "posternd --help", "posternd(8)"))

    def test_the_environment_is_in_the_manual(self):
        self.assert_nothing(apart(variables("conf", "admin"), self.page.tags("ENVIRONMENT", "Ev"), "the sources", "postern(1)"))
        # The service manager's own is read by libsystemd.
        read = variables("conf", "milter", "daemon") | {"NOTIFY_SOCKET", "WATCHDOG_USEC"}
        self.assert_nothing(apart(read, manual.Page("posternd.8").tags("ENVIRONMENT", "Ev"), "the sources", "posternd(8)"))

    def test_the_rules_document_in_the_manual_has_only_known_keys(self):
        section = self.page.section("RULES DOCUMENT")
        text = re.search(r"^\.Bd -literal\n(.*?)^\.Ed", section, re.MULTILINE | re.DOTALL).group(1)
        with tempfile.TemporaryDirectory() as folder:
            configuration = pathlib.Path(folder, "postern.yaml")
            configuration.write_text(f"store: sqlite:{folder}/nowhere/postern.db\ncouncil: {{domains: [york.gov.uk]}}\n")
            document = pathlib.Path(folder, "rules.yaml")
            # The document is read before the store, which is not there.
            for wrong, status in (("", 3), ("no_such_key: 1\n", 1)):
                document.write_text(textwrap.dedent(text) + wrong)
                done = programs.run(programs.POSTERN, "apply", document, "--dry-run", "--config", configuration)
                self.assertEqual(done.returncode, status, done.stderr)

    def test_the_checks_see_what_they_look_for(self):
        page = manual.Page("x.1", ".Sh COMMANDS\n.It Xo\n.Ic list\n.Ar REF\n.Op Fl -due\n.Fl -at Ar time\n.Xc\nText.\n.It Ic show Op Ar REF\n")
        command = programs.Help.__new__(programs.Help)
        command.words, command.options, command.choices = ("list",), {"due": True, "status": False, "help": False}, {"draft"}
        command.positionals = {"REF": True, "ID": True}
        self.assertEqual(list(wrong_usage(command, page.items[0])), [
            "list: --status: in --help, but not in the manual", "list: --at: in the manual, but not in --help",
            "list: --due must be given, by --help", "list: ID: in --help, but not in the manual",
            "list: the value draft is not in the manual"])
        self.assertEqual(page.items[1].usage(), ({}, {"REF": False}))
        self.assertEqual(page.items[1].name(), "show")


class Settings(Check):
    @classmethod
    def setUpClass(cls):
        cls.keys = programs.keys()
        cls.sample = settings.Sample()
        cls.defaults = settings.Defaults(cls.keys)

    def setUp(self):
        self.items = {item.name(): item for item in manual.Page("postern.yaml.5").items if item.section == "KEYS"}

    def test_every_key_is_in_the_manual_and_the_other_way_round(self):
        self.assertIn("authorising_officers.until", self.keys)
        self.assert_nothing(apart(self.keys, self.items, "the parser", "postern.yaml(5)"))

    def test_every_key_is_in_the_sample_configuration_and_the_other_way_round(self):
        self.assert_nothing(apart(self.keys, self.sample.values, "the parser", "conf/postern.yaml"))

    def test_the_sample_configuration_shows_defaults_or_says_that_it_is_an_example(self):
        self.assert_nothing(f"{key}: no field of conf/config.hpp is its own: name it in settings.py" for key in self.defaults.unknown)
        wrong = [f"{key}: {value} in conf/postern.yaml, but the parser's default is {self.defaults.values[key]}"
                 for key, value in self.sample.values.items() if key not in self.sample.examples
                 and self.defaults.values.get(key) not in (None, value)]
        self.assert_nothing(wrong)
        self.assert_nothing([f"{key}: called an example, but it is the default" for key in self.sample.examples
                             if self.sample.values[key] == self.defaults.values.get(key)])

    def test_the_defaults_in_the_manual_are_the_parsers(self):
        wrong = []
        for key, item in self.items.items():
            text = item.default()
            shown = None if text is None else settings.loaded(text)
            if shown != self.defaults.values.get(key):
                wrong.append(f"{key}: {shown} in postern.yaml(5), but the parser's default is {self.defaults.values.get(key)}")
        self.assert_nothing(wrong)

    def test_the_manual_says_which_keys_need_a_restart(self):
        shown = {key for key, item in self.items.items() if "A change needs a restart" in item.text()}
        needed = settings.restart_keys()
        self.assertIn("milter.socket", needed)
        self.assert_nothing(apart(needed, shown, "keys_that_need_a_restart", "postern.yaml(5)"))

    def test_the_example_in_the_manual_is_read_without_a_complaint(self):
        section = manual.Page("postern.yaml.5").section("EXAMPLES")
        text = re.search(r"^\.Bd -literal.*?\n(.*?)^\.Ed", section, re.MULTILINE | re.DOTALL).group(1)
        self.assertNotRegex(programs.check(text), r"postern\.yaml:\d+")
        self.assertRegex(programs.check(text + "no_such_key: 1\n"), r"postern\.yaml:\d+")

    def test_the_checks_see_what_they_look_for(self):
        sample = settings.Sample("# some: more words\n# metrics: {listen: 127.0.0.1:9825}  # off\nlog:\n  level: info\n  # format: a  # or b\nlist: [{a: 1}]  # a: an example\n")
        self.assertEqual(sample.values, {"metrics.listen": "127.0.0.1:9825", "log.level": "info", "log.format": "a", "list.a": "1"})
        self.assertEqual(sample.examples, {"list.a"})
        for kind, initialiser, text in (("unsigned", "0660", "0660"), ("std::uint64_t", "50ULL << 20U", "50MiB"),
                                        ("std::chrono::seconds", "std::chrono::days{90}", "90d"),
                                        ("std::chrono::minutes", "std::chrono::hours{7}", '"07:00"'),
                                        ("bool", "true", "true"), ("Enforcement", "Enforcement::enforce", "enforce"),
                                        ("std::vector<std::string>", None, "[]"), ("std::string", "", None)):
            self.assertEqual(settings.written(kind, initialiser), text)
        page = manual.Page("x.5", ".Sh KEYS\n.It Ic a.b Ar x\nDefault:\n.Ql [a, b] .\n.It Ic c\nNo default: off.\n.It Ic d\nText.\n")
        self.assertEqual([page.items[0].default(), page.items[1].default()], ["[a, b]", None])
        self.assertRaises(KeyError, page.items[2].default)


class Words(Check):
    def test_every_rule_and_every_action_is_in_the_manual_and_the_other_way_round(self):
        text = (sources.ROOT / "policy" / "record" / "action.cpp").read_text()
        page = manual.Page("postern-policy.7")
        for kind, section in (("Rule", "RULES"), ("Action", "ACTIONS")):
            self.assertGreater(len(words_of(kind, text)), 5)
            self.assert_nothing(apart(words_of(kind, text), page.tags(section, "Cm"), "policy/record/action.cpp", "postern-policy(7)"))

    def test_every_event_of_the_log_is_in_the_manual_and_the_other_way_round(self):
        found = {event for path in sources.files(".cpp", under=("milter", "admin", "daemon")) for event in events(path.read_text())}
        self.assertIn("tempfailed", found)
        self.assert_nothing(apart(found, manual.Page("posternd.8").tags("LOG", "Cm"), "the sources", "posternd(8)"))

    def test_every_check_of_the_doctor_is_in_the_manual_and_the_other_way_round(self):
        found = {word for path in sources.files(".cpp", under=("admin",)) if "doctor" in str(path) for word in checks(path.read_text())}
        self.assertIn("socket-path", found)
        self.assert_nothing(apart(found, manual.Page("postern.1").tags("CHECKS", "Cm"), "the sources", "postern(1)"))

    def test_the_checks_see_what_they_look_for(self):
        self.assertEqual(words_of("Rule", 'view to_text(Rule rule) {\n  return "a-b";\n}\nview to_text(X x) {\n  return "c";\n}\n'), {"a-b"})
        self.assertEqual(events('"queue_id={} event=files-removed count={} event=x"'), {"files-removed", "x"})
        self.assertEqual(checks('fault(\n  "a-b", fine("c", "d"), {"e", Standing::fine, "f"}; check = "g";'), {"a-b", "c", "e", "g"})
        self.assertEqual(apart({"a", "b"}, ["b", "c"], "one", "two"), ["a: in one, but not in two", "c: in two, but not in one"])


if __name__ == "__main__":
    unittest.main()
