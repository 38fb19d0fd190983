"""posternd and the command line on a store of their own."""
import atexit
import functools
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

from . import ports

CONFIGURATION = """\
store: sqlite:{folder}/postern.db
enforcement: enforce
milter: {{socket: "unix:{folder}/milter.sock", socket_mode: "0666"}}
control: unix:{folder}/control.sock
council:
  name: City of York Council
  domains: [york.gov.uk, .york.gov.uk]
  representations: complaints@york.gov.uk
match: {{exempt_authenticated: true}}
authorising_officers:
  - {{id: director-cbss, name: The Director, title: Director, email: director@york.gov.uk, from: 2024-04-01}}
mail: {{submit: "smtp://127.0.0.1:{submit}", bounces: restricted-contact@york.gov.uk}}
quarantine: {{directory: {folder}/quarantine, max_message: 50MiB}}
limits: {{spool_free: 1MiB}}
"""


def is_open_to_all(folder):
    return all(path.stat().st_mode & 0o001 for path in [folder, *folder.parents])


@functools.cache
def programs():
    """A folder with the programs under test as a build folder has them. Where that cannot be reached by other users (a clone
    in root's home), a copy which can: some tests run them as nobody."""
    build = pathlib.Path(os.environ["POSTERN_BUILD"]).resolve()
    if is_open_to_all(build):
        return build
    copy = pathlib.Path(tempfile.mkdtemp(prefix="postern-programs-"))
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    copy.chmod(0o755)
    for program in ("admin/postern", "daemon/posternd"):
        (copy / program).parent.mkdir(mode=0o755)
        shutil.copy(build / program, copy / program)
    return copy


class Gateway:
    def __init__(self, folder, submit_port, configuration=CONFIGURATION, extra="", environment=None):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        os.chmod(self.folder, 0o755)
        self.socket = self.folder / "milter.sock"
        self.configuration = self.folder / "postern.yaml"
        self.configuration.write_text(configuration.format(folder=self.folder, submit=submit_port) + extra)
        self.environment = environment or {}
        self.process = None

    @property
    def milter(self):
        return "unix:" + str(self.socket)

    def command(self, *words, text="", check=True):
        done = subprocess.run([programs() / "admin" / "postern", *words, "--config", str(self.configuration)], input=text,
                              capture_output=True, text=True, env={**os.environ, **self.environment})
        if check and done.returncode != 0:
            raise AssertionError(f"postern {' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def json(self, *words):
        return json.loads(self.command(*words, "--format", "json").stdout)

    def init(self):
        self.command("init")

    def apply(self, document):
        self.command("apply", "-", text=document)

    def applied(self, document):
        """Applies, and waits until the daemon decides by it."""
        before = self.json("status")["snapshot"]["revision"]
        self.apply(document)
        self.wait_for_rules_after(before)

    def wait_for_rules_after(self, revision):
        ports.wait_for(lambda: self.json("status")["snapshot"]["revision"] > revision, "the changed rules in the daemon")

    def start(self, wrapper=(), log=None):
        """`log` is an open file in place of posternd.log."""
        self.log_file = log or open(self.folder / "posternd.log", "ab")
        self.process = subprocess.Popen([*wrapper, programs() / "daemon" / "posternd", "--config", str(self.configuration)],
                                        stderr=self.log_file, stdout=self.log_file, env={**os.environ, **self.environment})
        ports.wait_for(lambda: self.started() or self.process.poll() is not None, "posternd's start")
        if self.process.poll() is not None:
            raise AssertionError("posternd ended: " + self.log())

    def started(self):
        return self.command("status", check=False).returncode == 0

    def log(self):
        return (self.folder / "posternd.log").read_text(errors="replace")

    def stop(self, how=signal.SIGTERM):
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(how)
        status = self.process.wait(timeout=40)
        self.log_file.close()
        self.process = None
        return status

    def kill(self):
        self.stop(signal.SIGKILL)

    def outbox_is_empty(self):
        return self.json("outbox", "list") == []
