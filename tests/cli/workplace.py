"""What the tests of the command line share: a folder with a configuration, a store, and a way to run `postern`."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = pathlib.Path(os.environ["POSTERN_BUILD"]) / "admin" / "postern"

CONFIGURATION = """\
store: sqlite:{folder}/postern.db
control: unix:{folder}/control.sock
quarantine: {{directory: {folder}/quarantine}}
council:
  name: City of York Council
  domains: [york.gov.uk, .york.gov.uk]
  representations: complaints@york.gov.uk
authorising_officers:
  - {{id: director-cbss, name: The Director, title: Director, email: director@york.gov.uk}}
"""

RESTRICTION = """\
  - reference: {reference}
    customer: {{name: {name}, identifiers: {{email: [{address}]}}}}
    requested_by: {{service: Housing Services}}
    reasons: {reasons}
    warnings: [{{on: 2026-01-05, by: Housing Services, note: Polite warning by telephone}}]
    measures_considered: Single point of contact; not kept to.
    email:
      action: {action}
      managers: [m.manager@york.gov.uk]
      contacts: [housing@york.gov.uk]
      councillors: all
    authorised: {{by: director-cbss, on: {on}, evidence: {evidence}}}
    informed: {{on: {on}, how: letter}}
    review_by: {review_by}
    status: in-force
"""

PEOPLE = """\
councillors:
  - name: C. Ward
    ward: Micklegate
    addresses: [cllr.ward@york.gov.uk]
    choices: [{customer: alex@example.org, action: junk}]
  - {name: O. Other, addresses: [cllr.other@york.gov.uk]}
protected:
  - {address: foi@york.gov.uk, why: Freedom of Information requests}
"""


def restriction(address="alex@example.org", reference="RCC-2026-0001", name="Alex Example", action="forward",
                reasons="Forty messages in a week", evidence="Memo"):
    """One list item of a rules document that may come into force today."""
    import datetime
    today = datetime.date.today()
    return RESTRICTION.format(address=address, reference=reference, name=name, action=action, reasons=reasons,
                              evidence=evidence, on=today - datetime.timedelta(days=2),
                              review_by=today + datetime.timedelta(days=300))


def rules(*restrictions):
    return "restrictions:\n" + "".join(restrictions or (restriction(),)) + PEOPLE


class Done:
    """How one run ended."""

    def __init__(self, run):
        self.status = run.returncode
        self.out = run.stdout.decode("utf-8")
        self.err = run.stderr.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.out)


class CliTest(unittest.TestCase):
    configuration = CONFIGURATION

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="postern-cli-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.config = self.write("postern.yaml", self.configuration.format(folder=self.folder))
        self.environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "POSTERN_CONFIG": str(self.config)}
        for name in os.environ:
            if name.endswith("SAN_OPTIONS"):
                self.environment[name] = os.environ[name]

    def write(self, name, text):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    def postern(self, *words, stdin=b"", environment=None, before=None):
        run = subprocess.run([PROGRAM, *map(str, words)], input=stdin, capture_output=True, timeout=120,
                             env={**self.environment, **(environment or {})}, preexec_fn=before)
        done = Done(run)
        for line in done.err.splitlines():
            self.assertTrue(line.startswith("postern: "), line)
        return done

    def done(self, *words, **more):
        """A run that must succeed."""
        done = self.postern(*words, **more)
        self.assertEqual(done.status, 0, done.err)
        return done

    def json(self, *words, **more):
        return self.done(*words, "--format", "json", **more).json

    def refused(self, *words, status=1, **more):
        """A run that must end with this status, and say why."""
        done = self.postern(*words, **more)
        self.assertEqual(done.status, status, done.out + done.err)
        self.assertNotEqual(done.err, "")
        return done

    def apply(self, text):
        return self.done("apply", "-", stdin=text.encode("utf-8"))


class StoreTest(CliTest):
    """With a store that has the worked example in it."""

    def setUp(self):
        super().setUp()
        self.done("init")
        self.apply(rules())
