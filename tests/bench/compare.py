"""Mail that matches nothing, turn by turn: a filter that does nothing and postern over Unix sockets, and postern over TCP."""
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from testbed import ports
from testbed.gateway import CONFIGURATION, Gateway
from testbed.postfix import Postfix

TOOLS = pathlib.Path(os.environ["POSTERN_BUILD"]) / "tests/bench"
MESSAGES = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
ADDRESSES = 100_000
ROUNDS = 5


def smtpd(port, socket):
    return f"127.0.0.1:{port} inet n - n - 100 smtpd -o smtpd_milters={socket}\n"


def seconds(port):
    begin = time.monotonic()
    subprocess.run(["smtp-source", "-s", "10", "-m", str(MESSAGES), "-l", "4000", "-f", "nobody@example.com", "-t", "tax@york.gov.uk",
                    f"127.0.0.1:{port}"], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begin


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="postern-bench-"))
    folder.chmod(0o755)
    bare_socket = folder / "bare.sock"
    bare_port, postern_port, tcp_port, listening = (ports.free_port() for _ in range(4))
    gateway = Gateway(folder / "postern", 25)
    over_tcp = Gateway(folder / "tcp", 25, CONFIGURATION.replace("unix:{folder}/milter.sock", f"inet:{listening}@127.0.0.1"))
    postfix = Postfix(folder / "postfix", 25, "", extra_main="default_transport = discard\nrelayhost =",
                      extra_master=smtpd(bare_port, f"unix:{bare_socket}") + smtpd(postern_port, gateway.milter) +
                      smtpd(tcp_port, f"inet:127.0.0.1:{listening}"))
    bare = subprocess.Popen([TOOLS / "bare_filter", f"unix:{bare_socket}"])
    try:
        for each in (gateway, over_tcp):
            subprocess.run([TOOLS / "fill_store", each.folder / "postern.db", str(ADDRESSES)], check=True)
            each.start()
        ports.wait_for(bare_socket.exists, "the bare filter")
        bare_socket.chmod(0o666)
        postfix.start()
        entries = gateway.json("status")["snapshot"]["entries"]
        rows = []
        ways = [("bare", bare_port), ("postern", postern_port), ("tcp", tcp_port)]
        for _, port in ways:  # warm
            seconds(port)
        for turn in range(ROUNDS):
            took = {name: seconds(port) for name, port in (ways if turn % 2 == 0 else reversed(ways))}
            rows.append(took)
            print(f"turn {turn + 1}: bare {took['bare']:.2f} s, postern {took['postern']:.2f} s, ratio {took['postern'] / took['bare']:.3f}; "
                  f"postern over TCP {took['tcp']:.2f} s")
        median = {name: statistics.median(row[name] for row in rows) for name, _ in ways}
        ratio = median["postern"] / median["bare"]
        rss = pathlib.Path(f"/proc/{gateway.process.pid}/status").read_text().split("VmRSS:")[1].split()[0]
        print(f"{MESSAGES} messages that match nothing, {entries} restricted addresses: ratio of medians {ratio:.3f}; "
              f"posternd's memory {int(rss) // 1024} MiB; over TCP {median['tcp'] / median['postern']:.3f} times the time over a Unix socket")
    finally:
        bare.terminate()
        bare.wait()
        postfix.stop()
        gateway.stop()
        over_tcp.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
