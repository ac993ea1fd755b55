"""The wheel holds a library with the command for one kind of machine, and nothing for one version of Python.

scripts/wheel builds it and puts it beside this file. From a source distribution it is built here, which takes Swift 6.3 on Linux:
pip's message says so where there is none.
"""

import pathlib
import shutil
import subprocess
import sys

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.dist import Distribution

HERE = pathlib.Path(__file__).parent.resolve()
LIBRARY = HERE / "knotwork" / "lib" / "libknotwork.so"
SHARE = HERE / "share"
SOURCES = HERE / "swift"

NEEDS = (
    "Knotwork's library is written in Swift. Building it from source takes Linux and Swift 6.3 or later "
    "(https://swift.org/install), and some minutes; a wheel needs neither: pip install --only-binary :all: knotwork"
)


def shared_files():
    """Manual pages and completions, by the folder of the environment that they go to."""
    files = {}
    for path in sorted(SHARE.rglob("*")):
        if path.is_file():
            files.setdefault(str(path.parent.relative_to(HERE)), []).append(str(path.relative_to(HERE)))
    return list(files.items())


def build_sources():
    """Builds the library with the command from the Swift package of a source distribution."""
    if not (SOURCES / "Package.swift").exists():
        raise SystemExit(f"{LIBRARY} is missing, and there is no Swift package beside it: scripts/wheel makes this wheel. {NEEDS}")
    if not sys.platform.startswith("linux"):
        raise SystemExit(f"This is {sys.platform}. {NEEDS}")
    if shutil.which("swift") is None:
        raise SystemExit(f"There is no swift on the PATH. {NEEDS}")
    version = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    number = version.partition("Swift version ")[2].split(" ")[0].split(".")[:2]
    if not all(part.isdigit() for part in number) or tuple(map(int, number)) < (6, 3):
        raise SystemExit(f"Found {version.splitlines()[0] if version else 'no version of swift'}. {NEEDS}")
    built = HERE / "built"
    subprocess.run([str(SOURCES / "scripts" / "package"), str(built)], check=True, cwd=SOURCES)
    # What an earlier build that was interrupted has left does not count.
    shutil.rmtree(LIBRARY.parent, ignore_errors=True)
    shutil.rmtree(SHARE, ignore_errors=True)
    shutil.move(built / "lib", LIBRARY.parent)
    shutil.move(built / "share", SHARE)


class BinaryDistribution(Distribution):
    """A distribution with a library in it, though with no extension module."""

    def has_ext_modules(self) -> bool:
        return True


class LibraryWheel(bdist_wheel):
    """A wheel for any Python 3 on one kind of machine."""

    def run(self) -> None:
        if not all(path.exists() for path in (LIBRARY, LIBRARY.with_name("knotwork"), SHARE)):
            build_sources()
        self.distribution.data_files = shared_files()
        super().run()

    def get_tag(self) -> tuple:
        return "py3", "none", super().get_tag()[2]


setup(distclass=BinaryDistribution, cmdclass={"bdist_wheel": LibraryWheel})
