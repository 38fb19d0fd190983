"""A systemd unit, and its programs started as it says, by a manager that is this test."""
import re
import socket
import subprocess

from private_root import ENVIRONMENT
from testbed import ports

UNIT = "/lib/systemd/system/posternd.service"


class Unit:
    def __init__(self, root):
        self.root = root
        self.text = (root.path / UNIT[1:]).read_text()
        self.process = None

    def all(self, key):
        return re.findall(rf"^{key}=(.*)$", self.text, re.MULTILINE)

    def one(self, key):
        [value] = self.all(key)
        return value

    def _words(self, command):
        user, group = self.one("User"), self.one("Group")
        return self.root.words("setpriv", f"--reuid={user}", f"--regid={group}", "--init-groups", "--no-new-privs",
                               "--bounding-set=-all", "--inh-caps=-all", "prlimit", f"--nofile={self.one('LimitNOFILE')}",
                               "sh", "-c", f"umask {self.one('UMask')} && exec {command}")

    def _own_folders(self):
        for kind, above in (("Runtime", "/run"), ("State", "/var/lib")):
            self.root.run("install", "-d", "-m", self.one(f"{kind}DirectoryMode"), "-o", self.one("User"), "-g",
                          self.one("Group"), f"{above}/{self.one(f'{kind}Directory')}")

    def check(self):
        """ExecStartPre, as it ended."""
        self._own_folders()
        return subprocess.run(self._words(self.one("ExecStartPre")), capture_output=True, text=True, env=ENVIRONMENT, cwd="/")

    def start(self):
        """Until it says that it is ready, and that it is well. The log is a file in the root."""
        self._own_folders()
        folder = self.root.path / "run" / "systemd"
        folder.mkdir(exist_ok=True)
        (folder / "notify").unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(str(folder / "notify"))
            (folder / "notify").chmod(0o777)
            manager.settimeout(60)
            self.log = self.root.path / "run" / "posternd.log"
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(
                    self._words(self.one("ExecStart")), stderr=log, stdout=log, cwd="/",
                    env={**ENVIRONMENT, "NOTIFY_SOCKET": "/run/systemd/notify", "WATCHDOG_USEC": "2000000"})
            heard = ""
            while "READY=1" not in heard or "WATCHDOG=1" not in heard:
                heard += manager.recv(1000).decode() + "\n"

    def stop(self):
        """Its exit status."""
        if self.process is None:
            return None
        self.process.terminate()
        status = self.process.wait(timeout=60)
        self.process = None
        return status

    def is_serving(self):
        return self.root.run("postern", "status", check=False).returncode == 0

    def wait_until_serving(self):
        ports.wait_for(self.is_serving, "an answer from posternd")
