"""The house stays as it is drawn: one order, rooms that a reader can see at once, a name for one place."""
import unittest

import rooms

class Rooms(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = rooms.house()

    def test_every_include_follows_the_order(self):
        self.assertEqual(list(rooms.upward(self.house)), [])

    def test_no_room_leads_back_to_itself(self):
        self.assertEqual(rooms.circles(self.house), [])

    def test_no_room_is_too_full(self):
        self.assertEqual(rooms.full(self.house), [])

    def test_a_name_leads_to_one_place(self):
        self.assertEqual(rooms.twice(self.house), {})

    def test_each_source_has_its_header(self):
        self.assertEqual(list(rooms.without_header(self.house)), [])

    def test_no_header_brings_in_half_the_house(self):
        self.assertEqual(rooms.wide(self.house), [])

    def test_the_document_shows_the_rooms_as_they_are(self):
        """By `python3 tests/lint/rooms.py --write`. Lines may drift a little, or every commit would touch the document."""
        shown, made = rooms.shown(rooms.DOCUMENT.read_text()), rooms.table(self.house)
        self.assertTrue(rooms.same_table(shown, made), f"run tests/lint/rooms.py --write; it would say:\n{made}")


def lines_changed(table, change):
    """A table whose last room has other lines."""
    rows = table.splitlines(keepends=True)
    cells = rows[-2].split("|")
    cells[3] = f" {change(int(cells[3]))} "
    return "".join([*rows[:-2], "|".join(cells), rows[-1]])


class TheChecks(unittest.TestCase):
    """Each check sees what it looks for, in a house of two rooms."""

    house = {"policy/a.hpp": "#pragma once\n", "policy/a.cpp": '#include "policy/a.hpp"\n',
             "db/b.hpp": '#include "policy/a.hpp"\n', "db/b.cpp": '#include "db/b.hpp"\n'}

    def but(self, **changed):
        return {**self.house, **{name.replace("__", "/") + suffix: text for name, (suffix, text) in changed.items()}}

    def test_the_house_as_it_is_has_no_fault(self):
        self.assertEqual([*rooms.upward(self.house), *rooms.circles(self.house), *rooms.full(self.house),
                          *rooms.twice(self.house), *rooms.without_header(self.house), *rooms.wide(self.house)], [])

    def test_an_include_that_goes_up_is_seen(self):
        self.assertEqual(list(rooms.upward(self.but(policy__a=(".cpp", '#include "db/b.hpp"\n')))),
                         ["policy/a.cpp includes db/b.hpp"])

    def test_neighbours_on_one_floor_do_not_know_each_other(self):
        house = self.but(mail__m=(".hpp", '#include "db/b.hpp"\n'))
        self.assertEqual(list(rooms.upward(house)), ["mail/m.hpp includes db/b.hpp"])
        house = self.but(policy__time__t=(".hpp", ""), policy__address__x=(".hpp", '#include "policy/time/t.hpp"\n'))
        self.assertEqual(list(rooms.upward(house)), ["policy/address/x.hpp includes policy/time/t.hpp"])

    def test_inside_a_folder_as_between_them(self):
        house = self.but(policy__words__w=(".hpp", ""), policy__record__r=(".hpp", '#include "policy/words/w.hpp"\n'))
        self.assertEqual(list(rooms.upward(house)), ["policy/record/r.hpp includes policy/words/w.hpp"])

    def test_a_room_without_a_place_is_seen(self):
        self.assertEqual(list(rooms.upward(self.but(policy__cellar__c=(".hpp", "")))),
                         ["policy/cellar: has no place in the order of tests/lint/rooms.py"])

    def test_a_circle_is_seen(self):
        self.assertEqual(rooms.circles(self.but(policy__a=(".cpp", '#include "db/b.hpp"\n'))), ["db", "policy"])

    def test_a_full_room_is_seen_and_a_source_and_its_header_count_once(self):
        house = {f"db/f{n}{suffix}": "" for n in range(rooms.MOST_SOURCES) for suffix in (".cpp", ".hpp")}
        self.assertEqual(rooms.full(house), [])
        self.assertEqual(rooms.full({**house, "db/one_more.cpp": ""}), [f"db: {rooms.MOST_SOURCES + 1} sources"])

    def test_a_name_in_two_rooms_is_seen(self):
        self.assertEqual(rooms.twice(self.but(db__a=(".cpp", ""))), {"a": ["db", "policy"]})

    def test_a_source_without_a_header_is_seen_unless_one_in_its_folder_says_so(self):
        self.assertEqual(len(list(rooms.without_header(self.but(db__c=(".cpp", ""))))), 1)
        self.assertEqual(list(rooms.without_header(self.but(db__c=(".cpp", "int main() {}\n")))), [])
        said = "// Implemented in: b.cpp, c*.cpp\n"
        self.assertEqual(list(rooms.without_header(self.but(db__c=(".cpp", ""), db__b=(".hpp", said)))), [])
        self.assertEqual(len(list(rooms.without_header(self.but(db__c=(".cpp", ""), policy__a=(".hpp", said))))), 3)

    def test_a_header_that_names_a_source_that_is_gone_is_seen(self):
        self.assertEqual(list(rooms.without_header(self.but(db__b=(".hpp", "// Implemented in: b.cpp, gone.cpp\n")))),
                         ["db/b.hpp: there is no gone.cpp"])

    def test_a_wide_header_is_seen_however_deep_it_lies(self):
        chain = {f"db/c{n}.hpp": f'#include "db/c{n + 1}.hpp"\n' for n in range(rooms.WIDEST + 1)}
        self.assertEqual(len(rooms.wide({**chain, f"db/c{rooms.WIDEST + 1}.hpp": ""})), 1)
        self.assertEqual(rooms.wide({**chain, f"db/c{rooms.WIDEST}.hpp": ""}), [])

    def test_a_table_that_is_out_of_step_is_seen(self):
        table = rooms.table(self.house)
        self.assertTrue(rooms.same_table(table, table))
        self.assertFalse(rooms.same_table(None, table))
        self.assertFalse(rooms.same_table("", table))
        self.assertFalse(rooms.same_table(rooms.table(self.but(db__c=(".hpp", ""))), table))
        self.assertFalse(rooms.same_table(rooms.table(self.but(db__b=(".hpp", ""))), table))
        self.assertTrue(rooms.same_table(lines_changed(table, lambda lines: lines + 50), table))
        self.assertFalse(rooms.same_table(lines_changed(table, lambda lines: lines + 500), table))


if __name__ == "__main__":
    unittest.main()
