"""A root of a test's own: an overlay of this machine's, whose changes lie in memory and vanish with the test, as do its
processes and its network. Nothing on this machine changes. Needs root, and a kernel that allows it."""
import os
import pathlib
import subprocess
import sys

from testbed import namespaces

ENTERED = "POSTERN_PRIVATE_ROOTS"
MEMORY = pathlib.Path("/mnt")  # of the private namespace: what lies there on this machine is hidden, and stays as it is
ENVIRONMENT = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8",
               "DEBIAN_FRONTEND": "noninteractive", "HOME": "/root"}


OWN = ["--mount-proc", "--net", "--pid", "--fork", "--kill-child"]
# What a root of a test's own is made of: an overlay on memory.
TRIED = f"""
mount -t tmpfs postern-tests {MEMORY}
mkdir {MEMORY}/upper {MEMORY}/work {MEMORY}/root
mount -t overlay -o lowerdir=/,upperdir={MEMORY}/upper,workdir={MEMORY}/work overlay {MEMORY}/root
ip link set lo up
"""


def enter_namespaces():
    """Runs this program anew, with mounts, network and processes of its own; returns in there. Ends the program as skipped,
    with a line that says why, where that cannot be had: a test that did not run must not look like one that passed."""
    if os.environ.get(ENTERED):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=0755", "postern-tests", MEMORY], check=True)
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return
    if os.geteuid() != 0:
        namespaces.skip_program("needs root, as dpkg does")
    if subprocess.run(["dpkg", "-s", "postern"], capture_output=True).returncode == 0:
        namespaces.skip_program("the package postern is installed on this machine")
    if reason := namespaces.why_not(*OWN, script=TRIED):
        namespaces.skip_program(f"needs namespaces of its own: {reason}")
    os.environ[ENTERED] = "1"
    os.execvp("unshare", ["unshare", *OWN, sys.executable, "-B", *sys.argv])


class PrivateRoot:
    def __init__(self, name):
        self.upper, work, self.path = (MEMORY / name / part for part in ("upper", "work", "root"))
        for folder in (self.upper, work, self.path):
            folder.mkdir(parents=True)
        self._mount("-t", "overlay", "-o", f"lowerdir=/,upperdir={self.upper},workdir={work}", "overlay", self.path)
        self._mount("-t", "proc", "proc", self.path / "proc")
        self._mount("--rbind", "/dev", self.path / "dev")
        for folder, mode in (("run", "0755"), ("tmp", "1777")):
            self._mount("-t", "tmpfs", "-o", f"mode={mode}", "tmpfs", self.path / folder)

    def close(self):
        subprocess.run(["umount", "--recursive", "--lazy", self.path], check=True)

    @staticmethod
    def _mount(*words):
        subprocess.run(["mount", *words], check=True)

    def words(self, *words):
        return ["chroot", self.path, *words]

    def run(self, *words, check=True, text="", user=None):
        """One command in there. `user` runs it, where it is not root."""
        change = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"] if user else []
        done = subprocess.run(self.words(*change, *words), input=text, capture_output=True, text=True, env=ENVIRONMENT,
                              timeout=300, cwd="/")
        if check and done.returncode != 0:
            raise AssertionError(f"{' '.join(map(str, words))}: exit {done.returncode}\n{done.stdout}{done.stderr}")
        return done

    def install(self, package, check=True):
        """dpkg -i. What it printed."""
        inside = self.path / "tmp" / package.name
        inside.write_bytes(package.read_bytes())
        return self.run("dpkg", "-i", f"/tmp/{package.name}", check=check)

    def look(self, path):
        """`MODE OWNER:GROUP` of a file; None where there is none."""
        done = self.run("stat", "-c", "%a %U:%G", path, check=False)
        return done.stdout.strip() or None

    def changed(self, word):
        """Files and folders that have been made or changed in there and have `word` in their path."""
        found = (path for path in self.upper.rglob("*") if not path.is_char_device())  # such a device stands for a removal
        return sorted("/" + str(path.relative_to(self.upper)) for path in found if word in str(path.relative_to(self.upper)))
