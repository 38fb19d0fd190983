"""What may stand where the socket is to be, and who may use it (faults.md M4)."""
import grp
import os
import pwd
import socket
import stat
import subprocess
import unittest

from protocol_case import new_gateway
from testbed.gateway import programs
from testbed.milter_client import MilterClient


class SocketPath(unittest.TestCase):
    def setUp(self):
        self.gateway = new_gateway(self)
        self.path = self.gateway.socket

    def configured(self, before, after):
        path = self.gateway.folder / "other.yaml"
        path.write_text((self.gateway.folder / "postern.yaml").read_text().replace(before, after))
        return path

    def refused(self, *words, configuration=None, user=None):
        """A start that must end at once, with one line that has these words."""
        done = subprocess.run([programs() / "daemon" / "posternd", "--config", str(configuration or self.gateway.configuration)],
                              capture_output=True, text=True, timeout=60, user=user)
        self.assertIn(done.returncode, (1, 3), done.stderr)
        lines = [line for line in done.stderr.splitlines() if line.startswith("posternd: ")]
        self.assertEqual(len(lines), 1, done.stderr)
        for word in words:
            self.assertIn(word, lines[0])

    def serves(self):
        with MilterClient(self.path) as client:
            self.assertEqual(client.greet().message("other@example.com", ["tax@york.gov.uk"]).code, "a")

    def test_a_stale_socket_is_taken_over(self):
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(self.path))
        self.gateway.start()
        self.serves()

    def test_the_socket_of_a_killed_posternd_is_taken_over(self):
        self.gateway.start()
        self.gateway.kill()
        self.assertTrue(self.path.exists())
        self.gateway.start()
        self.serves()

    def test_a_regular_file_is_left_alone(self):
        self.path.write_text("somebody's")
        self.refused("milter.socket", str(self.path), "no socket")
        self.assertEqual(self.path.read_text(), "somebody's")

    def test_a_folder_is_left_alone(self):
        self.path.mkdir()
        self.refused("milter.socket", "no socket")

    def test_a_symbolic_link_is_not_followed(self):
        target = self.gateway.folder / "target"
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(target))
        self.path.symlink_to(target)
        self.refused("milter.socket", str(self.path), "no socket")
        self.assertTrue(self.path.is_symlink() and target.exists())

    def test_a_second_start_is_refused_and_the_first_goes_on(self):
        self.gateway.start()
        self.refused("control", "another process answers")
        control = self.configured("control.sock", "control2.sock")
        self.refused("milter.socket", "another process answers", configuration=control)
        self.serves()
        self.assertEqual(self.gateway.command("status").returncode, 0)

    def test_the_socket_of_another_program_is_left_alone(self):
        with socket.socket(socket.AF_UNIX) as peer:
            peer.bind(str(self.path))
            peer.listen()
            self.refused("milter.socket", "another process answers")
        self.assertTrue(self.path.exists())

    @unittest.skipIf(os.geteuid(), "needs root, to become somebody else")
    def test_a_stale_socket_of_another_user_is_left_alone(self):
        nobody = pwd.getpwnam("nobody")
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(self.path))
        for path in (self.gateway.folder, *self.gateway.folder.rglob("*")):
            if path != self.path:
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        self.refused("milter.socket", "another user", user="nobody")
        self.assertTrue(self.path.exists())

    def test_a_path_that_no_socket_may_have_is_refused(self):
        long = self.gateway.folder / ("x" * (108 - len(str(self.gateway.folder)) - 1))
        self.assertEqual(len(str(long)), 108)
        self.refused("milter.socket", "107 bytes", configuration=self.configured(str(self.path), str(long)))

    def test_the_longest_path_that_libmilter_takes_is_served(self):
        long = self.gateway.folder / ("x" * (106 - len(str(self.gateway.folder)) - 1))
        self.gateway.configuration = self.configured(str(self.path), str(long))
        self.path = self.gateway.socket = long
        self.gateway.start()
        self.serves()

    def test_a_missing_folder_is_said(self):
        missing = self.gateway.folder / "missing" / "milter.sock"
        self.refused("milter.socket", "the folder is not there", configuration=self.configured(str(self.path), str(missing)))

    def test_a_group_that_does_not_exist_is_said(self):
        self.refused("milter.socket_group", "no such group",
                     configuration=self.configured('socket_mode: "0666"', 'socket_mode: "0660", socket_group: nosuchgroup'))

    def test_mode_and_group_are_as_configured_whatever_the_umask(self):
        group = grp.getgrgid(os.getgroups()[0] if os.geteuid() else 8)
        before = os.umask(0)
        self.addCleanup(os.umask, before)
        for umask, mode in ((0, 0o660), (0o077, 0o660), (0o022, 0o600)):
            os.umask(umask)
            self.gateway.configuration = self.configured('socket_mode: "0666"',
                                                         f'socket_mode: "0{mode:o}", socket_group: {group.gr_name}')
            self.gateway.start()
            found = self.path.stat()
            self.assertEqual((stat.S_IMODE(found.st_mode), found.st_gid), (mode, group.gr_gid))
            self.serves()
            self.assertEqual(self.gateway.stop(), 0)
            self.assertFalse(self.path.exists())


if __name__ == "__main__":
    unittest.main()
