"""The alert rules and the dashboard: well formed, each alert at its time and at no other, and with what to do."""
import json
import pathlib
import re
import subprocess
import tempfile
import unittest

import yaml

import manual
import programs
import sources
from testbed import scrape
from testbed.unpacked import unpacked

ALERTS = sources.ROOT / "packaging" / "prometheus" / "postern-alerts.yaml"
DASHBOARD = sources.ROOT / "packaging" / "grafana" / "postern.json"


def promtool(*words):
    return subprocess.run([unpacked("usr/bin/promtool"), *words], capture_output=True, text=True)


def in_manual():
    return set(manual.Page("posternd.8").tags("METRICS", "Cm"))


def rules():
    return [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]


def panels():
    return json.loads(DASHBOARD.read_text())["panels"]


def cells(panel):
    at = panel["gridPos"]
    return {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}


def can_be_read(queries):
    """Whether each is one that Prometheus understands; its rules are JSON too."""
    document = {"groups": [{"name": "all", "rules": [{"record": f"x:{n}", "expr": query} for n, query in enumerate(queries)]}]}
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        json.dump(document, file)
        file.flush()
        return promtool("check", "rules", file.name).returncode == 0


class Alerts(unittest.TestCase):
    def test_promtool_takes_the_rules(self):
        done = promtool("check", "rules", ALERTS)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_each_alert_comes_when_it_must_and_not_before(self):
        tests = pathlib.Path(__file__).with_name("postern-alerts.test.yaml")
        done = promtool("test", "rules", tests)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for rule in rules():
            self.assertIn(rule["alert"], tests.read_text())

    def test_each_alert_says_what_to_do(self):
        for rule in rules():
            self.assertIn(rule["labels"]["severity"], ("page", "ticket"), rule["alert"])
            self.assertRegex(rule["annotations"]["summary"], r"\$labels\.instance", rule["alert"])
            self.assertRegex(rule["annotations"]["description"], r"postern [a-z]+|journalctl -u posternd", rule["alert"])

    def test_the_commands_that_alerts_name_exist(self):
        commands = set(re.findall(r"\bpostern ([a-z]+)", " ".join(rule["annotations"]["description"] for rule in rules())))
        self.assertIn("quarantine", commands)
        for command in sorted(commands):
            self.assertEqual(programs.run(programs.POSTERN, command, "--help").returncode, 0, command)

    def test_what_was_asked_for_is_watched(self):
        watched = scrape.names_in(ALERTS.read_text(), in_manual())
        self.assertLessEqual({"postern_reviews_overdue", "postern_outbox_oldest_seconds", "postern_quarantine_unread_messages",
                              "postern_snapshot_age_seconds"}, watched)


class Dashboard(unittest.TestCase):
    def test_each_panel_has_a_place_of_its_own_and_says_what_it_shows(self):
        taken = set()
        for panel in panels():
            self.assertFalse(cells(panel) & taken, panel["title"])
            taken |= cells(panel)
            self.assertTrue(panel["description"] and panel["title"])
            self.assertTrue(all(target["expr"] for target in panel["targets"]), panel["title"])
        self.assertLessEqual(max(x for x, _ in taken), 23)
        self.assertEqual(len({panel["id"] for panel in panels()}), len(panels()))

    def test_promtool_can_read_every_query(self):
        queries = [target["expr"].replace("$__rate_interval", "5m") for panel in panels() for target in panel["targets"]]
        self.assertTrue(can_be_read(queries), queries)
        self.assertFalse(can_be_read([*queries, "sum(postern_connections"]))


class Names(unittest.TestCase):
    def test_what_alerts_and_dashboard_name_is_in_the_manual(self):
        self.assertIn("postern_messages_total", in_manual())
        for path in (ALERTS, DASHBOARD):
            self.assertEqual(scrape.names_in(path.read_text(), in_manual()) - in_manual(), set(), path.name)

    def test_the_dashboard_shows_every_metric(self):
        self.assertEqual(in_manual() - scrape.names_in(DASHBOARD.read_text(), in_manual()), set())

    def test_the_checks_see_what_they_look_for(self):
        self.assertEqual(scrape.names_in('rate(postern_a_bucket{x="postern"}[5m]) / postern_b_count', {"postern_a"}),
                         {"postern_a", "postern_b_count"})
        self.assertEqual(cells({"gridPos": {"x": 1, "y": 2, "w": 2, "h": 1}}), {(1, 2), (2, 2)})


if __name__ == "__main__":
    unittest.main()
