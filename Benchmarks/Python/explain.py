"""Times explanations of the built tool beside shap and NumPy in one run, each on one thread.

  KNOTWORK_PEER_PYTHON=PYTHON KNOTWORK_PEER_SCRIPT=explain.py python3 Benchmarks/Python/explain.py [TOOL]

PYTHON has numpy and shap; the script is called as `explain.py shap-exact|pdp NETWORK BACKGROUND ROWS` and prints seconds_per_row and values.
Networks are random with He's initialisation, rows and 100 background rows uniform between -1 and 1: how long it takes does not depend on
them. Without a peer the tool is timed alone. Times of the tool are those of --timing: without start and without reading.
"""
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile

TOOL = sys.argv[1] if len(sys.argv) > 1 else ".build/release/knotwork"
PYTHON, SCRIPT = os.environ.get("KNOTWORK_PEER_PYTHON"), os.environ.get("KNOTWORK_PEER_SCRIPT")
NUMPY = """
import json, os, sys, time
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np
layers = [(np.array(l["weights"]).T.copy(), np.array(l["bias"]), l["activation"]) for l in json.load(open(sys.argv[1]))["layers"]]
x = np.random.default_rng(1).uniform(-1, 1, (400_000, layers[0][0].shape[0]))
best = float("inf")
for _ in range(5):
    start = time.perf_counter()
    for first in range(0, len(x), 2000):
        z = x[first:first + 2000]
        for w, b, a in layers:
            z = z @ w + b
            if a == "relu": np.maximum(z, 0, out=z)
    best = min(best, time.perf_counter() - start)
print(json.dumps(len(x) / best))
"""
numbers = random.Random(2026)


def network(folder, *widths):
    layers = []
    for inputs, units in zip(widths, widths[1:]):
        spread = (2 / inputs) ** 0.5
        layers.append({"weights": [[numbers.gauss(0, spread) for _ in range(inputs)] for _ in range(units)],
                       "bias": [numbers.gauss(0, 0.1) for _ in range(units)], "activation": "relu"})
    layers[-1]["activation"] = "linear"
    path = folder / ("-".join(map(str, widths)) + ".json")
    path.write_text(json.dumps({"format": "knotwork-network", "version": 1, "layers": layers}))
    return path


def table(folder, name, inputs, rows):
    path = folder / f"{name}-{inputs}.csv"
    lines = [",".join(f"x{k + 1}" for k in range(inputs))]
    lines += [",".join(repr(numbers.uniform(-1, 1)) for _ in range(inputs)) for _ in range(rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


def ask(*arguments, times=5):
    """The answer, and the middle of some runs' seconds."""
    runs = [json.loads(subprocess.run([TOOL, *map(str, arguments), "--json", "--timing"], check=True, capture_output=True).stdout)
            for _ in range(times)]
    return runs[0], statistics.median(run["seconds"] for run in runs)


def peer(kind, *files):
    if not PYTHON or not SCRIPT:
        return None
    run = subprocess.run([PYTHON, SCRIPT, kind, *map(str, files)], capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stderr)
    return json.loads(run.stdout[run.stdout.index("{"):])


def cell(value, digits=3):
    return "" if value is None else f"{value:.{digits}g}"


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    print("| Shapley values, 100 background rows | rows | ms per row | shap exact ms | ratio | largest difference |\n|---|---|---|---|---|---|")
    for widths, rows in (((4, 32, 32, 1), 50), ((8, 64, 64, 1), 20), ((12, 64, 64, 1), 4)):
        net, background = network(folder, *widths), table(folder, "background", widths[0], 100)
        explained = table(folder, "rows", widths[0], rows)
        answer, seconds = ask("explain", net, "--data", explained, "--background", background, "--threads", 1)
        other = peer("shap-exact", net, background, explained)
        mine = 1000 * seconds / rows
        theirs = other and 1000 * other["seconds_per_row"]
        apart = other and max(abs(a - b) for row, values in zip(answer["rows"], other["values"]) for a, b in zip(row["shapley"], values))
        assert all(row["exact"] for row in answer["rows"])
        print(f"| {net.stem} | {rows} | {cell(mine)} | {cell(theirs)} | {cell(theirs and theirs / mine)} | {cell(apart, 2)} |", flush=True)
    net = folder / "8-64-64-1.json"
    rows, one = table(folder, "many", 8, 1000), table(folder, "one", 8, 1)
    point = "--against=" + ",".join(["0.125"] * 8)
    command = ("explain", net, "--data", rows, "--background", one, "--threads", 1)
    bare, whole = ask(*command)[1], ask(*command, point)[1]
    print(f"\nIntegrated gradients at 8-64-64-1, 1,000 rows against a point: {cell(1000 * (whole - bare) / 1000)} ms per row")
    sample = table(folder, "sample", 8, 500)
    seconds = [ask("effect", net, "--data", sample, "--input", f"x{k}")[1] for k in range(1, 9)]
    other = peer("pdp", net, sample, sample)
    print(f"Partial dependence and accumulated effects, 500 rows of 8-64-64-1, mean over its inputs: {cell(1000 * statistics.mean(seconds))} ms"
          + (f"; 100 points of partial dependence alone by NumPy {cell(1000 * other['seconds_per_row'])} ms" if other else ""))
    many = table(folder, "evaluated", 8, 400_000)
    seconds = ask("eval", net, many, "--threads", 1)[1]
    line = f"Evaluation of 400,000 rows of 8-64-64-1: {cell(0.4 / seconds)} million rows a second"
    if PYTHON:
        theirs = json.loads(subprocess.run([PYTHON, "-c", NUMPY, net], check=True, capture_output=True).stdout)
        line += f"; NumPy {cell(theirs / 1e6)}, ratio {cell(400_000 / seconds / theirs)}"
    print(line)
