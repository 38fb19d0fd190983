"""Who may include whom, and the one door of each library. Debian's headers all lie in one folder, and every room sees
the whole tree: the linker does not enforce this."""
import re
import unittest

import sources

BELOW = {
    "policy": {"policy"},
    "conf": {"conf", "policy"},
    "db": {"db", "policy"},
    "mail": {"mail", "policy"},
    "milter": {"milter", "policy", "conf", "db", "mail"},
    "admin": {"admin", "policy", "conf", "db", "mail"},
    "daemon": {"daemon", "milter", "admin", "policy", "conf", "db", "mail"},
}

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
    r"CLI/": ["admin/cli/", "daemon/posternd.cpp"],
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


def wrong_rooms(name, text):
    room = name.split("/")[0]
    for own, target in includes(text):
        top = target.split("/")[0]
        if not own or top not in BELOW or top in BELOW[room]:
            continue
        yield f"{name} includes {target}"
    if room == "admin":
        for here, there in (("admin/cli/", "admin/console/"), ("admin/console/", "admin/cli/"), ("admin/service/", "admin/cli/"),
                            ("admin/service/", "admin/console/")):
            if name.startswith(here):
                yield from (f"{name} includes {target}" for own, target in includes(text) if own and target.startswith(there))


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

    def test_rooms_include_only_what_lies_below_them(self):
        self.assertEqual(self.found(wrong_rooms), [])

    def test_each_library_has_one_door(self):
        self.assertEqual(self.found(wrong_doors), [])

    def test_the_mail_path_knows_nothing_that_reads_http(self):
        self.assertEqual(self.found(knows_http), [])

    def test_the_core_is_pure(self):
        self.assertEqual(self.found(impurities), [])

    def test_the_checks_see_what_they_look_for(self):
        self.assertEqual(len(list(wrong_rooms("policy/decision/plan.cpp", '#include "db/store.hpp"\n'))), 1)
        self.assertEqual(len(list(wrong_rooms("milter/carry_out.cpp", '#include "admin/service/upkeep/upkeep.hpp"\n'))), 1)
        self.assertEqual(len(list(wrong_rooms("admin/service/x.cpp", '#include "admin/cli/output.hpp"\n'))), 1)
        self.assertEqual(len(list(wrong_doors("milter/transaction.cpp", "#include <libmilter/mfapi.h>\n"))), 1)
        self.assertEqual(len(list(wrong_doors("milter/tally.cpp", "#include <prometheus/counter.h>\n"))), 1)
        self.assertEqual(len(list(knows_http("milter/transaction.cpp", '#include "daemon/metrics/metrics.hpp"\n'))), 1)
        self.assertEqual(list(knows_http("daemon/daemon.cpp", '#include "daemon/metrics/metrics.hpp"\n')), [])
        self.assertEqual(len(list(impurities("policy/decide.cpp", "#include <thread>\nsystem_clock::now()"))), 2)
        self.assertEqual(list(wrong_rooms("daemon/daemon.cpp", '#include "admin/service/upkeep/upkeep.hpp"\n')), [])


if __name__ == "__main__":
    unittest.main()
