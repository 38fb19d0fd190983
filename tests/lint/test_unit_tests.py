"""Each source of production has a unit test of its name, or stands in tests/unit/elsewhere.txt with the test that runs it."""
import re
import unittest

import rooms
import sources

LIST = sources.ROOT / "tests" / "unit" / "elsewhere.txt"


def own_test(source):
    return f"tests/unit/{source.removesuffix('.cpp')}_test.cpp"


def listed(text):
    """{source: test} from lines `SOURCE TEST`; a line that begins with # says why those below it have no test of their own."""
    found, reason = {}, False
    for line in text.splitlines():
        if line.startswith("#"):
            reason = True
        elif line.strip():
            source, test = line.split()
            if source in found or not reason:
                raise ValueError(f"{line}: stands twice, or below no reason")
            found[source] = test
    return found


def implementations(files):
    """Of each header the sources that implement it."""
    own = {name: {name.removesuffix(".hpp") + ".cpp"} & set(files) for name in files if name.endswith(".hpp")}
    for name, sources_of in own.items():
        for pattern in rooms.implemented_in(files[name]):
            sources_of.update(rooms.implementing(name, pattern, files))
    return own


def distances(test, files, sources_of):
    """Each file that a test brings in or links, by how many steps: includes, and from a header to what implements it."""
    seen, ahead = {test: 0}, [test]
    for name in ahead:
        nearby = {target for target in rooms.INCLUDE.findall(files[name]) if target in files} | sources_of.get(name, set())
        for other in sorted(nearby - set(seen)):
            seen[other] = seen[name] + 1
            ahead.append(other)
    return seen


def wrong(house, tests, elsewhere):
    """Sources without a test, and lines of the list that are not true: both ways."""
    files = {**house, **{name: text for name, text in tests.items() if name.endswith((".cpp", ".hpp"))}}
    sources_of, reached = implementations(files), {}
    for source in sorted(name for name in house if name.endswith(".cpp")):
        if own_test(source) in tests and source in elsewhere:
            yield f"{source}: has a test of its name, and stands on the list"
        elif own_test(source) not in tests and source not in elsewhere:
            yield f"{source}: has no test of its name; write one, or say in {LIST.name} which test runs it"
    for source, test in elsewhere.items():
        if source not in house:
            yield f"{source}: is on the list, and not in the tree"
        elif test not in tests:
            yield f"{source}: {test} is not there"
        elif test.endswith(".cpp"):
            reached[test] = reached.get(test) or distances(test, files, sources_of)
            if source not in reached[test]:
                yield f"{source}: {test} does not reach it"


class UnitTests(unittest.TestCase):
    def test_each_source_has_its_test(self):
        tests = {sources.name(path): path.read_text() for path in sources.files(".cpp", ".hpp", ".py", under=("tests",))}
        # What a test includes by its place under tests/ is there under its whole name.
        tests = {name: re.sub(r'#include "(?=(unit|support|contract|case)/)', '#include "tests/', text) for name, text in tests.items()}
        self.assertEqual(list(wrong(rooms.house(), tests, listed(LIST.read_text()))), [])


class TheCheck(unittest.TestCase):
    house = {"db/a.hpp": "", "db/a.cpp": "", "db/b.hpp": "// Implemented in: b.cpp, c*.cpp\n", "db/c1.cpp": ""}
    tests = {"tests/unit/db/a_test.cpp": '#include "db/b.hpp"\n', "tests/cli/test_x.py": ""}

    def test_a_source_has_its_test_or_a_line(self):
        self.assertEqual(list(wrong(self.house, self.tests, {"db/c1.cpp": "tests/unit/db/a_test.cpp"})), [])
        self.assertEqual(list(wrong(self.house, self.tests, {"db/c1.cpp": "tests/cli/test_x.py"})), [])
        self.assertEqual(list(wrong(self.house, self.tests, {})), ["db/c1.cpp: has no test of its name; write one, or say in elsewhere.txt which test runs it"])

    def test_a_line_that_is_not_true_is_seen(self):
        good = {"db/c1.cpp": "tests/cli/test_x.py"}
        for line in ({"db/a.cpp": "tests/cli/test_x.py"}, {"db/gone.cpp": "tests/cli/test_x.py"}):
            self.assertEqual(len(list(wrong(self.house, self.tests, {**good, **line}))), 1)
        self.assertEqual(len(list(wrong(self.house, self.tests, {"db/c1.cpp": "tests/cli/gone.py"}))), 1)
        deaf = {**self.tests, "tests/unit/db/a_test.cpp": ""}
        self.assertEqual(len(list(wrong(self.house, deaf, {"db/c1.cpp": "tests/unit/db/a_test.cpp"}))), 1)

    def test_a_line_needs_a_reason_above_it(self):
        self.assertEqual(listed("# Through the program\ndb/a.cpp tests/x.py\n"), {"db/a.cpp": "tests/x.py"})
        self.assertRaises(ValueError, listed, "db/a.cpp tests/x.py\n")


if __name__ == "__main__":
    unittest.main()
