"""The wheel holds a library for one kind of machine and none for one version of Python; scripts/wheel puts the library in its place."""

import pathlib

from setuptools import setup
from setuptools.command.bdist_wheel import bdist_wheel
from setuptools.dist import Distribution


class BinaryDistribution(Distribution):
    """A distribution with a library in it, though with no extension module."""

    def has_ext_modules(self) -> bool:
        return True


class LibraryWheel(bdist_wheel):
    """A wheel for any Python 3 on one kind of machine."""

    def run(self) -> None:
        if not (pathlib.Path(__file__).parent / "knotwork" / "lib" / "libknotwork.so").exists():
            raise SystemExit(
                "knotwork/lib/libknotwork.so is missing. The library is written in Swift: building it takes Swift 6.3 "
                "(https://swift.org/install) and the whole repository, in which scripts/wheel makes this wheel."
            )
        super().run()

    def get_tag(self) -> tuple:
        return "py3", "none", super().get_tag()[2]


setup(distclass=BinaryDistribution, cmdclass={"bdist_wheel": LibraryWheel})
