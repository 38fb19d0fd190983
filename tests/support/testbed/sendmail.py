"""A private Sendmail: configuration, queue and log in one folder, listening on a loopback port, all mail on to the sink.
The programs are Debian's, unpacked and not installed. Needs root, for a host name and a /mnt of its own."""
import os
import pathlib
import shutil
import signal
import subprocess

from . import namespaces, ports
from .unpacked import unpacked

HOST = "mx.york.gov.uk"

CONFIGURATION = """\
OSTYPE(`linux')dnl
define(`QUEUE_DIR', `{folder}/queue')dnl
define(`confPID_FILE', `{folder}/sendmail.pid')dnl
define(`STATUS_FILE', `')dnl
define(`ALIAS_FILE', `')dnl
define(`HELP_FILE', `')dnl
define(`confSERVICE_SWITCH_FILE', `{folder}/service.switch')dnl
define(`confDOMAIN_NAME', `{host}')dnl
define(`confDONT_PROBE_INTERFACES', `true')dnl
define(`confTO_IDENT', `0')dnl
define(`confMIN_QUEUE_AGE', `0')dnl
define(`confMAX_MESSAGE_SIZE', `104857600')dnl
define(`confMAX_HEADERS_LENGTH', `1048576')dnl
define(`SMART_HOST', `relay:[127.0.0.1]')dnl
define(`MAIL_HUB', `relay:[127.0.0.1]')dnl
define(`RELAY_MAILER_ARGS', `TCP $h {sink}')dnl
define(`confAUTH_MECHANISMS', `PLAIN')dnl
TRUST_AUTH_MECH(`PLAIN')dnl
FEATURE(`no_default_msa')dnl
FEATURE(`nocanonify')dnl
FEATURE(`accept_unresolvable_domains')dnl
DAEMON_OPTIONS(`Name=MTA, Family=inet, Addr=127.0.0.1, Port={port}')dnl
DAEMON_OPTIONS(`Name=MSP-v4, Family=inet, Addr=127.0.0.1, Port={msp_port}, M=E')dnl
{extra}
ifdef(`POSTERN_SOCKET', , `define(`POSTERN_SOCKET', `{milter}')')dnl
include(`{postern}')dnl
MAILER(`smtp')dnl
LOCAL_CONFIG
ESASL_CONF_PATH={mount}/{name}/sasl
"""

# What the command `sendmail` goes by: it hands every message to the daemon, by SMTP.
SUBMISSION = """\
OSTYPE(`linux')dnl
define(`MSP_QUEUE_DIR', `{mount}/{name}/submitted')dnl
define(`confSERVICE_SWITCH_FILE', `{folder}/service.switch')dnl
define(`confDOMAIN_NAME', `{host}')dnl
define(`confTO_IDENT', `0')dnl
define(`confRUN_AS_USER', `mail:mail')dnl
define(`RELAY_MAILER_ARGS', `TCP $h {msp_port}')dnl
FEATURE(`msp', `[127.0.0.1]')dnl
"""

# Mail by the switch file alone: no name is looked up in the DNS.
SWITCH = "hosts files\naliases files\npasswd files\n"
SASL = "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: {mount}/{name}/sasl/users\nmech_list: PLAIN\n"
# Sendmail takes sockets and secrets only from below folders that nobody else can write to, which /tmp is not: to it, the
# test's folder is a mount. And it waits a minute for the machine to get a host name with a dot in it.
MOUNT = pathlib.Path("/mnt")
START = 'mount --bind "$1" "$2" && hostname "$3" && shift 3 && exec "$@"'


class Sendmail:
    FOR_CASES = ""

    def __init__(self, folder, sink_port, milter, extra="", extra_master="", port=None):
        assert not extra_master, "Sendmail has no such file"
        namespaces.need("--uts", "--mount", script=f"mount --bind /tmp {MOUNT} && hostname {HOST}")
        self.folder = pathlib.Path(folder)
        self.port = port or ports.free_port()
        self.msp_port = ports.free_port()
        self.process = None
        for name, mode in (("queue", 0o700), ("submitted", 0o770), ("sasl", 0o755)):
            (self.folder / name).mkdir(parents=True)
            os.chmod(self.folder / name, mode)
        os.chmod(self.folder, 0o755)
        shutil.chown(self.folder / "submitted", "mail", "mail")
        (self.folder / "service.switch").write_text(SWITCH)
        places = {"folder": self.folder, "mount": MOUNT, "name": self.folder.name, "host": HOST, "msp_port": self.msp_port}
        (self.folder / "sasl" / "Sendmail.conf").write_text(SASL.format(**places))
        self._write("sendmail", CONFIGURATION.format(
            **places, port=self.port, sink=sink_port, milter=milter.replace(str(self.folder.parent), str(MOUNT)),
            postern=pathlib.Path(os.environ["POSTERN_SOURCE"]) / "packaging/sendmail/postern.m4", extra=extra))
        self._places = places
        self.submit_by(self.msp_port)

    def start(self):
        with open(self.folder / "mail.log", "ab") as log:
            self.process = subprocess.Popen(
                ["unshare", "--uts", "--mount", "sh", "-c", START, "sh", self.folder.parent, MOUNT, HOST,
                 unpacked("usr/libexec/sendmail/sendmail"), "-C", self.folder / "sendmail.cf", "-bD", "-q1s"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        ports.wait_for(lambda: ports.answers(self.port) or self.process.poll() is not None, "Sendmail on its port")
        if self.process.poll() is not None:
            raise AssertionError("sendmail ended: " + self.log())

    def stop(self):
        """Ends the daemon and whatever it still has about: a delivery, a session."""
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
        finally:
            self.process.wait(timeout=40)

    def log(self):
        path = self.folder / "mail.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def queue_is_empty(self):
        return not any(file for folder in ("queue", "submitted") for file in (self.folder / folder).iterdir())

    def submit_by(self, port):
        """From now on the command sendmail hands mail to this port: that of its own door, unless told otherwise."""
        self._write("submit", SUBMISSION.format(**{**self._places, "msp_port": port}))

    def submit(self, mail_from, recipients, message):
        """As a program of this machine does it, by the command sendmail."""
        inside = ["nsenter", "--target", str(self.process.pid), "--mount", "--uts"]
        return subprocess.run([*inside, unpacked("usr/libexec/sendmail/sendmail"), "-C", self.folder / "submit.cf", "-f", mail_from,
                               *recipients], input=message, text=True, capture_output=True)

    def log_in(self, client, name):
        subprocess.run([unpacked("usr/sbin/saslpasswd2"), "-p", "-c", "-f", self.folder / "sasl" / "users", "-u", HOST, name],
                       input="secret", text=True, check=True)
        client.login(name, "secret")

    def _write(self, name, text):
        """`text`, in the language of Sendmail's m4 files, as the configuration NAME.cf."""
        source, folder = self.folder / (name + ".mc"), unpacked("usr/share/sendmail/cf")
        source.write_text(text)
        made = subprocess.run(["m4", f"-D_CF_DIR_={folder}/", folder / "m4/cf.m4", source], capture_output=True, text=True)
        if made.returncode != 0 or made.stderr:
            raise AssertionError("m4: " + made.stderr)
        (self.folder / (name + ".cf")).write_text(made.stdout)
