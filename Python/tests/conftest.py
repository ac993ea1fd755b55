import os
import pathlib

import numpy as np
import pytest

import knotwork


@pytest.fixture(scope="session")
def examples():
    folder = pathlib.Path(os.environ.get("KNOTWORK_EXAMPLES", pathlib.Path(__file__).parents[2] / "Examples"))
    if not folder.is_dir():
        pytest.skip("KNOTWORK_EXAMPLES does not name the folder Examples")
    return folder


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
