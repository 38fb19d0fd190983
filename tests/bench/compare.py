"""Mail that matches nothing: a filter that does nothing beside postern, turn by turn, over Unix sockets."""
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from testbed import ports
from testbed.gateway import Gateway, programs
from testbed.postfix import Postfix

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
    bare_port, postern_port = ports.free_port(), ports.free_port()
    gateway = Gateway(folder / "postern", 25)
    postfix = Postfix(folder / "postfix", 25, "", extra_main="default_transport = discard\nrelayhost =",
                      extra_master=smtpd(bare_port, f"unix:{bare_socket}") + smtpd(postern_port, gateway.milter))
    bare = subprocess.Popen([programs() / "tests/bench/bare_filter", f"unix:{bare_socket}"])
    try:
        subprocess.run([programs() / "tests/bench/fill_store", gateway.folder / "postern.db", str(ADDRESSES)], check=True)
        gateway.start()
        ports.wait_for(bare_socket.exists, "the bare filter")
        bare_socket.chmod(0o666)
        postfix.start()
        entries = gateway.json("status")["snapshot"]["entries"]
        rows = []
        for port in (bare_port, postern_port):  # warm
            seconds(port)
        for turn in range(ROUNDS):
            order = [("bare", bare_port), ("postern", postern_port)]
            took = {name: seconds(port) for name, port in (order if turn % 2 == 0 else reversed(order))}
            rows.append(took)
            print(f"turn {turn + 1}: bare {took['bare']:.2f} s, postern {took['postern']:.2f} s, ratio {took['postern'] / took['bare']:.3f}")
        ratio = statistics.median(row["postern"] for row in rows) / statistics.median(row["bare"] for row in rows)
        rss = pathlib.Path(f"/proc/{gateway.process.pid}/status").read_text().split("VmRSS:")[1].split()[0]
        print(f"{MESSAGES} messages that match nothing, {entries} restricted addresses: ratio of medians {ratio:.3f}; "
              f"posternd's memory {int(rss) // 1024} MiB")
    finally:
        bare.terminate()
        bare.wait()
        postfix.stop()
        gateway.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
