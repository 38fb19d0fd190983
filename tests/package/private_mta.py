"""Debian's own Postfix in a private root, most of its services in their chroot, as master.cf is shipped. It listens on port
25 of the test's own network, and hands everything to a recording server."""
import smtplib

import built_package
from testbed import ports
from testbed.sink import Sink

MAIN = """\
compatibility_level = 3.6
myhostname = mx.york.gov.uk
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
disable_dns_lookups = yes
smtp_host_lookup = native
relayhost = [127.0.0.1]:{sink}
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
alias_maps =
maillog_file = /var/log/mail.log
"""


class PrivateMta:
    def __init__(self, root):
        self.root = root
        self.sink = Sink()
        (root.path / "etc/postfix/main.cf").write_text(MAIN.format(sink=self.sink.port))
        (root.path / "etc/postfix/master.cf").write_bytes((root.path / "usr/share/postfix/master.cf.dist").read_bytes())
        root.run("postfix", "start")
        ports.wait_for(lambda: ports.answers(25), "Postfix on its port")

    def attach(self):
        """As the README says it."""
        self.root.run("sh", "-e", text=built_package.readme_block("postconf -e 'smtpd_milters"))

    def stop(self):
        self.root.run("postfix", "stop", check=False)
        self.sink.stop()

    def log(self):
        path = self.root.path / "var/log/mail.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def send(self, sender, recipient, subject):
        """The first reply that is no success, else the one to the message: (code, text)."""
        with smtplib.SMTP("127.0.0.1", 25, local_hostname="client.test", timeout=60) as client:
            client.ehlo()
            code, text = client.mail(sender)
            if code == 250:
                code, text = client.rcpt(recipient)
            if code == 250:
                code, text = client.data(f"From: {sender}\r\nTo: {recipient}\r\nSubject: {subject}\r\n\r\nHello\r\n")
            return code, text.decode()

    def recipients_of(self, subject):
        """Who got it, once somebody has."""
        def found():
            return [each for one in self.sink.received() if one.fields("Subject") == [subject] for each in one.recipients]
        try:
            return ports.wait_for(found, f"the message {subject}")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.log()[-3000:]}") from error
