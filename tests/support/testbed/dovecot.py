"""A private Dovecot: takes mail by LMTP on a loopback port, runs the shipped Sieve script, and delivers into a maildir for each
recipient. The programs are Debian's, unpacked and not installed. Needs root, for a /usr of its own that has them in it."""
import os
import pathlib
import shutil
import signal
import subprocess

from . import namespaces, ports
from .unpacked import unpacked

CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
first_valid_uid = 1
protocols = lmtp
ssl = no
mail_location = maildir:{folder}/mail/%n
passdb {{
  driver = static
  args = nopassword=y
  deny = yes
}}
userdb {{
  driver = static
  args = uid=nobody gid=nogroup home={folder}/mail/%n allow_all_users=yes
}}
namespace inbox {{
  inbox = yes
  mailbox Junk {{
    special_use = \\Junk
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {port}
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
protocol lmtp {{
  mail_plugins = sieve
}}
plugin {{
  sieve_before = {folder}/postern-junk.sieve
}}
"""

# The unpacked packages above the machine's own files, for this process alone.
START = 'mount -t overlay overlay -o "lowerdir=$1:/usr" /usr && shift && exec "$@"'


class Dovecot:
    def __init__(self, folder):
        namespaces.need("--mount", script="mount --bind /tmp /mnt")
        self.folder = pathlib.Path(folder)
        self.port = ports.free_port()
        self.process = None
        (self.folder / "mail").mkdir(parents=True)
        os.chmod(self.folder, 0o755)
        shutil.chown(self.folder / "mail", "nobody", "nogroup")
        self.configuration = self.folder / "dovecot.conf"
        self.configuration.write_text(CONFIGURATION.format(folder=self.folder, port=self.port))
        source = pathlib.Path(os.environ["POSTERN_SOURCE"]) / "packaging/dovecot/postern-junk.sieve"
        shutil.copy(source, self.folder)
        self._finish("sievec", "-c", self.configuration, self.folder / source.name)

    def start(self):
        self.process = subprocess.Popen(self._words("dovecot", "-F", "-c", self.configuration), stdin=subprocess.DEVNULL)
        ports.wait_for(lambda: ports.answers(self.port) or self.process.poll() is not None, "Dovecot on its port")
        if self.process.poll() is not None:
            raise AssertionError("dovecot ended: " + self.log())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=40)

    def log(self):
        path = self.folder / "dovecot.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def clear(self):
        for mailboxes in (self.folder / "mail").iterdir():
            shutil.rmtree(mailboxes)

    def messages(self, recipient, mailbox="INBOX"):
        """What lies in a mailbox of the recipient's, as bytes."""
        maildir = self.folder / "mail" / recipient.partition("@")[0] / ("" if mailbox == "INBOX" else "." + mailbox)
        return [file.read_bytes() for part in ("new", "cur") for file in sorted((maildir / part).glob("*"))]

    def _words(self, *words):
        return ["unshare", "--mount", "sh", "-c", START, "sh", unpacked("usr"), *words]

    def _finish(self, *words):
        done = subprocess.run(self._words(*words), capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(f"{words[0]}: {done.stdout}{done.stderr}")
