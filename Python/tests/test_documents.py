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
    failed, _ = doctest.testmod(importlib.import_module(name), optionflags=OPTIONS)
    assert failed == 0


def test_the_document(tmp_path, monkeypatch):
    pytest.importorskip("sklearn")
    pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    root = pathlib.Path(os.environ.get("KNOTWORK_DOCUMENTS", pathlib.Path(__file__).parents[2]))
    document = root / "Documentation" / "Python.md"
    if not document.exists():
        pytest.skip("KNOTWORK_DOCUMENTS does not name the repository")
    monkeypatch.chdir(tmp_path)
    failed, count = doctest.testfile(str(document), module_relative=False, optionflags=OPTIONS)
    assert failed == 0 and count > 20


def test_everything_public_is_documented():
    for name in knotwork.__all__:
        thing = getattr(knotwork, name)
        assert thing.__doc__, name
        for member, value in vars(thing).items() if isinstance(thing, type) else ():
            if not member.startswith("_") and (callable(value) or isinstance(value, (property, classmethod))):
                assert getattr(thing, member).__doc__ or value.__doc__, f"{name}.{member}"
