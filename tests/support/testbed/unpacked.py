"""Programs that are not installed: packaging/install_dependencies unpacks their packages into this folder."""
import os
import pathlib


def unpacked(path):
    """`path` as it would be on a machine that has the package, `usr/sbin/sendmail`."""
    cache = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    found = pathlib.Path(cache) / "postern" / "unpacked" / path
    if not found.exists():
        raise AssertionError(f"{found} is not there: run packaging/install_dependencies test")
    return found
