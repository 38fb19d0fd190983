"""`kill -9` of the command line in the middle of its work: the store is the old one or the new one, never one between.
SOAK in the environment makes it 200 kills each instead of 12."""
import os
import subprocess
import time
import unittest

from workplace import PROGRAM, StoreTest, restriction, rules

KILLS = 200 if os.environ.get("SOAK") else 12
REF = "RCC-2026-0001"


class Killed(StoreTest):
    def interrupted(self, part, *words, stdin=b""):
        """Runs a command and kills it after this part of the time that a whole run takes; any moment will do."""
        with subprocess.Popen([PROGRAM, *map(str, words)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, env=self.environment) as run:
            run.stdin.write(stdin)
            run.stdin.close()
            try:
                run.wait(timeout=part * self.whole)
            except subprocess.TimeoutExpired:
                run.kill()

    def measured(self, *words, **more):
        start = time.monotonic()
        self.done(*words, **more)
        self.whole = time.monotonic() - start

    def log(self):
        """What the log holds, its number of audit entries, and that its chain is whole."""
        return self.done("export").out, self.json("audit", "verify")["entries"]

    def check_old_or_new(self, before, new_text, entries):
        text, count = self.log()
        self.assertIn(text, (before[0], new_text))
        self.assertEqual(count, before[1] + (0 if text == before[0] else entries))

    def test_a_variation_is_proposed_whole_or_not_at_all(self):
        proposals = {}
        files = {}
        for action in ("junk", "reject"):
            files[action] = self.write(f"{action}.yaml", f"email: {{action: {action}, councillors: all}}\n")
            self.measured("vary", REF, files[action])
            proposals[action] = self.log()[0]
        for kill in range(KILLS):
            before = self.log()
            other = "junk" if "action: reject" in before[0] else "reject"
            self.interrupted(kill / (KILLS - 1) * 1.1, "vary", REF, files[other])
            self.check_old_or_new(before, proposals[other], 1)

    def test_a_document_is_applied_whole_or_not_at_all(self):
        def document(reasons):
            return rules(*(restriction(f"p{i}@example.org", f"RCC-2026-{i:04}", f"P{i}", reasons=reasons)
                           for i in range(2, 42))).encode()
        exports = {}
        for reasons in ("One", "Another"):
            self.measured("apply", "-", stdin=document(reasons))
            exports[reasons] = self.log()[0]
        for kill in range(KILLS):
            before = self.log()
            other = "One" if before[0] == exports["Another"] else "Another"
            self.interrupted(kill / (KILLS - 1) * 1.1, "apply", "-", stdin=document(other))
            self.check_old_or_new(before, exports[other], 40)


if __name__ == "__main__":
    unittest.main()
