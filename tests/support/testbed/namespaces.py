"""Whether this machine lets a test have mounts and names of its own. A container or a chroot may not: such a test is skipped,
with the reason, and tests/run counts it at its end."""
import functools
import subprocess
import sys
import unittest

NOT_RUN = 77  # the exit status by which CTest knows that a whole program was skipped (tests/CMakeLists.txt)


@functools.cache
def why_not(*options, script="true"):
    """What unshare(1) says against these options, or against the script in there; nothing where all is well."""
    done = subprocess.run(["unshare", *options, "sh", "-e", "-c", script], capture_output=True, text=True)
    return "" if done.returncode == 0 else (done.stderr.strip() or f"exit {done.returncode}").splitlines()[0]


def need(*options, script="true"):
    """Skips the test that asks, where it cannot be."""
    reason = why_not(*options, script=script)
    if reason:
        raise unittest.SkipTest(f"needs namespaces of its own: {reason}")


def skip_program(reason):
    """Ends a program none of whose tests can run."""
    print(f"all tests of this program ... skipped '{reason}'", flush=True)
    sys.exit(NOT_RUN)
