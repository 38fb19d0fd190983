"""A kept message is durable before the MTA hears of it: file, rename, folders, rows, then the reply. Read from a trace of
the daemon's system calls; and the twin, which shows that the reading finds every step that is missing or too late
(faults.md Q4)."""
import contextlib
import re
import sqlite3
import unittest

import trace_order
from fault_bench import MIXED, FaultTest


class WriteOrder(FaultTest):
    def setUp(self):
        super().setUp()
        self.gateway.kill()
        self.trace_file = self.folder / "trace"
        # -D: the daemon stays this test's child, and strace goes with it.
        self.gateway.start(["strace", "-D", "-f", "-y", "-o", str(self.trace_file), "-e", "trace=" + trace_order.CALLS])
        self.assertEqual(self.quarantined("kept@test")[0], 250)
        self.assertEqual(self.send("alex@example.org", MIXED, "copied@test")[0], 250)
        self.bench.settled()
        with contextlib.closing(sqlite3.connect(self.gateway.folder / "postern.db")) as store:
            self.ids = [row[0] for row in store.execute("SELECT id FROM kept_message ORDER BY at, rowid")]
        self.assertEqual(len(self.ids), 2)
        self.trace = self.trace_file.read_text(errors="replace")

    def test_each_step_follows_the_one_before_and_a_doctored_trace_is_found_out(self):
        self.check_that_each_step_follows_the_one_before()
        self.check_that_a_step_missing_failed_or_late_is_found_out()
        self.check_that_an_answer_before_the_rows_are_durable_is_found_out()

    def check_that_each_step_follows_the_one_before(self):
        for message_id in self.ids:
            self.assertEqual(trace_order.first_fault(self.trace, message_id), "")

    def check_that_a_step_missing_failed_or_late_is_found_out(self):
        calls = trace_order.whole_calls(self.trace)
        for message_id in self.ids:
            for what, pattern in trace_order.STEPS[:-1]:
                step = re.compile(pattern.format(id=message_id, shard=message_id[:2]))
                begin = next(i for i, call in enumerate(calls) if message_id in call)
                places = [i for i, call in enumerate(calls) if i >= begin and step.match(call)]
                self.assertTrue(places, what)
                with self.subTest("missing", step=what):
                    self.assertTrue(self.fault([call for i, call in enumerate(calls) if i not in places], message_id))
                with self.subTest("late", step=what):
                    rest = [call for i, call in enumerate(calls) if i not in places]
                    self.assertTrue(self.fault(rest + [calls[i] for i in places], message_id))
                if "sync" in pattern:
                    with self.subTest("failed", step=what):
                        failed = [re.sub(r"= 0$", "= -1 EIO (Input/output error)", call) if i in places else call
                                  for i, call in enumerate(calls)]
                        self.assertTrue(self.fault(failed, message_id))

    def check_that_an_answer_before_the_rows_are_durable_is_found_out(self):
        calls = trace_order.whole_calls(self.trace)
        answer = next(call for call in calls if re.match(trace_order.STEPS[-1][1], call))
        for message_id in self.ids:
            renamed = next(i for i, call in enumerate(calls) if call.startswith("renameat") and message_id in call)
            self.assertTrue(self.fault(calls[:renamed + 1] + [answer] + calls[renamed + 1:], message_id))

    def fault(self, calls, message_id):
        return trace_order.first_fault("\n".join("1 " + call for call in calls), message_id)


if __name__ == "__main__":
    unittest.main()
