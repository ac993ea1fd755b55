"""The wheel holds a library and the command for one kind of machine, and nothing for one version of Python.

scripts/wheel builds both and puts them beside this file. From a source distribution they are built here, which takes Swift 6.3 on
Linux: pip's message says so where there is none.
"""

import os
import pathlib
import shutil
import subprocess
import sys

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.dist import Distribution

# Since Python 3.12 this is setuptools' own, which is there once that is imported.
from distutils.command.build_scripts import build_scripts  # isort: skip

HERE = pathlib.Path(__file__).parent.resolve()
LIBRARY = HERE / "knotwork" / "lib" / "libknotwork.so"
COMMAND = HERE / "prefix"
SOURCES = HERE / "swift"

NEEDS = (
    "Knotwork's library is written in Swift. Building it from source takes Linux and Swift 6.3 or later "
    "(https://swift.org/install), and some minutes; a wheel needs neither: pip install --only-binary :all: knotwork"
)


def shared_files():
    """Manual pages and completions, by the folder of the environment that they go to."""
    files = {}
    for path in sorted((COMMAND / "share").rglob("*")):
        if path.is_file():
            files.setdefault(str(path.parent.relative_to(COMMAND)), []).append(str(path.relative_to(HERE)))
    return list(files.items())


def build_sources():
    """Builds library and command from the Swift package of a source distribution."""
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
    for script, folder in (("library", LIBRARY.parent), ("command", COMMAND)):
        subprocess.run([str(SOURCES / "scripts" / script), str(folder)], check=True, cwd=SOURCES, env=dict(os.environ))
    (LIBRARY.parent / "knotwork.h").unlink()


class BinaryDistribution(Distribution):
    """A distribution with a library in it, though with no extension module."""

    def has_ext_modules(self) -> bool:
        return True


class CopiedScripts(build_scripts):
    """The command is a program of the machine: it is copied as it is."""

    def copy_scripts(self):
        self.mkpath(self.build_dir)
        targets = [str(pathlib.Path(self.build_dir) / pathlib.Path(script).name) for script in self.scripts]
        for script, target in zip(self.scripts, targets):
            shutil.copyfile(HERE / script, target)
            os.chmod(target, 0o755)
        return targets, targets


class LibraryWheel(bdist_wheel):
    """A wheel for any Python 3 on one kind of machine."""

    def run(self) -> None:
        if not LIBRARY.exists() or not (COMMAND / "bin" / "knotwork").exists():
            build_sources()
        self.distribution.scripts = ["prefix/bin/knotwork"]
        self.distribution.data_files = shared_files()
        super().run()

    def get_tag(self) -> tuple:
        return "py3", "none", super().get_tag()[2]


setup(distclass=BinaryDistribution, cmdclass={"bdist_wheel": LibraryWheel, "build_scripts": CopiedScripts})
