#!/usr/bin/env python3
"""Trains the networks that claims.py asks about, with scikit-learn's MLPRegressor, and writes them as JSON with the box [0, 1]ⁿ.

    python Benchmarks/Python/train_networks.py FOLDER CONCRETE.csv

f5-32-32-1, f5-24-24-24-1, f10-16-16-1, f10-32-32-1 and f10-64-64-1 learn 2,000 rows of the Friedman function with noise; c8-64-64-1 the table
concrete (target last), its inputs scaled to [0, 1] and its target divided by 10.
"""
import json
import pathlib
import sys
import warnings

import numpy as np
from sklearn.neural_network import MLPRegressor

warnings.filterwarnings("ignore")
folder, concrete = pathlib.Path(sys.argv[1]), np.genfromtxt(sys.argv[2], delimiter=",", skip_header=1)
numbers = np.random.default_rng(0)


def friedman(inputs, rows=2000):
    x = numbers.uniform(0, 1, (rows, inputs))
    y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
    return x, y + numbers.normal(size=rows)


def scaled(table):
    x = table[:, :-1]
    return (x - x.min(0)) / (x.max(0) - x.min(0)), table[:, -1] / 10


tables = [("c", scaled(concrete), (64, 64))]
tables += [("f", friedman(inputs), hidden) for inputs, hidden in
           ((5, (32, 32)), (10, (16, 16)), (10, (32, 32)), (10, (64, 64)), (5, (24, 24, 24)))]
for kind, (x, y), hidden in tables:
    model = MLPRegressor(hidden_layer_sizes=hidden, max_iter=1000, random_state=1, n_iter_no_change=30).fit(x, y)
    layers = [{"weights": w.T.tolist(), "bias": b.tolist(), "activation": "relu"} for w, b in zip(model.coefs_, model.intercepts_)]
    layers[-1]["activation"] = "linear"
    name = f"{kind}{x.shape[1]}-{'-'.join(map(str, hidden))}-1.json"
    names = [f"x{k + 1}" for k in range(x.shape[1])]
    network = {"format": "knotwork-network", "version": 1, "inputs": names, "ranges": [[0, 1]] * len(names), "layers": layers}
    (folder / name).write_text(json.dumps(network))
    print(name, f"R² {model.score(x, y):.3f}, {model.n_iter_} epochs")
