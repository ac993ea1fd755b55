"""The examples of docstrings and of documents run, and give what they say."""

import doctest
import importlib
import os
import pathlib
import pkgutil

import pytest

import knotwork

OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
MODULES = ["knotwork", *(f"knotwork.{module.name}" for module in pkgutil.iter_modules(knotwork.__path__))]


@pytest.mark.parametrize("name", [name for name in MODULES if "_models" not in name and "_export" not in name])
def test_docstrings(name):
    if name in ("knotwork.frames", "knotwork.spark"):
        pytest.importorskip("pyarrow")
    failed, _ = doctest.testmod(importlib.import_module(name), optionflags=OPTIONS)
    assert failed == 0


#: The documents, what each needs beside the package, and how many examples it has at least.
DOCUMENTS = {
    "Python.md": (["sklearn", "pandas", "pyarrow"], 20),
    "Python/Pipeline.md": (["sklearn", "pandas"], 20),
    "Python/Monotone.md": (["torch"], 15),
    "Python/Knots.md": (["sklearn", "pandas"], 20),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents(name, tmp_path, monkeypatch):
    root = pathlib.Path(os.environ.get("KNOTWORK_DOCUMENTS", pathlib.Path(__file__).parents[2]))
    if not (root / "Documentation").is_dir():
        pytest.skip("KNOTWORK_DOCUMENTS does not name the repository")
    packages, least = DOCUMENTS[name]
    for package in packages:
        pytest.importorskip(package)
    monkeypatch.chdir(tmp_path)
    failed, count = doctest.testfile(str(root / "Documentation" / name), module_relative=False, optionflags=OPTIONS)
    assert failed == 0 and count > least


def test_every_page_is_tested():
    root = pathlib.Path(os.environ.get("KNOTWORK_DOCUMENTS", pathlib.Path(__file__).parents[2])) / "Documentation"
    if not root.is_dir():
        pytest.skip("KNOTWORK_DOCUMENTS does not name the repository")
    assert {f"Python/{page.name}" for page in (root / "Python").glob("*.md")} <= set(DOCUMENTS)


def test_everything_public_is_documented():
    for name in knotwork.__all__:
        thing = getattr(knotwork, name)
        assert thing.__doc__, name
        for member, value in vars(thing).items() if isinstance(thing, type) else ():
            if not member.startswith("_") and (callable(value) or isinstance(value, (property, classmethod))):
                assert getattr(thing, member).__doc__ or value.__doc__, f"{name}.{member}"
