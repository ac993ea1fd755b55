"""The command that the wheel brings, with its manual pages and completions."""

import os
import pathlib
import shutil
import subprocess

import numpy as np
import pytest

import knotwork


@pytest.fixture
def prefix():
    found = os.environ.get("KNOTWORK_PREFIX")
    if not found:
        pytest.skip("KNOTWORK_PREFIX does not name the environment that the wheel was installed in")
    return pathlib.Path(found)


def test_the_command_runs_where_nothing_else_is(prefix, examples):
    run = [str(prefix / "bin" / "knotwork")]
    alone = {"PATH": "/nonexistent"}
    version = subprocess.run([*run, "--version"], env=alone, capture_output=True, text=True)
    assert version.stdout.strip() == knotwork.__version__ and version.returncode == 0
    count = subprocess.run([*run, "count", str(examples / "question.json")], env=alone, capture_output=True, text=True)
    assert count.stdout.startswith("4 regions") and count.stderr == ""
    missing = subprocess.run([*run, "count", "missing.json"], env=alone, capture_output=True, text=True)
    assert missing.returncode == 66 and "missing.json: no such file" in missing.stderr


def test_memory_that_runs_out_is_told(prefix, tmp_path):
    """The command's allocator is its program's, not that of the library, which Python loads too."""
    numbers = np.random.default_rng(3)
    sizes = [3, 128, 128, 1]
    weights = [numbers.normal(size=(units, inputs)) * (2 / inputs) ** 0.5 for inputs, units in zip(sizes, sizes[1:])]
    biases = [0.1 * numbers.normal(size=units) for units in sizes[1:]]
    knotwork.Network.from_arrays(weights, biases).save(tmp_path / "net.json")
    line = f"ulimit -v 250000; exec {prefix}/bin/knotwork dissect {tmp_path}/net.json --box=-1:1 --json --threads 1"
    run = subprocess.run(["sh", "-c", line], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert run.returncode == 71 and "no more memory" in run.stderr


def test_manual_pages_and_completions(prefix):
    pages = {path.name for path in (prefix / "share/man/man1").glob("knotwork*.1")}
    assert {"knotwork.1", "knotwork-fit.1", "knotwork-dissect.1"} <= pages
    for completion in ("bash-completion/completions/knotwork", "zsh/site-functions/_knotwork", "fish/vendor_completions.d/knotwork.fish"):
        assert "dissect" in (prefix / "share" / completion).read_text()
    page = (prefix / "share/man/man1/knotwork-fit.1").read_text()
    assert ".SH NAME" in page and "\\-\\-target" in page
    if shutil.which("groff"):
        done = subprocess.run(["groff", "-man", "-ww", "-Tutf8", "-z"], input=page, capture_output=True, text=True)
        assert done.returncode == 0 and done.stderr == ""
