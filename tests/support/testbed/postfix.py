"""A private Postfix: configuration, queue and log in one folder, smtpd on a loopback port. Needs root, as Postfix does."""
import os
import pathlib
import shutil
import subprocess

from . import ports

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
{extra}pickup unix n - n 1 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
myhostname = mx.york.gov.uk
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
disable_dns_lookups = yes
smtp_host_lookup = native
relayhost = [127.0.0.1]:{sink}
smtp_tls_security_level = none
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
smtpd_peername_lookup = no
smtputf8_enable = yes
message_size_limit = 104857600
recipient_delimiter = +
append_dot_mydomain = no
biff = no
alias_maps =
alias_database =
smtpd_milters = {milter}
milter_default_action = tempfail
milter_command_timeout = 30s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
{extra}
"""


class Postfix:
    # `auth` is said by XCLIENT; the header comes as it was sent.
    FOR_CASES = "smtpd_authorized_xclient_hosts = 127.0.0.1\nlocal_header_rewrite_clients =\n"

    def __init__(self, folder, sink_port, milter, extra_main="", extra_master="", port=None):
        self.folder = pathlib.Path(folder)
        self.port = port or ports.free_port()
        self.configuration = self.folder / "etc"
        for name in ("etc", "queue", "data"):
            (self.folder / name).mkdir(parents=True)
        shutil.chown(self.folder / "data", "postfix")
        os.chmod(self.folder, 0o755)
        (self.configuration / "main.cf").write_text(
            MAIN.format(folder=self.folder, sink=sink_port, milter=milter, extra=extra_main))
        (self.configuration / "master.cf").write_text(MASTER.format(port=self.port, extra=extra_master))

    def start(self):
        self._control("start")
        ports.wait_for(lambda: ports.answers(self.port), "Postfix on its port")

    def stop(self):
        self._control("stop")

    def reload(self):
        self._control("reload")

    def log(self):
        path = self.folder / "mail.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def command(self, *words):
        """postqueue, postsuper and the like, with this instance's configuration."""
        return subprocess.run([words[0], "-c", str(self.configuration), *words[1:]], capture_output=True, text=True)

    def queue_is_empty(self):
        return "is empty" in self.command("postqueue", "-p").stdout

    def log_in(self, client, name):
        code, text = client.docmd("XCLIENT", "LOGIN=" + name)
        assert code == 220, text

    def submit(self, mail_from, recipients, message):
        """As a program of this machine does it, by the command sendmail."""
        return subprocess.run(["sendmail", "-C", str(self.configuration), "-f", mail_from, *recipients], input=message, text=True,
                              capture_output=True)

    def _control(self, what):
        done = subprocess.run(["postfix", "-c", str(self.configuration), what], capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError("postfix " + what + ": " + done.stderr + self.log()[-2000:])
