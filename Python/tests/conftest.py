import json
import os
import pathlib
import shutil
import signal
import subprocess

import numpy as np
import pytest

import knotwork

# Shells start jobs in the background with interrupts ignored, and Python leaves that so; what tests interrupt would never end.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def examples():
    folder = pathlib.Path(os.environ.get("KNOTWORK_EXAMPLES", pathlib.Path(__file__).parents[2] / "Examples"))
    if not folder.is_dir():
        pytest.skip("KNOTWORK_EXAMPLES does not name the folder Examples")
    return folder


@pytest.fixture(scope="session")
def tool(examples):
    """The command in the folder of examples: arguments to what it prints, a document unless that is not wanted."""
    path = os.environ.get("KNOTWORK_TOOL") or shutil.which("knotwork")
    if not path:
        pytest.skip("KNOTWORK_TOOL does not name the tool")

    def run(*arguments, as_json=True):
        options = ["--json"] if as_json else []
        done = subprocess.run([path, *map(str, arguments), *options], capture_output=True, text=True, cwd=examples)
        assert done.returncode in (0, 1), done.stderr
        return json.loads(done.stdout) if as_json else done.stdout

    return run


@pytest.fixture
def random_network():
    """Networks of random weights: (widths, seed) to a network, and its weights and biases."""

    def make(*widths, seed=0):
        generator = np.random.default_rng(seed)
        weights = [generator.normal(size=(n, m)) / np.sqrt(m) for m, n in zip(widths, widths[1:])]
        bias = [generator.normal(size=n) * 0.3 for n in widths[1:]]
        return knotwork.Network.from_arrays(weights, bias), weights, bias

    return make


def forward(weights, bias, rows):
    """The network in NumPy."""
    values = np.asarray(rows, dtype=np.float64)
    for index, (w, b) in enumerate(zip(weights, bias)):
        values = values @ w.T + b
        if index < len(weights) - 1:
            values = np.maximum(values, 0)
    return values
