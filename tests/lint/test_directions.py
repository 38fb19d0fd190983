"""The one door of each library, and what the core and the mail path may not know (who may include whom: test_rooms.py).
Debian's headers all lie in one folder, and every room sees the whole tree: the linker does not enforce this."""
import re
import unittest

import sources

# A library's headers, and the only places that may include them.
DOORS = {
    r"libmilter/": ["milter/libmilter/"],
    r"SQLiteCpp/|sqlite3\.h": ["db/sqlite/"],
    r"pqxx/": ["db/postgres/"],
    r"yaml-cpp/": ["conf/yaml", "admin/service/document/"],
    r"gmime/": ["mail/"],
    r"kainjow/": ["mail/filled_template", "admin/console/"],
    r"boost/asio": ["mail/", "admin/service/upkeep/", "daemon/"],
    r"boost/beast": ["daemon/metrics/"],
    r"prometheus/": ["daemon/metrics/"],
    r"archive(_entry)?\.h": ["admin/service/records/"],
    r"httplib\.h": ["admin/console/"],
    r"CLI/": ["admin/cli/syntax", "daemon/"],
    r"spdlog/": ["milter/", "daemon/", "admin/service/upkeep/"],
    r"unicode/": ["policy/"],
    r"libpsl\.h": ["conf/", "mail/"],
}
# What reads HTTP, and who may know of it: itself, and main(), which starts it. Never the mail path.
READS_HTTP = re.compile(r"daemon/metrics/|admin/console/")
MAY_KNOW_HTTP = re.compile(r"daemon/|admin/console/")
# The core is pure: no I/O, clock, threads or locale in it. date/tz reads the time zones once, in conf/.
IMPURE = re.compile(r"#include <(fstream|iostream|thread|mutex|atomic|filesystem|unistd\.h|ctime|locale|random|cstdio|sys/.*)>")
CLOCK = re.compile(r"(system_clock|steady_clock)::now\(|\b(time|gettimeofday|clock_gettime)\(")

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.MULTILINE)


def includes(text):
    return [(kind == '"', target) for kind, target in INCLUDE.findall(text)]


def wrong_doors(name, text):
    for own, target in includes(text):
        for library, doors in DOORS.items():
            if not own and re.match(library, target) and not any(name.startswith(door) for door in doors):
                yield f"{name} includes <{target}>, which belongs to {', '.join(doors)}"


def knows_http(name, text):
    if not MAY_KNOW_HTTP.match(name):
        yield from (f"{name} includes {target}" for own, target in includes(text) if own and READS_HTTP.match(target))


def impurities(name, text):
    if name.startswith("policy/"):
        yield from (f"{name}: {found.group(0)}" for found in IMPURE.finditer(text))
    if name.split("/")[0] not in ("milter", "admin", "daemon"):
        yield from (f"{name}: reads the clock: {found.group(0)}" for found in CLOCK.finditer(text)
                    if not name.startswith("db/sqlite/"))  # its deadlines


class Directions(unittest.TestCase):
    def found(self, check):
        return [line for path in sources.files(".cpp", ".hpp", under=sources.ROOMS)
                for line in check(sources.name(path), path.read_text())]

    def test_each_library_has_one_door(self):
        self.assertEqual(self.found(wrong_doors), [])

    def test_the_mail_path_knows_nothing_that_reads_http(self):
        self.assertEqual(self.found(knows_http), [])

    def test_the_core_is_pure(self):
        self.assertEqual(self.found(impurities), [])

    def test_the_checks_see_what_they_look_for(self):
        self.assertEqual(len(list(wrong_doors("milter/transaction.cpp", "#include <libmilter/mfapi.h>\n"))), 1)
        self.assertEqual(len(list(wrong_doors("milter/tally.cpp", "#include <prometheus/counter.h>\n"))), 1)
        self.assertEqual(len(list(knows_http("milter/transaction.cpp", '#include "daemon/metrics/metrics.hpp"\n'))), 1)
        self.assertEqual(list(knows_http("daemon/daemon.cpp", '#include "daemon/metrics/metrics.hpp"\n')), [])
        self.assertEqual(len(list(impurities("policy/decide.cpp", "#include <thread>\nsystem_clock::now()"))), 2)


if __name__ == "__main__":
    unittest.main()
