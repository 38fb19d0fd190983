"""The package under test: what this build folder has compiled, packed as it would be for anybody."""
import os
import pathlib
import re
import subprocess

BUILD = pathlib.Path(os.environ["POSTERN_BUILD"])
SOURCE = pathlib.Path(os.environ["POSTERN_SOURCE"])
VERSION = re.search(r"^project\(postern VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text(), re.MULTILINE).group(1)
README = (SOURCE / "README.md").read_text()
DOCUMENTS = [path.read_text() for path in [SOURCE / "README.md", *sorted((SOURCE / "docs").glob("*.md"))]]


def build(folder, version=VERSION):
    """The path of the .deb."""
    done = subprocess.run([SOURCE / "packaging" / "build_package", "--built", BUILD, "--version", version, "--output", folder],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"packaging/build_package: exit {done.returncode}\n{done.stderr}")
    return pathlib.Path(done.stdout.strip())


def readme_block(begin):
    """The commands of the README's block that begins with these words."""
    return re.search(rf"^```sh\n({re.escape(begin)}.*?)^```", README, re.MULTILINE | re.DOTALL).group(1)
